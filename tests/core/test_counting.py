"""Every order of decisions in every kind of step, beside a model that knows nothing of ours."""

from dataclasses import replace
from itertools import combinations_with_replacement, product

import pytest

from bot.approvals import progress
from bot.approvals.chain import Mode, Place, Seat
from bot.approvals.refusals import AlreadySettled, NotYourTurn
from bot.approvals.request import OpenSeat, Request, Said, State, Verdict
from bot.people.person import PersonId
from tests.core.people import NOW, WHY, request, step

OFTEN, MOST = 4, 5  # seats; every order of five takes seconds


def row(values: tuple[object, ...], seats: int) -> object:
    return pytest.param(*values, marks=pytest.mark.slow) if seats > OFTEN else values


KINDS = [
    row((mode, needed, seats), seats)
    for seats in range(1, MOST + 1)
    for mode in Mode
    for needed in (range(1, seats + 1) if mode is Mode.QUORUM else (0,))
]


def would_pass(mode: Mode, needed: int, votes: tuple[bool, ...]) -> bool:
    return {Mode.ANY: any(votes), Mode.QUORUM: sum(votes) >= needed}.get(mode, all(votes))


def model(mode: Mode, needed: int, seats: int, votes: dict[int, bool]) -> State:
    """Settled as soon as whatever the others may still say leads to the same end."""
    open_seats = [seat for seat in range(seats) if seat not in votes]
    ends = set()
    for rest in product((True, False), repeat=len(open_seats)):
        whole = votes | dict(zip(open_seats, rest, strict=True))
        ends.add(would_pass(mode, needed, tuple(whole[seat] for seat in range(seats))))
    if len(ends) == 2:
        return State.IN_APPROVAL
    return State.APPROVED if ends.pop() else State.REJECTED


def everybody(of: Request, at: int) -> tuple[OpenSeat, ...]:
    signed = {d.seat for d in of.decisions if d.step == at}
    return tuple(
        OpenSeat(seat=seat, persons=(PersonId(str(seat)),), acting={})
        for seat in range(len(of.chain.steps[at].seats))
        if seat not in signed
    )


def tap(of: Request, seat: int, yes: bool, token: int = 0) -> Request:
    after, _ = progress.decide(
        of,
        token=token or of.token,
        seat=None,
        by=PersonId(str(seat)),
        said=Said(verdict=Verdict.APPROVE if yes else Verdict.REJECT, reason=WHY),
        now=NOW,
        seating=everybody,
    )
    return after


@pytest.mark.parametrize("mode, needed, seats", KINDS)
def test_the_outcome_is_the_models_for_every_order_of_decisions(mode, needed, seats):
    chain = step(*["chief"] * seats, mode=mode, needed=needed)
    filed, _ = progress.open_first(request(chain), everybody, NOW)
    walked = walk(filed, {}, mode, needed, seats)
    assert walked >= 2


def walk(of: Request, votes: dict[int, bool], mode: Mode, needed: int, seats: int) -> int:
    """Try every seat with either verdict from here on; gives the number of ends met."""
    assert of.state is model(mode, needed, seats, votes)
    assert {d.seat: d.verdict is Verdict.APPROVE for d in of.decisions} == votes
    if of.state is not State.IN_APPROVAL:
        for seat in range(seats):
            with pytest.raises(AlreadySettled):
                tap(of, seat, True, token=of.decisions[-1].token)
        return 1
    ends = 0
    for seat in range(seats):
        if seat in votes:
            with pytest.raises((AlreadySettled, NotYourTurn)):
                tap(of, seat, True)
        elif mode is Mode.IN_ORDER and seat != len(votes):
            with pytest.raises(NotYourTurn):
                tap(of, seat, True)
        else:
            for yes in (True, False):
                ends += walk(tap(of, seat, yes), votes | {seat: yes}, mode, needed, seats)
    return ends


# ------------------------------------------------------------------ with signers added to seats

ADDED = [
    row((mode, needed, seats, hosts), seats + extra)
    for seats in range(1, 4)
    for mode in Mode
    for needed in (range(1, seats + 1) if mode is Mode.QUORUM else (0,))
    for extra in (1, 2)
    for hosts in combinations_with_replacement(range(seats), extra)
]


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("mode, needed, seats, hosts", ADDED)
def test_an_added_signer_speaks_with_his_seat_in_every_order(mode, needed, seats, hosts, place):
    """A seat and those added to it are one vote: yes when all of them are, no with the first no."""
    base = step(*["chief"] * seats, mode=mode, needed=needed)
    more = tuple(Seat(role="", person=PersonId("x"), place=place, host=h) for h in hosts)
    chain = replace(base, seats=(*base.seats, *more))
    filed, _ = progress.open_first(request(chain), everybody, NOW)
    groups = [[s, *(seats + n for n, h in enumerate(hosts) if h == s)] for s in range(seats)]
    assert grouped(filed, {}, mode, needed, groups) >= 2


def grouped(
    of: Request, votes: dict[int, bool], mode: Mode, needed: int, groups: list[list[int]]
) -> int:
    """As `walk`, over whoever is asked: the model sees one vote for each seat."""
    said = {n: vote for n, g in enumerate(groups) if (vote := one_vote(g, votes)) is not None}
    assert of.state is model(mode, needed, len(groups), said)
    if of.state is not State.IN_APPROVAL:
        return 1
    assert of.open_seats
    ends = 0
    for seat in (s.seat for s in of.open_seats):
        for yes in (True, False):
            ends += grouped(tap(of, seat, yes), votes | {seat: yes}, mode, needed, groups)
    return ends


def one_vote(group: list[int], votes: dict[int, bool]) -> bool | None:
    made = [votes[seat] for seat in group if seat in votes]
    if not all(made):
        return False
    return True if len(made) == len(group) else None
