"""What the cases of a school allow, as a recorder's access log can be held against it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.actions.office import Office, Rules
from bot.approvals.request import Request, State, Verdict
from bot.cameras.retention import seen_by
from bot.registers.accesses import Approval
from storage import requests
from storage.store import Work

VALID_DAYS = 7.0  # of an approval, where the pack names no number (domain: 办理有效期)


def approvals(work: Work, rules: Rules) -> tuple[Approval, ...]:
    """Of every case that was approved and says which footage."""
    office = Office.open(work, rules)
    return tuple(
        found
        for request in requests.every(work, office.id)
        if request.state in (State.APPROVED, State.CLOSED)
        for found in _approval(office, request)
    )


def _approval(office: Office, request: Request) -> Iterator[Approval]:
    span = request.answers.get("span")
    if not span:
        return
    cameras = seen_by(
        office.places, request.answers.get("zones", ()), request.answers.get("cameras", ())
    )
    since = approved_at(request)
    yield Approval(
        number=request.number,
        cameras=frozenset(camera.id for camera in cameras),
        start=datetime.fromisoformat(span["from"]),
        end=datetime.fromisoformat(span["to"]),
        since=since,
        until=over(office, request, since),
    )


def approved_at(request: Request) -> datetime:
    """The last signature; what needed none was allowed when it was filed."""
    yes = [d.at for d in request.decisions if d.verdict is Verdict.APPROVE and not d.undone]
    return max(yes, default=request.filed_at)


def over(office: Office, request: Request, since: datetime) -> datetime:
    days = office.pack.clocks.get("approval_valid_days", VALID_DAYS)
    lapses = since + timedelta(days=days)
    closed = request.settled_at if request.state is State.CLOSED else None
    return closed or lapses
