"""The tasks of requests: whose they are, until when, what came of them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, exists, select

from bot.followup.task import Stage, Task
from bot.people.person import PersonId
from storage.tables import either, tasks
from storage.work import Collision, Work

_ADD = either(lambda insert: insert(tasks).on_conflict_do_nothing())
_OF_REQUEST = select(tasks).where(tasks.c.request == bindparam("request")).order_by(tasks.c.id)
_UNFINISHED = (Stage.OPEN, Stage.TAKEN)


def add(work: Work, task: Task) -> Task:
    """One of a kind for each request and person: adding it again gives the one that stands."""
    row = {name: getattr(task, name) for name in Task.__dataclass_fields__ if name != "id"}
    _changed(work, task.request)
    work.conn.execute(_ADD[work.dialect], row)
    same = (tasks.c.kind == task.kind, tasks.c.person == task.person)
    found = _one(work, tasks.c.request == task.request, *same)
    assert found is not None
    return found


def load(work: Work, task: int) -> Task | None:
    """Held until this transaction ends."""
    return _one(work, tasks.c.id == task)


def peek(work: Work, task: int) -> Task:
    """To look at, not to keep: nobody else has to wait. Raises LookupError."""
    row = work.conn.execute(select(tasks).where(tasks.c.id == task)).mappings().first()
    if row is None:
        raise LookupError(f"task {task}")
    return _task(row)


def of_request(work: Work, request: int) -> tuple[Task, ...]:
    """In the order they were opened. Each card of a case asks for them, more than once."""
    return work.once(("tasks", request), lambda: _of_request(work, request))


def _of_request(work: Work, request: int) -> tuple[Task, ...]:
    rows = work.conn.execute(_OF_REQUEST, {"request": request}).mappings()
    return tuple(_task(row) for row in rows)


def _changed(work: Work, request: int) -> None:
    work.known.pop(("tasks", request), None)


def unfinished(work: Work, school: str) -> list[Task]:
    """Everything somebody still has to do, oldest first."""
    return _all(work, tasks.c.school == school, tasks.c.state.in_(_UNFINISHED))


def in_hand(work: Work, school: str) -> list[Task]:
    """What somebody has taken and not done, oldest first: few, whatever else is open."""
    return _all(work, tasks.c.school == school, tasks.c.state == Stage.TAKEN)


def cases_with(
    work: Work, school: str, kinds: Collection[str], without: Collection[str]
) -> list[int]:
    """Requests that had one of `kinds` done and none of `without` opened."""
    later = tasks.alias("later")
    ends = exists().where(later.c.request == tasks.c.request, later.c.kind.in_(without))
    done = (tasks.c.school == school, tasks.c.kind.in_(kinds), tasks.c.state == Stage.DONE)
    statement = select(tasks.c.request).where(*done, ~ends).distinct()
    return list(work.conn.execute(statement.order_by(tasks.c.request)).scalars())


def last_done(work: Work, school: str, kind: str, limit: int) -> list[Task]:
    """The newest done tasks of a kind, the newest first."""
    done = (tasks.c.school == school, tasks.c.kind == kind, tasks.c.state == Stage.DONE)
    statement = select(tasks).where(*done).order_by(tasks.c.id.desc()).limit(limit)
    return [_task(row) for row in work.conn.execute(statement).mappings()]


def due_between(work: Work, school: str, start: datetime, end: datetime) -> list[Task]:
    """From `start` up to `end`, whatever became of them."""
    return _all(work, tasks.c.school == school, tasks.c.due_at >= start, tasks.c.due_at < end)


def to_remind(work: Work, school: str, now: datetime, limit: int = 100) -> list[Task]:
    """What is late, or done by itself by now, longest due first."""
    due = (tasks.c.school == school, tasks.c.remind_at <= now)
    statement = select(tasks).where(*due).order_by(tasks.c.remind_at).limit(limit)
    return [_task(row) for row in work.conn.execute(statement).mappings()]


def keep(work: Work, task: Task) -> Task:
    """Raises Collision when somebody kept it since `task` was read."""
    values: Mapping[str, Any] = {
        "state": task.state,
        "officer": task.officer,
        "answers": task.answers,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "remind_at": task.remind_at,
        "taken_at": task.taken_at,
        "done_at": task.done_at,
        "version": task.version + 1,
    }
    _changed(work, task.request)
    mine = (tasks.c.id == task.id, tasks.c.version == task.version)
    if not work.conn.execute(tasks.update().where(*mine).values(**values)).rowcount:
        raise Collision(f"task {task.id}")
    return replace(task, version=task.version + 1)


def _all(work: Work, *conditions: Any) -> list[Task]:
    statement = select(tasks).where(*conditions).order_by(tasks.c.id)
    return [_task(row) for row in work.conn.execute(statement).mappings()]


def _one(work: Work, *conditions: Any) -> Task | None:
    statement = select(tasks).where(*conditions)
    rows = work.conn.execute(statement.with_for_update() if work.writes else statement)
    row = rows.mappings().one_or_none()
    return None if row is None else _task(row)


def _task(row: RowMapping) -> Task:
    read = {
        "state": Stage(row["state"]),
        "person": PersonId(row["person"]),
        "officer": PersonId(row["officer"]),
    }
    return Task(**{**row, **read})
