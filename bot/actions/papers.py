"""The papers of a case, and whose eyes they are for: those of its form, and those of the reports on
its tasks (a photo of the receipt, the quotes of suppliers)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bot.actions.office import Office
from bot.approvals.pack import Kind, TaskKind
from bot.approvals.request import Request
from bot.approvals.sight import Sight, sight
from bot.followup.task import NOBODY, Stage, Task
from bot.people.person import Person
from storage import tasks
from storage.store import Work

FIRST = ("seal", "letter_scan", "files")  # the sealed form lies on top


def of_form(request: Request) -> list[int]:
    answers = request.answers
    first = [number for key in FIRST for number in files({key: answers.get(key)})]
    return list(dict.fromkeys((*first, *files(answers))))


def all_of(work: Work, request: Request) -> frozenset[int]:
    """Every file the case names, in its form or in what was reported on it."""
    told = [task.answers for task in tasks.of_request(work, request.id)]
    return frozenset(n for answers in (request.answers, *told) for n in files(answers))


def open_to(work: Work, office: Office, request: Request, person: Person) -> list[int]:
    """For somebody who sees the case: its papers, the form's first."""
    kind = office.pack.kinds.get(request.kind)
    reports = [
        n for task in tasks.of_request(work, request.id) for n in _of(task, kind, person)
    ]
    if kind is None or not _reads_reports(work, office, request, kind, person):
        return list(dict.fromkeys((*of_form(request), *reports)))
    every = [n for task in tasks.of_request(work, request.id) for n in _done(task)]
    return list(dict.fromkeys((*of_form(request), *every)))


def _reads_reports(
    work: Work, office: Office, request: Request, kind: Kind, person: Person
) -> bool:
    """Whoever decides about the case, carries it out, or sees everything: as with the words of a
    report (`writing.tasks`)."""
    if person.id in request.owners:
        return False
    roles = {role for task in kind.tasks for role in task.actors}
    own = [task for task in tasks.of_request(work, request.id) if task.officer == person.id]
    return (
        sight(request, person, office.pack) is Sight.WHOLE
        or _holds(person, office.pack.sees_all)
        or _holds(person, roles)
        or any(task.person == NOBODY for task in own)
    )


def _holds(person: Person, roles: Collection[str]) -> bool:
    return any(post.role in roles for post in person.posts)


def _of(task: Task, kind: Kind | None, person: Person) -> Iterable[int]:
    """What he sent himself, and what the pack shows to the requester."""
    known = kind.task(task.kind) if kind else None
    if task.officer == person.id:
        return _done(task)
    return files(_shown(task, known)) if known and task.state is Stage.DONE else ()


def _shown(task: Task, kind: TaskKind) -> dict[str, Any]:
    return {key: value for key, value in task.answers.items() if key in kind.shows}


def _done(task: Task) -> Iterable[int]:
    return files(task.answers) if task.state is Stage.DONE else ()


def files(answers: Mapping[str, Any]) -> Iterable[int]:
    """The numbers of attached files; people have words for ids."""
    lists = (value for value in answers.values() if isinstance(value, list))
    named = (item["id"] for value in lists for item in value if isinstance(item, Mapping))
    return [number for number in named if isinstance(number, int)]
