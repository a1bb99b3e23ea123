"""What a report brings about as a case of its own: a fault seen on an inspection is a fault like
any other, with its own number and its own two hours."""

from collections.abc import Iterator
from typing import Any

from bot.actions import filing, tasking
from bot.actions.office import Office
from bot.approvals.pack import Files, TaskKind
from bot.approvals.request import Request
from bot.followup.plan import Case, holds
from bot.followup.task import Task
from bot.people.person import Person
from storage import journal
from storage.store import Work


def bring_about(
    work: Work, office: Office, request: Request, kind: TaskKind, task: Task, by: Person
) -> list[Request]:
    case = tasking.case_of(work, request)
    filed = [
        filing.file(work, office, by, one.kind, answers)
        for one in kind.files
        if holds(one.when, known(case, task))
        for answers in drawn_from(one, known(case, task))
    ]
    for new in filed:
        data = {"request": request.id, "task": task.kind, "filed": new.id, "by": by.id}
        journal.append(work, office.id, "task.brought_about", data)
    return filed


def known(case: Case, task: Task) -> dict[str, Any]:
    return {**case.known(), **{f"{task.kind}.{key}": a for key, a in task.answers.items()}}


def drawn_from(one: Files, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    taken = {key: told[name] for key, name in one.takes.items() if told.get(name)}
    if not one.each:
        yield {**one.fills, **taken}
        return
    key = next((key for key, name in one.takes.items() if name == one.each), "zones")
    for item in told.get(one.each) or ():
        yield {**one.fills, **taken, key: [item]}
