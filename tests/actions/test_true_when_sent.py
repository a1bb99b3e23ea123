"""Over any schedule of bells, decisions and outages: nobody is reminded of what he has done, or of
what needs nobody any more (C49). Asked at the moment of sending, with the real outbox."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import deciding, hurrying, ringing, switching, tasking
from bot.actions.office import Office, Rules
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request, State, Verdict
from bot.delivery.failing import nowhere
from bot.delivery.packing import REMINDS, Branch, Nowhere, Parcel, Waits, pack
from bot.delivery.switched import set_aside
from bot.delivery.worker import settle
from bot.notices import About
from bot.people.person import Platform
from bot.platforms.ports import TryLater
from storage import outbox, requests, tasks
from storage.outbox import OutboxRow
from storage.store import Store, Work
from tests.actions.conftest import one_school
from tests.actions.lives import files, players
from tests.actions.test_recording import Counting
from tests.examples import examples

A_FEW = examples(60)
MANY = int(os.environ.get("DIAOYUE_SCHEDULES", "1000"))
PLATFORMS = (Platform.TELEGRAM, Platform.WECOM)
LEASE = 30.0

STEPS = st.one_of(
    st.tuples(st.just("hours"), st.sampled_from([0.1, 1, 5, 20, 60])),
    st.tuples(st.just("ring"), st.just(0)),
    st.tuples(st.just("deliver"), st.just(0)),
    st.tuples(st.just("outage"), st.sampled_from(PLATFORMS)),
    st.tuples(st.just("back"), st.sampled_from(PLATFORMS)),
    st.tuples(st.just("switch"), st.sampled_from(PLATFORMS)),
    st.tuples(st.just("verdict"), st.sampled_from([*[Verdict.APPROVE] * 3, *Verdict])),
    st.tuples(st.just("withdraw"), st.just(0)),
    st.tuples(st.just("nudge"), st.just(0)),
)
SCHEDULES = st.lists(STEPS, min_size=4, max_size=16)


class World:
    """One filed request; the platforms may be out of order."""

    def __init__(self, work: Work, rules: Rules, request: int, reminded: Counter[str]) -> None:
        self.work, self.rules, self.request = work, rules, request
        messengers = {platform: Counting() for platform in PLATFORMS}
        self.branch = Branch(rules=rules, messengers=messengers)  # type: ignore[arg-type]
        self.out: set[Platform] = set()
        self.reminded = reminded

    @property
    def office(self) -> Office:
        return Office.open(self.work, self.rules)

    @property
    def now(self) -> Request:
        return requests.load(self.work, self.request)

    def hours(self, hours: float) -> None:
        self.work.now += timedelta(hours=hours)

    def ring(self, _: object) -> None:
        ringing.ring(self.work, self.office)
        tasking.overdue(self.work, self.office)

    def outage(self, platform: Platform) -> None:
        self.out.add(platform)

    def back(self, platform: Platform) -> None:
        self.out.discard(platform)

    def switch(self, platform: Platform) -> None:
        """Off, and on again at the next turn."""
        admin = self.office.directory.holders("admin")[0]
        if platform in self.office.school.off:
            switching.switch_on(self.work, self.office, admin, platform)
        else:
            switching.switch_off(
                self.work, self.office, admin, platform, until=None, reason="线路检修"
            )

    def verdict(self, verdict: Verdict) -> None:
        request = self.now
        asked = sorted(p for seat in request.open_seats for p in seat.persons)
        if asked:
            by, why = self.office.directory[asked[0]], "请补充说明具体位置"
            deciding.decide(
                self.work,
                self.office,
                by,
                self.request,
                token=request.token,
                verdict=verdict,
                reason=why,
            )

    def withdraw(self, _: object) -> None:
        by = self.office.directory[self.now.requester]
        deciding.withdraw(self.work, self.office, by, self.request)

    def nudge(self, _: object) -> None:
        by = self.office.directory[self.now.requester]
        hurrying.nudge(self.work, self.office, by, self.request)

    def deliver(self, _: object) -> None:
        """Until nothing is due; what a platform refuses comes again later. Only what reminds is
        written out: the rest is no matter here, and would be most of the time."""
        for _round in range(40):
            rows = outbox.claim(self.work, 50, LEASE)
            if not rows:
                return
            for row in rows:
                if row.reason in REMINDS:
                    self.carry(row)
                else:
                    outbox.delivered(self.work, row)

    def carry(self, row: OutboxRow) -> None:
        one = pack(self.work, self.branch, row)
        if one is None:
            outbox.dropped(self.work, row, "nothing left to say")
        elif isinstance(one, Nowhere):
            nowhere(self.work, self.branch, one)
        elif isinstance(one, Waits):
            set_aside(self.work, self.branch, one)
        elif one.platform in self.out:
            settle(self.work, self.branch, one, TryLater(seconds=60, why="out"), 60.0)
        else:
            self.still_true(one)
            outbox.delivered(self.work, row)

    def still_true(self, one: Parcel) -> None:
        """Judged from the rows themselves, not by what delivery asks."""
        about, number, *_ = one.row.subject.split("/")
        if one.row.reason not in REMINDS:
            return
        self.reminded[about] += 1
        if about == About.TASK:
            assert not tasks.peek(self.work, int(number)).over, one.row
            return
        request = requests.peek(self.work, int(number))
        if about == About.ASK:
            person = self.office.directory.at(one.platform, one.address)
            assert person
            assert person.id in {p for _, p in requests.unsigned(request)}, one.row
        elif about == About.STATUS:
            assert request.state in (State.IN_APPROVAL, State.RETURNED, State.APPROVED), one.row


class Undone(Exception):
    pass


@contextmanager
def taken_back(work: Work) -> Iterator[None]:
    now = work.now
    try:
        with work.savepoint():
            yield
            raise Undone
    except Undone:
        work.now = now


def run(work: Work, rules: Rules, number: int, examples: int) -> Counter[str]:
    reminded: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        derandomize=True,  # what is counted below must not depend on chance
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(schedule=SCHEDULES)
    def holds(schedule: list[tuple[str, object]]) -> None:
        with taken_back(work):
            world = World(work, rules, number, reminded)
            for name, argument in [*schedule, *(("back", one) for one in PLATFORMS)]:
                try:
                    with work.savepoint():
                        getattr(world, name)(argument)
                except Refusal:
                    continue
            for platform in world.office.school.off:
                world.switch(platform)
            world.hours(2)
            world.deliver(0)

    holds()
    return reminded


def one_filed(work: Work, rules: Rules) -> int:
    office = Office.open(work, rules)
    chance = Random(3)
    while True:
        try:
            with work.savepoint():
                return files(work, office, chance, chance.choice(players(office)), 0).id
        except Refusal:
            continue


@one_school
async def test_nobody_is_reminded_after_he_decided(store: Store, rules: Rules) -> None:
    def job(work: Work) -> Counter[str]:
        return run(work, rules, one_filed(work, rules), A_FEW)

    reminded = await store.transact(job)
    assert reminded[About.ASK] > 0, "such schedules would notice nothing"


@pytest.mark.slow
async def test_nor_over_many_schedules(store: Store, taishan: Rules) -> None:
    def job(work: Work) -> Counter[str]:
        return run(work, taishan, one_filed(work, taishan), MANY)

    reminded = await store.transact(job)
    assert reminded[About.ASK] > 20, "such schedules would notice little"
