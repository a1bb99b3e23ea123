"""How a case moves along its ladder: which step opens next, who is asked first, when it is over.

What people do to a case (progress, resubmitting, hands, flags) ends in `advance`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.approvals import events as happened
from bot.approvals.chain import Step
from bot.approvals.counting import Tally, tally, turn_of
from bot.approvals.refusals import NobodyToAsk, NotYourTurn
from bot.approvals.request import OpenSeat, Request, State, standing
from bot.people.person import PersonId

Seating = Callable[[Request, int], tuple[OpenSeat, ...]]
Outcome = tuple[Request, tuple[happened.Event, ...]]


def advance(request: Request, start: int, seating: Seating, now: datetime) -> Outcome:
    """Open the first step from `start` on that awaits somebody; after the last one: approved.

    A verdict is never lost because the next step has nobody: that step opens empty and `Stuck`.
    So does a last step that a seating would leave out.
    """
    events: list[happened.Event] = []
    steps, was = request.chain.steps, request.step
    for index, step in enumerate(steps[start:], start):
        here = replace(request, step=index)
        seats = _seats(here, index, seating)
        if seats is not None and _enough_unread(here, step, seats):
            here = request = _signed_afresh(here)
            seats = _seats(here, index, seating)
        signed = standing(here, index)
        if seats is None or not (seats or signed or index + 1 < len(steps)):
            return asking(here, (), now), (*events, happened.Stuck(step=index))
        match tally(step, signed, [s.seat for s in seats]) if signed else Tally.OPEN:
            case Tally.FAILED:
                rejected = settled(here, State.REJECTED, now)
                return rejected, (*events, happened.Rejected(step=index))
            case Tally.PASSED if index == was:
                events.append(happened.StepPassed(step=index))
            case Tally.PASSED:
                pass  # signed before it went back to an earlier step, and told then
            case Tally.OPEN if seats:
                opened = asking(here, seats, now)
                awaited = happened.StepOpened(step=index, seats=opened.open_seats)
                return opened, (*events, awaited)
            case Tally.OPEN:
                events.append(happened.StepSkipped(step=index))
    return settled(request, State.APPROVED, now), (*events, happened.Approved())


def _enough_unread(request: Request, step: Step, seats: tuple[OpenSeat, ...]) -> bool:
    """Whether a step would pass on signatures from before a return alone, the one who returned it
    having left: somebody must have read the new answers. What lies between an earlier step that is
    asked again and the one that sent it there was read."""
    if request.step < request.back_to:
        return False
    kept = standing(request, request.step)
    unread = kept and all(d.round < request.round for d in kept.values())
    return bool(unread) and tally(step, kept, [s.seat for s in seats]) is Tally.PASSED


def _signed_afresh(request: Request) -> Request:
    trail = (replace(d, undone=d.undone or d.step == request.step) for d in request.decisions)
    return replace(request, decisions=tuple(trail))


def _seats(request: Request, step: int, seating: Seating) -> tuple[OpenSeat, ...] | None:
    try:
        return seating(request, step)
    except NobodyToAsk:
        return None


def asking(request: Request, seats: tuple[OpenSeat, ...], now: datetime) -> Request:
    step = request.chain.steps[request.step]
    first = turn_of(step, standing(request, request.step), [s.seat for s in seats])
    return replace(
        request,
        state=State.IN_APPROVAL,
        token=request.token + 1,
        open_seats=tuple(s for s in seats if s.seat in first),
        opened_at=now,
    )


def settled(request: Request, state: State, now: datetime) -> Request:
    return replace(
        request,
        state=state,
        token=request.token + 1,
        open_seats=(),
        settled_at=now,
    )


def again(request: Request, seating: Seating, now: datetime) -> Outcome:
    """Draw up the open step anew after somebody changed who is asked. Time does not start anew."""
    after, events = advance(request, request.step, seating, now)
    if after.state is State.IN_APPROVAL and after.step == request.step:
        after = replace(after, opened_at=request.opened_at)
    return after, events


def still_seated(request: Request, by: PersonId, seating: Seating) -> OpenSeat:
    """The seat `by` would be given today. Posts and deputies change at any time, and cards are
    drawn up anew only a little later: until then an old card gives nobody back what he lost.
    Raises `NotYourTurn`."""
    try:
        seats = seating(request, request.step)
    except NobodyToAsk:
        seats = ()
    for seat in seats:
        if by in seat.persons:
            return seat
    raise NotYourTurn
