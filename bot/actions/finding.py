"""The case a button or a link speaks of. What does not exist, or belongs to another school, is
answered like a card that went out of date: nobody learns which numbers exist."""

from typing import TypeVar

from bot.actions.office import Office
from bot.approvals.refusals import StaleCard
from bot.approvals.request import Request
from bot.followup.task import Task
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


def task(work: Work, office: Office, number: int) -> Task:
    """To be kept: held until the transaction ends."""
    return _ours(office, tasks.load(work, number))


def _ours(office: Office, found: Case | None) -> Case:
    if found is None or found.school != office.id:
        raise StaleCard
    return found
