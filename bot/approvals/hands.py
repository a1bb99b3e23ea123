"""More hands on a signature: a signer added to one's seat (加签), or the seat passed on (转交).

Who is added signs as himself and takes nobody's place: the seat that asked for him still signs. A
seat is passed on only to somebody whose own post would carry it (`delegation.may_take`), because
its authority comes from the post and not from the person who hands it over; everybody else's word
is had by adding or consulting him.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.approvals import events as happened
from bot.approvals.chain import Place, Seat, Step
from bot.approvals.progress import asked, may_judge
from bot.approvals.refusals import CannotBeAsked, OnlyWhoAdded, OwnSeatOnly, StaleCard
from bot.approvals.request import Move, OpenSeat, Request, State, Turn, asked_now, standing
from bot.approvals.walking import Outcome, Seating, again, still_seated
from bot.people.person import PersonId


def add(
    request: Request,
    *,
    token: int,
    by: PersonId,
    to: PersonId,
    place: Place,
    words: str,
    now: datetime,
    seating: Seating,
) -> Outcome:
    """`to` signs before, beside or after `by`'s own seat. Raises what `decide` raises, and
    `CannotBeAsked`, `OwnSeatOnly`."""
    mine = own_seat(request, token, by)
    still_seated(request, by, seating)
    may_be_asked(request, to)
    step = request.chain.steps[request.step]
    seat = Seat(role="", person=to, by=by, place=place, host=mine.seat, words=words.strip())
    grown = replace(step, seats=(*step.seats, seat))
    changed = _moved(request, grown, Turn.ADDED, by, to, words, now, place)
    after, events = again(changed, seating, now)
    news = happened.SignerAdded(step=request.step, seat=len(step.seats), to=to, place=place)
    return after, (news, *events)


def remove(
    request: Request,
    *,
    token: int,
    by: PersonId,
    seat: int,
    now: datetime,
    seating: Seating,
) -> Outcome:
    """`by` takes back a signer he added, as long as that one has not signed. Raises `OnlyWhoAdded`,
    `StaleCard`."""
    if request.state is not State.IN_APPROVAL or token != request.token:
        raise StaleCard
    if seat not in removable(request, by):
        raise OnlyWhoAdded
    step = request.chain.steps[request.step]
    gone = replace(step.seats[seat], removed=True)
    fewer = replace(step, seats=(*step.seats[:seat], gone, *step.seats[seat + 1 :]))
    changed = _moved(request, fewer, Turn.REMOVED, by, gone.person, "", now)
    after, events = again(changed, seating, now)
    return after, (
        happened.SignerRemoved(step=request.step, seat=seat, to=gone.person),
        *events,
    )


def removable(request: Request, by: PersonId) -> list[int]:
    """Seats of the open step that `by` added and nobody has signed."""
    if request.state is not State.IN_APPROVAL:
        return []
    signed = standing(request, request.step)
    seats = request.chain.steps[request.step].seats
    return [
        index
        for index, seat in enumerate(seats)
        if seat.added and not seat.removed and seat.by == by and index not in signed
    ]


def pass_on(
    request: Request,
    *,
    token: int,
    by: PersonId,
    to: PersonId,
    eligible: Collection[PersonId],
    words: str,
    now: datetime,
    seating: Seating,
) -> Outcome:
    """`to` has the seat from now on. Raises what `decide` raises, and `CannotBeAsked`."""
    mine = own_seat(request, token, by)
    still_seated(request, by, seating)
    may_be_asked(request, to)
    if to not in eligible:
        raise CannotBeAsked(who=to, why="lower")
    step = request.chain.steps[request.step]
    passed = replace(step.seats[mine.seat], person=to, by=by, words=words.strip())
    seats = (*step.seats[: mine.seat], passed, *step.seats[mine.seat + 1 :])
    changed = _moved(request, replace(step, seats=seats), Turn.PASSED_ON, by, to, words, now)
    after, events = again(changed, seating, now)
    return after, (happened.PassedOn(step=request.step, seat=mine.seat, to=to), *events)


def own_seat(request: Request, token: int, by: PersonId) -> OpenSeat:
    """The seat of the ladder `by` may sign now; an added signer only signs."""
    may_judge(request, by)
    mine = asked(request, token, None, by)
    if request.chain.steps[request.step].seats[mine.seat].added:
        raise OwnSeatOnly
    return mine


def may_be_asked(request: Request, to: PersonId) -> None:
    """Nobody has a hand in his own case, nobody signs a step twice; who asks is busy too."""
    if to in request.askers:
        raise CannotBeAsked(who=to, why="requester")
    if to in request.parties:
        raise CannotBeAsked(who=to, why="party")
    if to in busy(request):
        raise CannotBeAsked(who=to, why="asked")


def busy(request: Request) -> set[PersonId]:
    """Everybody who has a part in the open step already."""
    named = {
        s.person for s in request.chain.steps[request.step].seats if s.person and not s.removed
    }
    signed = {d.by for d in standing(request, request.step).values()}
    return named | signed | asked_now(request)


def _moved(
    request: Request,
    step: Step,
    what: Turn,
    by: PersonId,
    to: PersonId,
    words: str,
    now: datetime,
    place: str = "",
) -> Request:
    steps = request.chain.steps
    chain = replace(
        request.chain, steps=(*steps[: request.step], step, *steps[request.step + 1 :])
    )
    move = Move(
        what=what, step=request.step, by=by, to=to, at=now, place=place, words=words.strip()
    )
    return replace(request, chain=chain, moves=(*request.moves, move))
