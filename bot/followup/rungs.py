"""Who hears of an open task while its time runs out, and when it counts as late. Pure.

A rung lies at a fraction of the time between opening and due, or some hours after the opening.
What was missed while nobody rang the bell is said once, by its latest rung.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.approvals.pack import Rung, TaskKind
from bot.followup.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """What the bell finds to say about a task."""

    rungs: tuple[int, ...]  # places in `TaskKind.rungs`, in the order of their moments
    late: bool
    then: datetime | None  # when to look again


def calls(kind: TaskKind, task: Task, now: datetime) -> Calls:
    since = task.remind_at or now
    fallen = [(at, n) for n, rung in enumerate(kind.rungs) if (at := moment(rung, task))]
    due_now = sorted((at, n) for at, n in fallen if since <= at <= now)
    ahead = [at for at, _ in fallen if at > now]
    last, following = _around(kind, task, now)
    return Calls(
        rungs=tuple(n for _, n in due_now),
        late=last is not None and since <= last,
        then=min((*ahead, *following), default=None),
    )


def first_call(kind: TaskKind, task: Task) -> datetime | None:
    """When the bell has to look at a task that is opened now."""
    moments = (moment(rung, task) for rung in kind.rungs)
    return min((at for at in (task.due_at, *moments) if at), default=None)


def moment(rung: Rung, task: Task) -> datetime | None:
    """None for a part of a time that has no end."""
    if rung.hours:
        return task.opened_at + timedelta(hours=rung.hours)
    return task.opened_at + (task.due_at - task.opened_at) * rung.at if task.due_at else None


def reached(kind: TaskKind, task: Task, now: datetime) -> Iterator[Rung]:
    for rung in kind.rungs:
        at = moment(rung, task)
        if at and at <= now:
            yield rung


def _around(
    kind: TaskKind, task: Task, now: datetime
) -> tuple[datetime | None, tuple[datetime, ...]]:
    """The last moment at which it was late, and the next one."""
    if task.due_at is None:
        return None, ()
    if task.due_at > now:
        return None, (task.due_at,)
    again = timedelta(hours=kind.due.again if kind.due else 0)
    if not again:
        return task.due_at, ()
    last = task.due_at + (now - task.due_at) // again * again
    return last, (last + again,)
