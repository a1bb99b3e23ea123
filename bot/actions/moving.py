"""Open deadlines move with the calendar: whatever counts in working time, and nothing else.

A kind of deadline is one line of MOVERS: how to find what would move, and how to keep it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import tasking, timing
from bot.actions.announcing import asking
from bot.actions.office import Office
from bot.actions.timing import WORKING_DAYS
from bot.approvals.request import Request, State
from bot.followup import plan
from bot.followup.deadline import Deadline
from bot.followup.task import Task
from bot.notices import About, subject
from bot.people.calendar import Calendar
from bot.people.person import PersonId
from storage import outbox, requests, rings, tasks
from storage.moves import Move
from storage.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    find: Callable[[Work, Office, Calendar], Iterable[Move]]  # the calendar as it will be
    keep: Callable[[Work, Office, Move], None]


def foreseen(work: Work, office: Office, calendar: Calendar) -> list[Move]:
    """What would move if the office's calendar became this one. Nothing is changed."""
    return [move for mover in MOVERS.values() for move in mover.find(work, office, calendar)]


def keep(work: Work, office: Office, moved: Iterable[Move]) -> None:
    for move in moved:
        MOVERS[About(move.about.partition("/")[0])].keep(work, office, move)


def moved(
    deadline: Deadline | None, due: datetime | None, office: Office, calendar: Calendar
) -> datetime | None:
    """When it will be due; None where it stays.

    By as much as the calendar moves it, so that what was put off by hand stays put off. What was
    still in time is never made late by a change of the calendar: it keeps the moment it had.
    """
    if deadline is None or due is None or not deadline.follows_calendar:
        return None
    shift = deadline.at(calendar) - deadline.at(office.calendar)
    will = due + shift
    late_by_it = will <= office.now < due
    return will if shift and not late_by_it else None


# ------------------------------------------------------------------ tasks


def deadline_of(work: Work, office: Office, request: Request, task: Task) -> Deadline | None:
    kind = tasking.kind_of(office, request).task(task.kind)
    if kind is None or kind.due is None:
        return None
    known = tasking.case_of(work, request).known()
    return plan.deadline(kind.due, known, task.opened_at.astimezone(office.rules.zone))


def tasks_moved(work: Work, office: Office, calendar: Calendar) -> Iterator[Move]:
    for task in tasks.unfinished(work, office.id):
        request = requests.peek(work, task.request)
        deadline = deadline_of(work, office, request, task)
        will = moved(deadline, task.due_at, office, calendar)
        if will and task.due_at:
            yield Move(
                about=subject(About.TASK, task.id),
                was=task.due_at,
                due=will,
                owes=whose(office, request, task),
                waits=tuple(dict.fromkeys((request.requester, *request.owners))),
            )


def whose(office: Office, request: Request, task: Task) -> tuple[PersonId, ...]:
    """Whoever took it; else everybody who may."""
    if task.officer:
        return (task.officer,)
    kind = tasking.kind_of(office, request).task(task.kind)
    people = tasking.actors(office, request, kind, task) if kind else ()
    return tuple(person.id for person in people)


def keep_task(work: Work, office: Office, move: Move) -> None:
    """Late or not, he is told at the new moment, unless that lies behind."""
    task = tasks.load(work, int(move.about.partition("/")[2]))
    assert task is not None
    ahead = move.due > office.now
    remind_at = move.due if ahead else task.remind_at
    tasks.keep(work, replace(task, due_at=move.due, remind_at=remind_at))
    tasking.refresh(work, office, requests.peek(work, task.request), task)


# ------------------------------------------------------------------ signatures


def waits_moved(work: Work, office: Office, calendar: Calendar) -> Iterator[Move]:
    """The time of each open step."""
    for wait in rings.counting(work, office.id, WORKING_DAYS):
        request = requests.peek(work, wait.request)
        will = moved(timing.deadline_of(office, wait), wait.due_at, office, calendar)
        if will and wait.due_at and request.state is State.IN_APPROVAL:
            yield Move(
                about=subject(About.ASK, wait.request),
                was=wait.due_at,
                due=will,
                owes=tuple({p: None for s in request.open_seats for p in s.persons}),
                waits=tuple(dict.fromkeys((request.requester, *request.owners))),
            )


def keep_wait(work: Work, office: Office, move: Move) -> None:
    request = requests.load(work, int(move.about.partition("/")[2]))
    wait = rings.wait_of(work, request.id)
    assert wait is not None
    timing.move(work, office, wait, move.due)
    outbox.owe_refresh(work, office.id, asking(request, request.step))
    outbox.owe_refresh(work, office.id, subject(About.STATUS, request.id))


MOVERS: Mapping[About, Mover] = {
    About.TASK: Mover(find=tasks_moved, keep=keep_task),
    About.ASK: Mover(find=waits_moved, keep=keep_wait),
}
