"""The duty room's part of a request: who took it, what came of it."""

from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping, select

from bot.people.person import PersonId
from bot.viewing.viewing import Stage, Viewing
from storage.tables import either, viewings
from storage.work import Collision, Work

_ADD = either(lambda insert: insert(viewings).on_conflict_do_nothing())


def add(work: Work, school: str, request: int) -> Viewing:
    """One for each request: adding it again gives the one that stands."""
    row = {
        "school": school,
        "request": request,
        "state": Stage.OPEN,
        "officer": "",
        "outcome": {},
    }
    times = {"opened_at": work.now, "taken_at": None, "recorded_at": None}
    work.conn.execute(_ADD[work.dialect], {**row, **times, "version": 1})
    found = of_request(work, request)
    assert found is not None
    return found


def load(work: Work, viewing: int) -> Viewing | None:
    return _one(work, viewings.c.id == viewing)


def peek(work: Work, viewing: int) -> Viewing:
    """To look at, not to keep: nobody else has to wait. Raises LookupError."""
    row = work.conn.execute(select(viewings).where(viewings.c.id == viewing)).mappings().first()
    if row is None:
        raise LookupError(f"viewing {viewing}")
    return _viewing(row)


def of_request(work: Work, request: int) -> Viewing | None:
    return _one(work, viewings.c.request == request)


def unfinished(work: Work, school: str) -> list[Viewing]:
    """What the duty room still has to do, oldest first."""
    todo = (viewings.c.school == school, viewings.c.state.in_((Stage.OPEN, Stage.TAKEN)))
    return [_viewing(row) for row in _rows(work, *todo)]


def keep(work: Work, viewing: Viewing) -> Viewing:
    """Raises Collision when somebody kept it since `viewing` was read."""
    values = {
        "state": viewing.state,
        "officer": viewing.officer,
        "outcome": viewing.outcome,
        "taken_at": viewing.taken_at,
        "recorded_at": viewing.recorded_at,
        "version": viewing.version + 1,
    }
    mine = (viewings.c.id == viewing.id, viewings.c.version == viewing.version)
    if not work.conn.execute(viewings.update().where(*mine).values(**values)).rowcount:
        raise Collision(f"viewing {viewing.id}")
    return replace(viewing, version=viewing.version + 1)


def _rows(work: Work, *conditions: Any) -> Any:
    statement = select(viewings).where(*conditions).order_by(viewings.c.id)
    return work.conn.execute(
        statement.with_for_update() if work.writes else statement
    ).mappings()


def _one(work: Work, condition: Any) -> Viewing | None:
    row = _rows(work, condition).one_or_none()
    return None if row is None else _viewing(row)


def _viewing(row: RowMapping) -> Viewing:
    whose = {"state": Stage(row["state"]), "officer": PersonId(row["officer"])}
    return Viewing(**{**row, **whose})
