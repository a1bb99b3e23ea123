"""One approver's verdict, the last one's second thoughts, and the requester's withdrawal."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.actions import filing, finding, proving, seconding, tasking
from bot.actions.announcing import announce, still_asked
from bot.actions.filing import seating
from bot.actions.office import Office
from bot.approvals import consent as consents
from bot.approvals import progress
from bot.approvals.refusals import CarriedOutAlready, NotWithdrawable, UnderWay
from bot.approvals.request import REQUESTER, Consent, Request, Said, Verdict
from bot.approvals.scope import Scope, scope_of
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
    scope: Mapping[str, Any] = MappingProxyType({}),
    to: int = REQUESTER,
    consent: Consent | None = None,
    report: str = "",
    account: str = "",
) -> Request:
    """Count `by`'s verdict on the step that `token` speaks of. Raises a refusal otherwise.

    `scope`: what he leaves of the request, by field; `to`: the earlier step a return goes to;
    `account`: where he speaks from, because a PIN is believed only where it was given.
    """
    request = finding.request(work, office, request_id)
    said = Said(
        verdict=verdict,
        reason=reason,
        scope=dict(in_places(office, scope_of(request), scope)),
        to=to,
        consent=consent,
        report=report,
    )
    # A tap on an old card hears that it is old, before it hears what a new one would ask.
    if token == request.token:
        said = complete(office, request, by, said)
        proving.require(work, office, by, request, verdict, account)
        if seconding.wanted(office, request, by, verdict):
            return seconding.ask(work, office, request, by, token, said)
    decided, events = progress.decide(
        request,
        token=token,
        seat=None,
        by=by.id,
        said=said,
        now=office.now,
        seating=seating(office),
    )
    filing.keep(work, office, request, decided)
    announce(work, office, decided, events, by=by.id, asked=still_asked(request, decided))
    return decided


def complete(office: Office, request: Request, by: Person, said: Said) -> Said:
    return consents.complete(office.kind(request.kind), request, by.id, said)


def in_places(office: Office, standing: Scope, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where zones are cut, their cameras go with them."""
    if "zones" not in wanted or "cameras" in wanted or not standing.cameras:
        return wanted
    known = office.places.cameras
    left = [c for c in standing.cameras if c in known and known[c].zone in wanted["zones"]]
    return {**wanted, "cameras": left}


def may(work: Work, office: Office, by: Person, request_id: int, *, token: int) -> Request:
    """Raises the refusal that `decide` would raise, before anything more is asked."""
    request = finding.request(work, office, request_id)
    yes = Said(verdict=Verdict.APPROVE)
    progress.decide(
        request,
        token=token,
        seat=None,
        by=by.id,
        said=yes,
        now=office.now,
        seating=seating(office),
    )
    return request


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
    if not office.kind(request.kind).withdrawable:
        raise NotWithdrawable(kind=office.kind(request.kind).title)
    if begun := tasking.under_way(work, office, request):
        raise UnderWay(task=begun.title)
    withdrawn, events = progress.withdraw(request, by=by.id, now=office.now)
    requests.keep(work, withdrawn)
    announce(work, office, withdrawn, events, by=by.id)
    return withdrawn


def revoke(work: Work, office: Office, by: Person, request_id: int, *, reason: str) -> Request:
    """The last approver takes his approval back while nothing was looked at; what the duty room had
    to do is called off."""
    request = finding.request(work, office, request_id)
    if tasking.under_way(work, office, request):
        raise CarriedOutAlready
    revoked, events = progress.revoke(request, by=by.id, reason=reason, now=office.now)
    requests.keep(work, revoked)
    announce(work, office, revoked, events, by=by.id)
    return revoked
