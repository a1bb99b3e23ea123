"""The requester asks for haste, the approver for a little time: neither moves the deadline."""

from datetime import datetime, timedelta

from bot.actions import finding, timing
from bot.actions.announcing import announce, say_again, still_asked, urgent_now
from bot.actions.filing import seating
from bot.actions.office import Office
from bot.approvals import progress
from bot.approvals.deadlines import Rung
from bot.approvals.refusals import NotYourTurn, Refusal
from bot.approvals.request import Request, State, asked_now
from bot.notices import Reason
from bot.people.person import Person
from storage import journal, requests, rings
from storage.rings import Wait
from storage.store import Work

ANY_REASON = "?" * progress.SHORTEST_REASON  # to learn whether he may, before he is asked why


class PastDeadline(Refusal):
    """There is no time left to put it off."""

    code = "past_deadline"


def nudge(work: Work, office: Office, by: Person, request_id: int) -> Request:
    """Everybody who is asked now hears of it (C34)."""
    request = finding.request(work, office, request_id)
    every = timing.pace_of(office).nudge
    nudged, events = progress.nudge(request, by=by.id, every=every, now=office.now)
    requests.keep(work, nudged)
    announce(work, office, nudged, events, by=by.id)
    mark, urgent = f"nudged/{office.now.isoformat()}", urgent_now(work, office, nudged)
    say_again(work, office, nudged, asked_now(nudged), Reason.NUDGED, mark, urgent=urgent)
    return nudged


def may_give_time(work: Work, office: Office, by: Person, request_id: int) -> None:
    request = finding.request(work, office, request_id)
    progress.give_time(
        request, by=by.id, reason=ANY_REASON, seating=seating(office), now=office.now
    )


def give_time(
    work: Work, office: Office, by: Person, request_id: int, *, days: int, reason: str
) -> Request:
    """More working days for whoever was asked first, never beyond the footage (C33)."""
    request = finding.request(work, office, request_id)
    eased, events = progress.give_time(
        request, by=by.id, reason=reason, seating=seating(office), now=office.now
    )
    requests.keep(work, eased)
    timing.begin_anew(work, office, eased, timedelta(days=days))
    announce(work, office, eased, events, by=by.id, asked=still_asked(request, eased))
    mark = f"time/{office.now.isoformat()}"
    say_again(work, office, eased, asked_now(eased), Reason.REMINDED, mark, urgent=False)
    return eased


def nudge_again(office: Office, request: Request) -> datetime | None:
    """From when on he may; None: now."""
    if request.nudged_at is None:
        return None
    at = request.nudged_at + timing.pace_of(office).nudge
    return at if at > office.now else None


def may_snooze(
    work: Work, office: Office, by: Person, request_id: int
) -> tuple[Request, Wait, datetime]:
    """The case, its time and its deadline. Raises what stands against it."""
    request = finding.request(work, office, request_id)
    if request.state is not State.IN_APPROVAL or by.id not in asked_now(request):
        raise NotYourTurn
    wait = rings.wait_of(work, request.id)
    if wait is None or wait.due_at is None or wait.due_at <= office.now:
        raise PastDeadline
    return request, wait, wait.due_at


def snooze(
    work: Work, office: Office, by: Person, request_id: int, until: datetime
) -> datetime:
    """When he is reminded instead: then, or at the deadline if that comes first (C35)."""
    request, wait, due = may_snooze(work, office, by, request_id)
    at = min(until, due)
    rings.keep(work, [timing.ring_of(wait, by.id, Rung.HALF, at)])
    journal.append(work, office.id, "request.snoozed", {"request": request.id, "by": by.id})
    return at
