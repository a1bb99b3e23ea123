"""Who is told when: the requester at once, approvers when the window is over (C4)."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from bot.actions import filing, handing
from bot.actions.office import Office, Rules
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request, State
from bot.notices import Reason, ToPerson
from sandbox.clock import PushedClock
from storage import outbox
from storage.store import Store, Work
from tests.actions.test_preview import anybody, anything

Told = set[tuple[Reason, str]]


def file_any(work: Work, rules: Rules) -> Request:
    """The first case of chance that the regulation lets through and somebody signs."""
    office, chance = Office.open(work, rules), Random(7)
    while True:
        by, answers = anybody(office, chance), anything(office, chance)
        try:
            with work.savepoint():
                request = filing.file(work, office, by, "footage", answers)
        except Refusal:
            continue
        if request.state is State.IN_APPROVAL:
            return request


def due(work: Work) -> Told:
    """Everything that would leave now, over all lanes."""
    told: Told = set()
    while rows := outbox.claim(work, 50, 60):
        for row in rows:
            outbox.delivered(work, row)
            if row.reason is Reason.TASKED:  # locking the footage never waits
                continue
            assert isinstance(row.to, ToPerson)
            told.add((row.reason, row.to.person))
    return told


async def test_approvers_hear_of_it_after_the_window(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    request = await store.transact(lambda work: file_any(work, rules))
    asked = {(Reason.ASKED, p) for seat in request.open_seats for p in seat.persons}
    assert await store.transact(due) == {(Reason.FILED, request.requester)}
    clock.push(timedelta(seconds=31))
    assert await store.transact(due) == asked


async def test_nor_does_anybody_else_hear_of_it_within_the_window(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    """Somebody decides early: what he brings about is told when the window is over."""

    def early(work: Work) -> Request:
        office, request = Office.open(work, rules), file_any(work, rules)
        by = office.directory[request.open_seats[0].persons[0]]
        busy = {by.id, *request.owners, *request.parties}
        to = next(p.id for p in office.directory.persons.values() if p.id not in busy)
        return handing.inform(work, office, by, request.id, token=request.token, to=to)

    request = await store.transact(early)
    told = {(Reason.INFORMED, one.to) for one in request.informed}
    assert told
    assert not told & await store.transact(due)
    clock.push(timedelta(seconds=31))
    assert told <= await store.transact(due)


async def test_a_pack_may_do_without_it(store: Store, rules: Rules) -> None:
    at_once = replace(rules, pack=replace(rules.pack, clocks={"undo_seconds": 0}))
    request = await store.transact(lambda work: file_any(work, at_once))
    told = await store.transact(due)
    assert {reason for reason, _ in told} == {Reason.FILED, Reason.ASKED}
    assert request.quiet_until is None
