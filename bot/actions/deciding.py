"""One approver's verdict, and the requester's withdrawal."""

from bot.actions import finding, proving, seconding
from bot.actions.announcing import announce
from bot.actions.filing import seating
from bot.actions.office import Office
from bot.approvals import progress
from bot.approvals.request import Request, Verdict
from bot.people.person import Person
from storage import requests
from storage.store import Work


def decide(
    work: Work,
    office: Office,
    by: Person,
    request_id: int,
    *,
    token: int,
    verdict: Verdict,
    reason: str = "",
    account: str = "",
) -> Request:
    """Count `by`'s verdict on the step that `token` speaks of. Raises a refusal otherwise.

    `account`: where he speaks from; a PIN is believed only where it was given.
    """
    request = finding.request(work, office, request_id)
    proving.require(work, office, by, request, verdict, account)
    if seconding.wanted(office, request, by, verdict):
        return seconding.ask(work, office, request, by, token, reason)
    decided, events = progress.decide(
        request,
        token=token,
        seat=None,
        by=by.id,
        verdict=verdict,
        reason=reason,
        now=office.now,
        seating=seating(office),
    )
    requests.keep(work, decided)
    announce(work, office, decided, events, by=by.id)
    return decided


def may(work: Work, office: Office, by: Person, request_id: int, *, token: int) -> None:
    """Raises the refusal that `decide` would raise, before a reason is asked for."""
    progress.decide(
        finding.request(work, office, request_id),
        token=token,
        seat=None,
        by=by.id,
        verdict=Verdict.APPROVE,
        reason="",
        now=office.now,
        seating=seating(office),
    )


def disown(work: Work, office: Office, by: Person, request_id: int) -> Request:
    """不是我要求的: stop what somebody filed in his name."""
    request = finding.request(work, office, request_id)
    stopped, events = progress.disown(request, by=by.id, now=office.now)
    requests.keep(work, stopped)
    announce(work, office, stopped, events, by=by.id)
    return stopped


def withdraw(work: Work, office: Office, by: Person, request_id: int) -> Request:
    """Take the request back; what was to be done about it is called off."""
    request = finding.request(work, office, request_id)
    withdrawn, events = progress.withdraw(request, by=by.id, now=office.now)
    requests.keep(work, withdrawn)
    announce(work, office, withdrawn, events, by=by.id)
    return withdrawn
