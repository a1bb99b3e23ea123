"""Reporting to the firm that was reported to last: what was answered then is answered again."""

from collections.abc import Mapping
from typing import Any

from bot.actions import carrying_out, finding
from bot.actions.office import Office
from bot.approvals.pack import TaskKind
from bot.approvals.refusals import StaleCard
from bot.approvals.request import Request
from bot.conversation.form import FieldKind
from bot.followup.task import Task
from bot.people.person import Person
from storage import requests, tasks
from storage.store import Work

VENDOR = "vendor"  # the way of reporting that names a firm
LOOKED_AT = 20  # earlier reports; a firm nobody called for so long is asked for anew


def last(work: Work, office: Office, request: Request, kind: TaskKind) -> Task | None:
    """The newest report to a firm, of a case of the same kind and unit's roles."""
    return next(
        (
            task
            for task in tasks.last_done(work, office.id, kind.id, LOOKED_AT)
            if VENDOR in task.answers.values()
            and requests.peek(work, task.request).kind == request.kind
        ),
        None,
    )


def firm(kind: TaskKind, earlier: Task) -> str:
    texts = (f.key for f in kind.form.fields if f.kind is FieldKind.TEXT and f.required)
    return next((str(earlier.answers.get(key, "")) for key in texts), "")


def answers(kind: TaskKind, earlier: Task) -> Mapping[str, Any]:
    """Not what belonged to that case alone, such as the firm's own number."""
    kept = {f.key for f in kind.form.fields if f.required}
    return {key: value for key, value in earlier.answers.items() if key in kept}


def report(work: Work, office: Office, by: Person, task_id: int, earlier: int) -> Request:
    task = finding.task(work, office, task_id)
    request = finding.request_seen(work, office, task.request)
    kind = carrying_out.may_begin(work, office, request, task, by)
    told = last(work, office, request, kind)
    if told is None or told.id != earlier:
        raise StaleCard  # the firm on the card is another one by now
    return carrying_out.record(work, office, by, task.id, answers(kind, told))
