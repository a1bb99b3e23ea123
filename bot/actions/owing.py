"""Promises to people: the requester, the administrators, whoever a card is for."""

from dataclasses import replace
from datetime import datetime

from bot.actions import quieting
from bot.actions.office import Office
from bot.approvals.request import Request, unheard
from bot.notices import About, Notice, Reason, Recipient, ToPerson, subject
from storage import outbox
from storage.store import Work

ADMIN = "admin"  # the role that hears of everything that is stuck


def tell_requester(work: Work, office: Office, request: Request, why: Reason) -> None:
    """Whoever filed it. The person in whose name he did hears how it ends. What the calendar or an
    alarm filed nobody asked for: those who have to do it are told."""
    if request.duty or request.outage:
        return
    card = subject(About.STATUS, request.id)
    key = f"{card}/{why}/{request.round}/{request.state}"
    teller = request.filed_by or request.requester
    owe(work, office, ToPerson(teller), why, card, key, fresh=True)
    if request.filed_by and why is Reason.CONCLUDED:
        own = f"{key}/{request.requester}"
        owe(work, office, ToPerson(request.requester), why, card, own, fresh=True)


def tell_in_whose_name(work: Work, office: Office, request: Request) -> None:
    """One notice with 不是我要求的; not before the request can no longer be undone."""
    card = subject(About.BEHALF, request.id)
    due = quiet_until(office, request)
    to = ToPerson(request.requester)
    owe(work, office, to, Reason.FILED, card, f"{card}/{to.person}", fresh=True, due=due)


def tell_at(work: Work, office: Office, request: Request, why: Reason, at: datetime) -> None:
    """The requester's ladder rings, once for what was due then."""
    card = subject(About.STATUS, request.id)
    to = ToPerson(request.filed_by or request.requester)
    owe(work, office, to, why, card, f"{card}/{why}/{at.isoformat()}", fresh=True)


def report_stuck(work: Work, office: Office, why: str, request: Request) -> None:
    card = subject(About.STUCK, why, request.id)
    for admin in office.directory.holders(ADMIN):
        key = f"{card}/{request.token}/{admin.id}"
        due = quiet_until(office, request)
        owe(work, office, ToPerson(admin.id), Reason.STUCK, card, key, fresh=True, due=due)


def quiet_until(office: Office, request: Request) -> datetime | None:
    """For promises to approvers and whoever helps them; what protects the footage never waits."""
    return request.quiet_until if unheard(request, office.now) else None


def owe(
    work: Work,
    office: Office,
    to: Recipient,
    why: Reason,
    card: str,
    key: str,
    *,
    fresh: bool = False,
    due: datetime | None = None,
    urgent: bool = False,
) -> None:
    """`urgent` passes the quiet hours."""
    notice = Notice(
        school=office.id, to=to, reason=why, subject=card, key=key, fresh=fresh, due=due
    )
    morning = None if urgent else quieting.morning(work, office, notice)
    if morning is None:
        outbox.owe(work, notice)
    else:
        quieting.by_night(work, replace(notice, due=morning))
