"""What may happen to a request: filed, decided, returned, withdrawn, revoked, carried out.

Every function takes the request and gives the next one with what happened, as values, or raises a
`Refusal` and nothing has happened. Who may sign a step is asked of a `Seating` when it opens.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.approvals import events as happened
from bot.approvals.chain import NOBODY, Mode
from bot.approvals.counting import Tally, tally, turn_of
from bot.approvals.refusals import (
    AlreadySettled,
    NobodyToAsk,
    NotApproved,
    NotLast,
    NotSigned,
    NotYours,
    NotYourTurn,
    NudgedAlready,
    OwnRequest,
    PartyConcerned,
    ReasonMissing,
    Refusal,
    StaleCard,
    TooLate,
)
from bot.approvals.request import (
    REQUESTER,
    Decision,
    Ending,
    Move,
    OpenSeat,
    Request,
    Said,
    State,
    Turn,
    Verdict,
    standing,
    unheard,
)
from bot.approvals.scope import cuts, left_of, scope_of
from bot.approvals.walking import Outcome, Seating, advance, again, settled, still_seated
from bot.people.person import PersonId

__all__ = [
    "Outcome",
    "Seating",
    "carried_out",
    "decide",
    "expire",
    "give_time",
    "nudge",
    "open_first",
    "reseat",
    "revoke",
    "run_out",
    "withdraw",
]

SHORTEST_REASON = 5  # characters, for a no or a return

_WITHDRAWABLE = (State.IN_APPROVAL, State.RETURNED, State.APPROVED)


# ------------------------------------------------------------------ filing


def open_first(request: Request, seating: Seating, now: datetime) -> Outcome:
    """Open the first step that needs a signature.

    Raises `NobodyToAsk`: what nobody could sign is not filed. A ladder without any step (a standing
    authorisation that is only entered into the book) is approved at once.
    """
    opened, events = advance(request, 0, seating, now)
    if any(isinstance(event, happened.Stuck) for event in events):
        seating(opened, opened.step)  # says which role is missing
        raise NobodyToAsk
    return replace(opened, token=request.token), (happened.Filed(), *events)


# ------------------------------------------------------------------ deciding


def decide(
    request: Request,
    *,
    token: int,
    seat: int | None,
    by: PersonId,
    said: Said,
    now: datetime,
    seating: Seating,
    confirmed_by: PersonId = NOBODY,
) -> Outcome:
    """Count one verdict and see what follows; `counting.tally` says how the modes count.

    `seat` None: the one seat `by` is asked for. `confirmed_by`: the second person, where the rules
    want one.

    Raises `OwnRequest`, `PartyConcerned`, `AlreadySettled` (also for the same tap a second time),
    `TooLate`, `StaleCard`, `NotYourTurn`, `ReasonMissing`, `NotSigned` for a return to a step that
    has not signed; `NotNarrower`, `NothingLeft` and `BelowApproved` for a
    scope that is no part of what stands.
    """
    may_judge(request, by)
    mine = asked(request, token, seat, by)
    today = still_seated(request, by, seating)
    _may_go_back(request, said)
    left = left_of(request, said.scope if said.verdict is Verdict.APPROVE else {})
    cut = cuts(scope_of(request), left)
    decision = Decision(
        step=request.step,
        seat=mine.seat,
        by=by,
        verdict=said.verdict,
        at=now,
        reason=worded(said),
        acting_for=today.acting.get(by, ""),
        round=request.round,
        token=request.token,
        asked=mine.persons,
        cut=cut,
        to=said.to,
        consent=said.consent,
        report=said.report.strip(),
        confirmed_by=confirmed_by,
    )
    decided = replace(
        request,
        decisions=(*request.decisions, decision),
        open_seats=tuple(s for s in request.open_seats if s.seat != mine.seat),
        approved={**request.approved, **cut},
    )
    after, events = _follow(decided, said, seating, now)
    return after, (happened.Decided(decision=decision), *events)


def _may_go_back(request: Request, said: Said) -> None:
    if said.to != REQUESTER and (
        said.verdict is not Verdict.RETURN or said.to not in signed_before(request)
    ):
        raise NotSigned


def signed_before(request: Request) -> list[int]:
    """The steps below the open one whose signatures stand: a return may go to each of them."""
    return [step for step in range(request.step) if standing(request, step)]


def may_judge(request: Request, by: PersonId) -> None:
    """Whatever the seats say: a change of persons after they were drawn up counts as well."""
    if by in request.askers:
        raise OwnRequest
    if by in request.parties:
        raise PartyConcerned


def asked(request: Request, token: int, seat: int | None, by: PersonId) -> OpenSeat:
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


def worded(said: Said) -> str:
    words = said.reason.strip()
    if said.verdict is not Verdict.APPROVE:
        enough(words)
    return words


def enough(words: str) -> None:
    if len(words.strip()) < SHORTEST_REASON:
        raise ReasonMissing(at_least=SHORTEST_REASON)


def _follow(request: Request, said: Said, seating: Seating, now: datetime) -> Outcome:
    """What one more verdict on the open step brings about."""
    here = request.step
    if said.verdict is Verdict.RETURN:
        return _returned(request, said.to, seating, now)
    step = request.chain.steps[here]
    ordered = step.mode is Mode.IN_ORDER and said.verdict is Verdict.APPROVE
    if ordered or (step.one_by_one and step.mode is not Mode.IN_ORDER):
        return advance(request, here, seating, now)  # the next one's turn, or the next step
    match tally(step, standing(request, here), [s.seat for s in request.open_seats]):
        case Tally.OPEN:
            return _beside(request), ()
        case Tally.FAILED:
            rejected = settled(request, State.REJECTED, now)
            return rejected, (happened.Rejected(step=here),)
        case Tally.PASSED:
            after, events = advance(request, here + 1, seating, now)
            return after, (happened.StepPassed(step=here), *events)


def _beside(request: Request) -> Request:
    """Whoever was added to a seat that has said no is not asked any more."""
    step, made = request.chain.steps[request.step], standing(request, request.step)
    open_now = turn_of(step, made, [s.seat for s in request.open_seats])
    return replace(
        request, open_seats=tuple(s for s in request.open_seats if s.seat in open_now)
    )


def _returned(request: Request, to: int, seating: Seating, now: datetime) -> Outcome:
    """To the requester, or to an earlier step, which signs again; then it comes straight back."""
    if to == REQUESTER:
        returned = replace(
            request, state=State.RETURNED, token=request.token + 1, open_seats=()
        )
        return returned, (happened.Returned(step=request.step),)
    trail = tuple(replace(d, undone=d.undone or d.step == to) for d in request.decisions)
    back = replace(
        request,
        decisions=trail,
        round=request.round + 1,
        back_to=max(request.back_to, request.step),
    )
    after, events = advance(back, to, seating, now)
    return after, (happened.SentBack(step=request.step, to=to), *events)


# ------------------------------------------------------------------ persons change


def reseat(request: Request, seating: Seating, now: datetime) -> Outcome:
    """Draw up the open step's signers anew: somebody left, a deputy begins, a post was filled.

    Nothing happens when they are the same. Older cards of the step become stale. A step below that
    was passed over because nobody held its post comes back once somebody does.
    """
    if request.state is not State.IN_APPROVAL:
        return request, ()
    if (skipped := _fillable(request, seating)) is not None:
        after, events = advance(request, skipped, seating, now)
        return after, (happened.StepHeld(step=request.step), *events)
    after, events = again(request, seating, now)
    same = after.state is State.IN_APPROVAL and after.step == request.step
    return (request, ()) if same and after.open_seats == request.open_seats else (after, events)


def _fillable(request: Request, seating: Seating) -> int | None:
    """The first step below the open one that nobody signed and somebody now could."""
    for step in range(request.step):
        if not standing(request, step) and _somebody(request, step, seating):
            return step
    return None


def _somebody(request: Request, step: int, seating: Seating) -> bool:
    try:
        return bool(seating(request, step))
    except NobodyToAsk:
        return False


# ------------------------------------------------------------------ time passes


def run_out(request: Request, seating: Seating, now: datetime) -> Outcome:
    """The open step took too long: whoever is next in line may sign it as well. Nothing happens the
    second time, or to a case that moved on."""
    if request.state is not State.IN_APPROVAL or request.overdue:
        return request, ()
    late = replace(request, ran_out=(request.step, request.round))
    after, events = reseat(late, seating, now)
    return after, (happened.RanOut(step=request.step), *events)


def give_time(
    request: Request, *, by: PersonId, reason: str, seating: Seating, now: datetime
) -> Outcome:
    """Whoever is asked because time ran out leaves it to those who were asked first, for a while.
    Raises `NotYourTurn` for everybody else, `ReasonMissing`."""
    seats = [seat for seat in request.open_seats if by in seat.persons]
    if not request.overdue or not any(
        by in seat.acting and seat.why == "late" for seat in seats
    ):
        raise NotYourTurn
    still_seated(request, by, seating)
    enough(reason)
    move = Move(what=Turn.GAVE_TIME, step=request.step, by=by, at=now, words=reason.strip())
    eased = replace(request, ran_out=None, moves=(*request.moves, move))
    after, events = again(eased, seating, now)
    return after, (happened.TimeGiven(step=request.step), *events)


def expire(request: Request, now: datetime) -> Outcome:
    """It ends without a decision, and says so."""
    if request.state not in _WITHDRAWABLE:
        raise TooLate(state=request.state)
    return settled(request, State.EXPIRED, now), (happened.Expired(step=request.step),)


def nudge(request: Request, *, by: PersonId, every: timedelta, now: datetime) -> Outcome:
    """The requester asks for haste, once in a while. Raises `NudgedAlready` with the time from
    which on he may again."""
    must_be_requester(request, by)
    if request.state is not State.IN_APPROVAL:
        raise TooLate(state=request.state)
    if request.nudged_at and now < request.nudged_at + every:
        raise NudgedAlready(at=request.nudged_at + every)
    return replace(request, nudged_at=now), (happened.Nudged(step=request.step),)


# ------------------------------------------------------------------ the requester's part


def withdraw(request: Request, *, by: PersonId, now: datetime) -> Outcome:
    """Take it back, any time before it was carried out, rejected or withdrawn."""
    must_be_requester(request, by)
    if request.state not in _WITHDRAWABLE:
        raise TooLate(state=request.state)
    withdrawn = settled(request, State.WITHDRAWN, now)
    if unheard(request, now):
        return replace(withdrawn, ending=Ending.UNDONE), (happened.Undone(),)
    return withdrawn, (happened.Withdrawn(),)


def disown(request: Request, *, by: PersonId, now: datetime) -> Outcome:
    """It was filed in his name and is not his: it ends here, with a trace."""
    if not request.filed_by or by != request.requester:
        raise NotYours
    if request.state not in _WITHDRAWABLE:
        raise TooLate(state=request.state)
    ended = replace(settled(request, State.WITHDRAWN, now), ending=Ending.DISOWNED)
    return ended, (happened.Disowned(),)


def must_be_requester(request: Request, by: PersonId) -> None:
    if by not in request.askers:
        raise NotYours


# ------------------------------------------------------------------ the duty room's part


def carried_out(request: Request, *, by: PersonId, now: datetime) -> Outcome:
    """The viewing is done and in the book."""
    if request.state in (State.IN_APPROVAL, State.RETURNED):
        raise NotApproved
    if request.state is not State.APPROVED:
        raise TooLate(state=request.state)
    return settled(request, State.CLOSED, now), (happened.Carried(by=by),)


# ------------------------------------------------------------------ the last approver's part


def revoke(request: Request, *, by: PersonId, reason: str, now: datetime) -> Outcome:
    """The last approver takes his approval back, before anything was looked at or handed over (the
    caller knows that). Raises `NotLast` for everybody else."""
    if request.state is not State.APPROVED:
        raise TooLate(state=request.state)
    if by not in last_signers(request):
        raise NotLast
    enough(reason)
    last = len(request.chain.steps) - 1
    move = Move(what=Turn.REVOKED, step=last, by=by, at=now, words=reason.strip())
    revoked = replace(request, moves=(*request.moves, move))
    return settled(revoked, State.REVOKED, now), (happened.Revoked(step=last),)


def last_signers(request: Request) -> set[PersonId]:
    """Whose yes made it approved."""
    made = standing(request, len(request.chain.steps) - 1).values()
    return {d.by for d in made if d.verdict is Verdict.APPROVE}
