"""Promises to people: the requester, the administrators, whoever a card is for."""

from datetime import datetime

from bot.actions.office import Office
from bot.approvals.request import Request, unheard
from bot.notices import About, Notice, Reason, Recipient, ToPerson, subject
from storage import outbox
from storage.store import Work

ADMIN = "admin"  # the role that hears of everything that is stuck


def tell_requester(work: Work, office: Office, request: Request, why: Reason) -> None:
    card = subject(About.STATUS, request.id)
    key = f"{card}/{why}/{request.round}/{request.state}"
    owe(work, office, ToPerson(request.requester), why, card, key, fresh=True)


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
) -> None:
    outbox.owe(
        work,
        Notice(
            school=office.id, to=to, reason=why, subject=card, key=key, fresh=fresh, due=due
        ),
    )
