"""Deadlines of tasks, as they follow the school's calendar."""

from collections.abc import Iterator
from dataclasses import replace

from bot.actions import tasking, whose
from bot.actions.office import Office
from bot.approvals.request import Request
from bot.followup import plan, rungs
from bot.followup.deadline import Deadline, moved
from bot.followup.plan import Case
from bot.followup.task import Task
from bot.notices import About, subject
from bot.people.calendar import Calendar
from bot.people.person import PersonId
from storage import requests, tasks
from storage.moves import Move
from storage.store import Work


def deadline_of(office: Office, case: Case, task: Task) -> Deadline | None:
    kind = tasking.kind_of(office, case.request).task(task.kind)
    if kind is None:
        return None
    opened = task.opened_at.astimezone(office.rules.zone)
    return plan.deadline(kind.due, case.known(), opened)


def find(work: Work, office: Office, calendar: Calendar) -> Iterator[Move]:
    for task in tasks.unfinished(work, office.id):
        request = requests.peek(work, task.request)
        case, was = tasking.case_of(work, request), task.due_at
        deadline = deadline_of(office, case, task)
        if deadline is None or was is None:
            continue
        due = moved(deadline, was, office.calendar, calendar, office.now)
        if due != was:
            yield Move(
                about=subject(About.TASK, task.id),
                was=was,
                due=due,
                owes=carriers(office, request, task),
                waits=tuple(dict.fromkeys((request.requester, *request.owners))),
            )


def carriers(office: Office, request: Request, task: Task) -> tuple[PersonId, ...]:
    """Whoever took it; else everybody who may."""
    if task.officer:
        return (task.officer,)
    kind = tasking.kind_of(office, request).task(task.kind)
    people = whose.actors(office, request, kind, task) if kind else ()
    return tuple(person.id for person in people)


def keep(work: Work, office: Office, move: Move) -> None:
    """Late or not, he is told at the new moment, unless that lies behind."""
    task = tasks.load(work, int(move.about.partition("/")[2]))
    assert task is not None
    request = requests.peek(work, task.request)
    kind = tasking.kind_of(office, request).task(task.kind)
    timed = replace(task, due_at=move.due)
    ahead = kind and move.due > office.now
    remind_at = rungs.calls(kind, timed, office.now).then if kind and ahead else task.remind_at
    tasks.keep(work, replace(timed, remind_at=remind_at))
    tasking.refresh(work, office, request, task)
