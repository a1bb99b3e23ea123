"""Several decisions of one person at once, each for itself (C28)."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.actions import deciding, finding
from bot.actions.office import Office
from bot.approvals.confirming import sensitive
from bot.approvals.consent import report_due, wish_of
from bot.approvals.progress import SHORTEST_REASON
from bot.approvals.refusals import ReasonMissing, Refusal
from bot.approvals.request import Request, Verdict, unheard
from bot.people.person import Person
from storage import requests
from storage.store import Work

MOST = 20  # what a person can still look through before he says yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A case at the version that was listed: what moved meanwhile is not decided unseen."""

    request: int
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    number: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What waits for somebody: cases he may decide together, and those he must look at alone."""

    together: tuple[Request, ...]
    alone: tuple[Request, ...]


def waiting(work: Work, office: Office, by: Person) -> list[Request]:
    """Everything this person may sign and has heard of, oldest first."""
    asked = requests.waiting_on(work, office.id, by.id)
    return [one.request for one in asked if not unheard(one.request, office.now)]


def pile(work: Work, office: Office, by: Person) -> Pile:
    mine = waiting(work, office, by)
    alone = [r for r in mine if stands_alone(office, r, by)]
    together = [r for r in mine if r not in alone]
    return Pile(together=tuple(together[:MOST]), alone=tuple(alone))


def stands_alone(office: Office, request: Request, by: Person) -> bool:
    """Sensitive cases, and those that want more of him than a yes: an express word on one point, or
    a report to whoever signs next."""
    kind = office.kind(request.kind)
    more = wish_of(kind, request, by.id) or report_due(kind, request, by.id)
    return bool(more) or sensitive(kind, request)


def decide_each(
    work: Work,
    office: Office,
    by: Person,
    items: Iterable[Item],
    verdict: Verdict,
    reason: str = "",
) -> tuple[Result, ...]:
    """One that fails does not stop the others. Raises `ReasonMissing` before any is decided."""
    if verdict is not Verdict.APPROVE and len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing(at_least=SHORTEST_REASON)
    return tuple(one(work, office, by, item, verdict, reason) for item in items)


def one(
    work: Work, office: Office, by: Person, item: Item, verdict: Verdict, reason: str
) -> Result:
    request = finding.request_seen(work, office, item.request)
    try:
        with work.savepoint():
            if stands_alone(office, request, by):
                raise LookedAtAlone
            deciding.decide(
                work, office, by, item.request, token=item.token, verdict=verdict, reason=reason
            )
    except Refusal as refusal:
        return Result(number=request.number, refusal=refusal)
    return Result(number=request.number)


class LookedAtAlone(Refusal):
    """It became sensitive after it was listed."""

    code = "looked_at_alone"
