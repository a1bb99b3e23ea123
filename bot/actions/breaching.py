"""A deadline the regulation sets was missed: it is kept in a book at that very moment, whoever is
awake, and stays there whatever is reported later."""

from datetime import datetime

from bot.actions import booking
from bot.actions.entering import place_in_words
from bot.actions.office import Office
from bot.approvals.pack import TaskKind
from bot.approvals.request import Request
from bot.followup.task import Task
from storage import journal
from storage.books import place_of
from storage.store import Work


def record(work: Work, office: Office, request: Request, kind: TaskKind, task: Task) -> None:
    """Once for each case: by the bell, or by a report that came late before the bell did."""
    if not kind.breach or task.due_at is None:
        return
    if task.done_at <= task.due_at if task.done_at else office.now < task.due_at:
        return
    if place_of(work, office.id, kind.breach, request.id) is not None:
        return
    entry = entry_of(office, request, kind, task.opened_at, task.due_at)
    booking.enter(work, office, kind.breach, entry, by=task.officer, request=request.id)
    data = {"request": request.id, "task": task.kind, "due": task.due_at.isoformat()}
    journal.append(work, office.id, "task.breached", data)


def entry_of(
    office: Office, request: Request, kind: TaskKind, since: datetime, due: datetime
) -> dict[str, object]:
    told = [p.name for role in kind.tells for p in office.directory.holders(role)]
    return {
        "number": request.number,
        "place": place_in_words(office, request),
        "task": kind.title.zh,
        "since": since.isoformat(),
        "due": due.isoformat(),
        "article": kind.article,
        "told": told,
    }
