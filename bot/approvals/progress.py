"""What may happen to a request: filed, decided, returned, resubmitted, withdrawn, carried out.

Every function takes the request and gives the next one with what happened, as values, or raises a
`Refusal` and nothing has happened. Who may sign a step is asked of a `Seating` when it opens.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.approvals import events as happened
from bot.approvals.chain import Chain, Mode, Step
from bot.approvals.counting import Tally, tally
from bot.approvals.refusals import (
    AlreadySettled,
    NobodyToAsk,
    NotApproved,
    NotYours,
    NotYourTurn,
    OwnRequest,
    PartyConcerned,
    ReasonMissing,
    Refusal,
    StaleCard,
    TooLate,
)
from bot.approvals.request import (
    Decision,
    Ending,
    OpenSeat,
    Request,
    State,
    Verdict,
    standing,
    unheard,
)
from bot.people.person import PersonId

SHORTEST_REASON = 5  # characters, for a no or a return

Seating = Callable[[Request, int], tuple[OpenSeat, ...]]
Outcome = tuple[Request, tuple[happened.Event, ...]]

_WITHDRAWABLE = (State.IN_APPROVAL, State.RETURNED, State.APPROVED)


# ------------------------------------------------------------------ filing


def open_first(request: Request, seating: Seating, now: datetime) -> Outcome:
    """Open the first step that needs a signature.

    Raises `NobodyToAsk`: what nobody could sign is not filed. A ladder without any step (a standing
    authorisation that is only entered into the book) is approved at once.
    """
    opened, events = _advance(request, 0, seating, now)
    if any(isinstance(event, happened.Stuck) for event in events):
        seating(opened, opened.step)  # says which role is missing
        raise NobodyToAsk
    return replace(opened, token=request.token), (happened.Filed(), *events)


def _advance(request: Request, start: int, seating: Seating, now: datetime) -> Outcome:
    """Open the first step from `start` on that awaits somebody; after the last one: approved.

    A verdict is never lost because the next step has nobody: that step opens empty and `Stuck`.
    So does a last step that a seating would leave out.
    """
    events: list[happened.Event] = []
    steps = request.chain.steps
    for index, step in enumerate(steps[start:], start):
        here = replace(request, step=index)
        seats = _seats(here, index, seating)
        if seats is not None and _enough_unread(here, step, seats):
            here = request = _signed_afresh(here)
            seats = _seats(here, index, seating)
        signed = standing(here, index)
        if seats is None or not (seats or signed or index + 1 < len(steps)):
            return _asking(here, (), now), (*events, happened.Stuck(step=index))
        match tally(step, signed, [s.seat for s in seats]) if signed else Tally.OPEN:
            case Tally.FAILED:
                rejected = _settled(here, State.REJECTED, now)
                return rejected, (*events, happened.Rejected(step=index))
            case Tally.PASSED:
                events.append(happened.StepPassed(step=index))
            case Tally.OPEN if seats:
                opened = _asking(here, seats, now)
                asked = happened.StepOpened(step=index, seats=opened.open_seats)
                return opened, (*events, asked)
            case Tally.OPEN:
                events.append(happened.StepSkipped(step=index))
    return _settled(request, State.APPROVED, now), (*events, happened.Approved())


def _enough_unread(request: Request, step: Step, seats: tuple[OpenSeat, ...]) -> bool:
    """Whether a step would pass on signatures from before a return alone, the one who returned it
    having left: somebody must have read the new answers."""
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


def _asking(request: Request, seats: tuple[OpenSeat, ...], now: datetime) -> Request:
    in_order = request.chain.steps[request.step].mode is Mode.IN_ORDER
    return replace(
        request,
        state=State.IN_APPROVAL,
        token=request.token + 1,
        open_seats=seats[:1] if in_order else seats,
        opened_at=now,
        settled_at=None,
    )


def _settled(request: Request, state: State, now: datetime) -> Request:
    return replace(request, state=state, token=request.token + 1, open_seats=(), settled_at=now)


# ------------------------------------------------------------------ deciding


def decide(
    request: Request,
    *,
    token: int,
    seat: int | None,
    by: PersonId,
    verdict: Verdict,
    reason: str,
    now: datetime,
    seating: Seating,
) -> Outcome:
    """Count one verdict and see what follows; `counting.tally` says how the modes count.

    `seat` None: the one seat `by` is asked for.

    Raises `OwnRequest`, `PartyConcerned`, `AlreadySettled` (also for the same tap a second time),
    `TooLate`, `StaleCard`, `NotYourTurn`, `ReasonMissing`.
    """
    _may_judge(request, by)
    mine = _asked(request, token, seat, by)
    decision = Decision(
        step=request.step,
        seat=mine.seat,
        by=by,
        verdict=verdict,
        at=now,
        reason=_worded(verdict, reason),
        acting_for=mine.acting.get(by, ""),
        round=request.round,
        token=request.token,
        asked=mine.persons,
    )
    decided = replace(
        request,
        decisions=(*request.decisions, decision),
        open_seats=tuple(s for s in request.open_seats if s.seat != mine.seat),
    )
    after, events = _follow(decided, verdict, seating, now)
    return after, (happened.Decided(decision=decision), *events)


def _may_judge(request: Request, by: PersonId) -> None:
    """Whatever the seats say: a change of persons after they were drawn up counts as well."""
    if by in request.owners:
        raise OwnRequest
    if by in request.parties:
        raise PartyConcerned


def _asked(request: Request, token: int, seat: int | None, by: PersonId) -> OpenSeat:
    """The open seat a tap speaks of, or the refusal that tells what became of it."""
    for done in request.decisions:
        about = done.by == by or by in done.asked
        if done.token == token and about and seat in (None, done.seat):
            raise _settled_by(done)
    if request.state is not State.IN_APPROVAL or token != request.token:
        raise _overtaken(request, token, by)
    for open_seat in request.open_seats:
        if by in open_seat.persons and seat in (None, open_seat.seat):
            return open_seat
    raise NotYourTurn


def _overtaken(request: Request, token: int, by: PersonId) -> Refusal:
    if request.state is State.WITHDRAWN:
        return TooLate(state=request.state)
    later = [d for d in request.decisions if d.token >= token]
    first = min((d.token for d in later), default=request.token)
    asked_again = any(by in seat.persons for seat in request.open_seats)
    if asked_again or first == request.token:
        return StaleCard()
    # Of the verdicts on one version the last one moved the request on.
    return _settled_by([d for d in later if d.token == first][-1])


def _settled_by(done: Decision) -> AlreadySettled:
    return AlreadySettled(who=done.by, verdict=done.verdict, at=done.at)


def _worded(verdict: Verdict, reason: str) -> str:
    words = reason.strip()
    if verdict is not Verdict.APPROVE and len(words) < SHORTEST_REASON:
        raise ReasonMissing(at_least=SHORTEST_REASON)
    return words


def _follow(request: Request, verdict: Verdict, seating: Seating, now: datetime) -> Outcome:
    """What one more verdict on the open step brings about."""
    here = request.step
    if verdict is Verdict.RETURN:
        returned = replace(
            request, state=State.RETURNED, token=request.token + 1, open_seats=()
        )
        return returned, (happened.Returned(step=here),)
    step = request.chain.steps[here]
    if step.mode is Mode.IN_ORDER and verdict is Verdict.APPROVE:
        return _advance(request, here, seating, now)  # the next one's turn, or the next step
    match tally(step, standing(request, here), [s.seat for s in request.open_seats]):
        case Tally.OPEN:
            return request, ()
        case Tally.FAILED:
            rejected = _settled(request, State.REJECTED, now)
            return rejected, (happened.Rejected(step=here),)
        case Tally.PASSED:
            after, events = _advance(request, here + 1, seating, now)
            return after, (happened.StepPassed(step=here), *events)


# ------------------------------------------------------------------ persons change


def reseat(request: Request, seating: Seating, now: datetime) -> Outcome:
    """Draw up the open step's signers anew: somebody left, a deputy begins, a post was filled.

    Nothing happens when they are the same. Older cards of the step become stale.
    """
    if request.state is not State.IN_APPROVAL:
        return request, ()
    again, events = _advance(request, request.step, seating, now)
    if again.state is State.IN_APPROVAL and again.step == request.step:
        if again.open_seats == request.open_seats:
            return request, ()
        again = replace(again, opened_at=request.opened_at)
    return again, events


# ------------------------------------------------------------------ the requester's part


def withdraw(request: Request, *, by: PersonId, now: datetime) -> Outcome:
    """Take it back, any time before it was carried out, rejected or withdrawn."""
    _must_be_requester(request, by)
    if request.state not in _WITHDRAWABLE:
        raise TooLate(state=request.state)
    withdrawn = _settled(request, State.WITHDRAWN, now)
    if unheard(request, now):
        return replace(withdrawn, ending=Ending.UNDONE), (happened.Undone(),)
    return withdrawn, (happened.Withdrawn(),)


def disown(request: Request, *, by: PersonId, now: datetime) -> Outcome:
    """It was filed in his name and is not his: it ends here, with a trace."""
    if not request.filed_by or by != request.requester:
        raise NotYours
    if request.state not in _WITHDRAWABLE:
        raise TooLate(state=request.state)
    ended = replace(_settled(request, State.WITHDRAWN, now), ending=Ending.DISOWNED)
    return ended, (happened.Disowned(),)


def resubmit(
    request: Request,
    *,
    by: PersonId,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    parties: tuple[PersonId, ...],
    routed_chain: Chain,
    dropped: tuple[str, ...],
    now: datetime,
    seating: Seating,
) -> Outcome:
    """Send a returned request on, with its new answers and the ladder they lead to.

    Where the ladder is the same up to the step that returned it, that step opens again at once:
    earlier signatures hold, and so do those already given beside the one who returned it. Where it
    differs, or where somebody who has signed is now a party, approval starts again at the first
    step affected. The last step is always signed on the new answers.
    """
    _must_be_requester(request, by)
    if request.state is not State.RETURNED:
        raise StaleCard if request.state in _WITHDRAWABLE else TooLate(state=request.state)
    start = _resuming_at(request, routed_chain, parties)
    again = replace(
        request,
        answers=answers,
        facts=facts,
        parties=parties,
        chain=routed_chain,
        dropped=dropped,
        round=request.round + 1,
        decisions=_kept(request, start, routed_chain, parties),
    )
    after, events = _advance(again, start, seating, now)
    return after, (happened.Resubmitted(step=start), *events)


def _must_be_requester(request: Request, by: PersonId) -> None:
    if by not in request.owners:
        raise NotYours


def _resuming_at(request: Request, chain: Chain, parties: tuple[PersonId, ...]) -> int:
    differing = next(
        (
            index
            for index in range(request.step)
            if index >= len(chain.steps)
            or not _alike(request.chain.steps[index], chain.steps[index])
            or any(d.by in parties for d in standing(request, index).values())
        ),
        request.step,
    )
    return max(min(differing, len(chain.steps) - 1), 0)


def _alike(one: Step, other: Step) -> bool:
    """Whether two steps ask for the same signatures; the rules behind them may differ."""
    return _signature(one) == _signature(other)


def _signature(step: Step) -> tuple[Any, ...]:
    return step.mode, step.needed, tuple((s.role, s.unit) for s in step.seats)


def _kept(
    request: Request, start: int, chain: Chain, parties: tuple[PersonId, ...]
) -> tuple[Decision, ...]:
    """The trail, with what no longer counts marked as undone.

    The step that returned it keeps its yeses; a no said there may be thought over on the new
    answers.
    """
    resumes = (
        start == request.step
        and start < len(chain.steps)
        and _alike(request.chain.steps[start], chain.steps[start])
    )

    def holds(d: Decision) -> bool:
        beside = resumes and d.step == start and d.verdict is Verdict.APPROVE
        return d.by not in parties and (d.step < start or beside)

    return tuple(d if holds(d) else replace(d, undone=True) for d in request.decisions)


# ------------------------------------------------------------------ the duty room's part


def carried_out(request: Request, *, by: PersonId, now: datetime) -> Outcome:
    """The viewing is done and in the book."""
    if request.state in (State.IN_APPROVAL, State.RETURNED):
        raise NotApproved
    if request.state is not State.APPROVED:
        raise TooLate(state=request.state)
    return _settled(request, State.CLOSED, now), (happened.Carried(by=by),)
