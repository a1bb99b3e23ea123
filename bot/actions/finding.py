"""The case a button or a link speaks of. What does not exist, or belongs to another school, is
answered like a card that went out of date: nobody learns which numbers exist."""

from collections.abc import Collection
from typing import TypeVar

from bot.actions import whose
from bot.actions.office import Office
from bot.approvals.confirming import seconds
from bot.approvals.refusals import StaleCard
from bot.approvals.request import Request, awaiting_second
from bot.approvals.sight import Sight, sight
from bot.followup.task import NOBODY, Task
from bot.people.person import Person, PersonId
from storage import requests, tasks
from storage.store import Work

Case = TypeVar("Case", Request, Task)


def request(work: Work, office: Office, number: int) -> Request:
    """To be kept: held until the transaction ends."""
    return _ours(office, requests.find(work, number))


def request_seen(work: Work, office: Office, number: int) -> Request:
    """To look at only."""
    try:
        return _ours(office, requests.peek(work, number))
    except LookupError:
        raise StaleCard from None


def visible(work: Work, office: Office, by: Person, number: int) -> Request:
    """To look at only, by somebody who may."""
    found = request_seen(work, office, number)
    if sees(work, office, by, found) is Sight.NOTHING:
        raise StaleCard
    return found


def sees(work: Work, office: Office, person: Person, request: Request) -> Sight:
    """How much of this case `person` may see now."""
    if person.active and person.id in asked_to_confirm(office, request):
        return Sight.WHOLE
    seen = sight(request, person, office.pack)
    if seen is not Sight.NOTHING:
        return seen
    return sight(request, person, office.pack, tasked=tasked(work, office, request))


def asked_to_confirm(office: Office, request: Request) -> frozenset[PersonId]:
    """The second persons of approvals that wait for one: they confirm nothing they cannot read."""
    levels = (
        seconds(request, noted.by, office.pack.roles, office.directory)[:1]
        for noted in awaiting_second(request)
    )
    return frozenset(p for nearest in levels for level in nearest for p in level)


def tasked(work: Work, office: Office, request: Request) -> Collection[PersonId]:
    """Who may do something about it while that waits for somebody; afterwards who did."""
    kind = office.pack.kinds.get(request.kind)
    found: set[PersonId] = set()
    for task in tasks.of_request(work, request.id):
        found |= {task.person, task.officer}
        known = kind.task(task.kind) if kind else None
        if known and not task.over:
            found |= {p.id for p in whose.actors(office, request, known, task)}
    return found - {NOBODY}


def task(work: Work, office: Office, number: int) -> Task:
    """To be kept: held until the transaction ends."""
    return _ours(office, tasks.load(work, number))


def _ours(office: Office, found: Case | None) -> Case:
    if found is None or found.school != office.id:
        raise StaleCard
    return found
