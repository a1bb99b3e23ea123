"""The duty room's part: take the viewing, record its outcome, write the entry."""

from collections.abc import Mapping
from typing import Any

from bot.actions import finding
from bot.actions.announcing import announce
from bot.actions.entering import entry_of
from bot.actions.office import Office
from bot.approvals import progress
from bot.approvals.policy import Task
from bot.approvals.request import Request
from bot.notices import About, subject
from bot.people.person import Person
from bot.viewing.viewing import NotOnDuty, Viewing, recorded, taken
from storage import books, journal, outbox, requests, viewings
from storage.store import Work


def on_duty(office: Office, task: Task, by: Person) -> None:
    if not by.holds(task.actor):
        raise NotOnDuty(role=office.pack.roles[task.actor].name)


def task_of(office: Office, request: Request) -> Task:
    task = office.kind(request.kind).task
    assert task is not None  # a viewing exists only for kinds with a task
    return task


def take(work: Work, office: Office, by: Person, viewing_id: int) -> Viewing:
    viewing = finding.viewing(work, office, viewing_id)
    request = finding.request(work, office, viewing.request)
    on_duty(office, task_of(office, request), by)
    mine = taken(viewing, by.id, office.now)
    if mine == viewing:
        return mine
    viewings.keep(work, mine)
    journal.append(work, office.id, "viewing.taken", {"request": request.id, "by": by.id})
    refresh(work, office, request, viewing_id)
    return mine


def refresh(work: Work, office: Office, request: Request, viewing_id: int) -> None:
    outbox.owe_refresh(work, office.id, subject(About.TASK, viewing_id))
    outbox.owe_refresh(work, office.id, subject(About.STATUS, request.id))


def record(
    work: Work, office: Office, by: Person, viewing_id: int, outcome: Mapping[str, Any]
) -> Request:
    """Close the viewing with its entry in the book; neither exists without the other."""
    viewing = finding.viewing(work, office, viewing_id)
    request = finding.request(work, office, viewing.request)
    task = task_of(office, request)
    on_duty(office, task, by)
    done = recorded(viewing, by.id, outcome, office.now)
    viewings.keep(work, done)
    entry = entry_of(office, request, done)
    serial = books.enter(work, office.id, task.book, office.now.year, request.id, entry)
    data = {"request": request.id, "by": by.id, "book": task.book, "serial": serial}
    journal.append(work, office.id, "viewing.recorded", data)
    closed, events = progress.carried_out(request, by=by.id, now=office.now)
    requests.keep(work, closed)
    announce(work, office, closed, events, by=by.id)
    return closed
