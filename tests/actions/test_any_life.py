"""Whatever people do, in any order, at any time: what must never happen does not (design §8).

Hypothesis plays the people of either school: they file, decide, bring others in, carry out, leave
and come back, while time passes and the bell rings. Every act is a transaction; what is refused is
caught inside of it, as the door for messages does it, so that whatever a refusal left behind would
be kept. Many lives, never the same again, and what happened in them:

    DIAOYUE_LIVES=300 python -m pytest -s tests/actions/test_any_life.py
"""

import os
import sys
from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bot.actions.office import Office
from bot.approvals.refusals import Refusal
from bot.approvals.request import State
from bot.people.person import Person
from storage import requests
from storage.store import Work
from tests.actions import doings, lives
from tests.actions.doings import Act
from tests.actions.laws import Seen, obeyed, unchanged, vouched_for
from tests.actions.standing_still import school

MANY = int(os.environ.get("DIAOYUE_LIVES", "0"))
A_FEW, SOME, ACTS = 2, 8, 40  # lives of a school, acts in each
AT_ONCE = 6  # requests in play
HOURS = [0.02, 0.02, 0.02, 1, 5, 15, 30, 80, 200]
FILING: list[Act] = [lives.files, doings.files_anything, doings.files_anything]
OPEN = (State.IN_APPROVAL, State.APPROVED)
CHANCE = st.integers(0, 2**32 - 1)  # the seed of one act

happened: Counter[str] = Counter()


class Life(RuleBasedStateMachine):
    name = ""  # of the school

    def __init__(self) -> None:
        super().__init__()
        self.school = school(self.name)
        self.school.begins_anew()
        with self.school.working() as work:
            self.seen = Seen.now(work, self.school.rules)

    def does(self, acts: list[Act], seed: int, among: Collection[State] = ()) -> None:
        chance = Random(seed)
        act = chance.choice(acts)
        with self.school.working() as work:
            office = Office.open(work, self.school.rules)
            by = chance.choice(lives.players(office))
            number = chance.choice(self.numbers(among if chance.random() < 0.9 else ()))
            try:
                with work.savepoint():
                    done = act(work, office, chance, by, number)
            except Refusal as refusal:
                self.noted(act, by, number, refusal.code)
                unchanged(work, self.school.rules, self.seen)
            else:
                self.noted(act, by, number, "nothing" if done is None else "done")
                self.looked_at(work, office)

    def looked_at(self, work: Work, then: Office) -> None:
        self.seen = obeyed(work, self.school.rules, self.seen, then)

    def numbers(self, among: Collection[State]) -> list[int]:
        """Of the newest requests; 0 where there is none."""
        newest = list(self.seen.requests.values())[-AT_ONCE:]
        fitting = [one.id for one in newest if one.state in among]
        return fitting or [one.id for one in newest] or [0]

    def noted(self, act: Act, by: Person, number: int, outcome: str) -> None:
        note(f"{by.name} {act.__name__} {number}: {outcome}")
        happened[f"{act.__name__}: {outcome}"] += 1

    def existing(self, acts: list[Act], seed: int, *among: State) -> None:
        """On a request, mostly one of `among`; before there is any, one is filed."""
        self.does(acts if self.seen.requests else FILING, seed, among)

    def teardown(self) -> None:
        with self.school.working() as work:
            vouched_for(work, self.school.rules)
            for number in self.seen.requests:
                happened[f"ended as: {requests.peek(work, number).state}"] += 1

    # -- what people do ----------------------------------------------------------------------------

    @rule(seed=CHANCE)
    def files(self, seed: int) -> None:
        self.does(FILING, seed)

    @rule(seed=CHANCE)
    def decides(self, seed: int) -> None:
        self.existing([lives.decides], seed, State.IN_APPROVAL)

    @rule(seeds=st.lists(CHANCE, min_size=3, max_size=6))
    def goes_on(self, seeds: list[int]) -> None:
        """Several in a row sign and carry out; else few cases would come far. What is looked at
        then may have to reach further, what was entered may be wrong."""
        for seed in seeds:
            self.existing([doings.agrees, doings.reports], seed, *OPEN)
        self.existing([doings.extends, doings.corrects], seeds[0], State.APPROVED)

    @rule(seed=CHANCE)
    def decides_otherwise(self, seed: int) -> None:
        acts = [doings.decides_many, doings.confirms, lives.weighs, lives.revokes]
        self.existing(acts, seed, *OPEN)

    @rule(seed=CHANCE)
    def brings_in(self, seed: int) -> None:
        acts = [lives.brings_in, doings.consults, doings.hurries]
        self.existing(acts, seed, State.IN_APPROVAL)

    @rule(seed=CHANCE)
    def asks(self, seed: int) -> None:
        acts = [doings.extends] * 5 + [lives.withdraws, doings.disowns]
        self.existing(acts, seed)

    @rule(question=CHANCE, answer=CHANCE)
    def supplements(self, question: int, answer: int) -> None:
        self.existing([doings.returns], question, State.IN_APPROVAL)
        self.existing([lives.amends, doings.amends_anything], answer, State.RETURNED)

    @rule(seed=CHANCE)
    def carries_out(self, seed: int) -> None:
        acts = [lives.takes, lives.records, doings.reports, doings.reports, doings.reports]
        self.existing(acts, seed, State.APPROVED)

    @rule(seed=CHANCE)
    def writes(self, seed: int) -> None:
        self.existing([doings.corrects] * 3 + [doings.takes_back], seed, State.APPROVED)

    @rule(seed=CHANCE)
    def stands_in(self, seed: int) -> None:
        self.does([doings.deputises, doings.ends_a_deputy], seed)

    @rule(seed=CHANCE)
    def comes_or_goes(self, seed: int) -> None:
        """And somebody taps a card from before."""
        acts = [doings.leaves, doings.comes_back, doings.changes_posts]
        self.does(acts, seed)
        self.existing([lives.decides], seed, State.IN_APPROVAL)

    # -- time --------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from(HOURS))
    def time_passes(self, hours: float) -> None:
        self.school.pushed(timedelta(hours=hours))

    @rule()
    def the_bell_rings(self) -> None:
        with self.school.working() as work:
            then = Office.open(work, self.school.rules)
            doings.rings(work, self.school.rules)
            self.looked_at(work, then)


SCHOOLS = [
    ("taishan", A_FEW),
    pytest.param("taishan", SOME, marks=pytest.mark.slow),
    pytest.param("lingnan", SOME, marks=pytest.mark.slow),
]


@pytest.mark.parametrize("name, times", SCHOOLS)
def test_what_must_never_happen_does_not(name: str, times: int) -> None:
    machine = type(f"LifeAt{name.title()}", (Life,), {"name": name})
    happened.clear()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=MANY or times,
            stateful_step_count=ACTS,
            deadline=None,
            # Making a failing life shorter takes minutes; its story is printed as it is.
            phases=[Phase.generate],
            derandomize=not MANY,
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    if MANY:
        told = (f"{times:7}  {what}\n" for what, times in sorted(happened.items()))
        sys.stdout.writelines((f"\n{name}\n", *told))


def test_an_act_may_have_parts_one_after_the_other() -> None:
    """As somebody decides on several at once: each stands or falls alone."""
    with school("taishan").working() as work, work.savepoint():
        for _ in range(2):
            with work.savepoint():
                pass
