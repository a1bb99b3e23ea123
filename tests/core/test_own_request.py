"""Nobody decides his own request, nor a party a case he is part of: not through a second role, not
through a deputy, not by a post handed over while the case is open."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals import opinions
from bot.approvals.chain import Mode, Place
from bot.approvals.refusals import NobodyToAsk, Refusal
from bot.approvals.request import Request, State, Verdict, standing
from bot.people.person import PersonId
from bot.people.roles import Directory
from tests.core.people import LADDER, NOW, Case, deputy, directory, person, request, step

PEOPLE = [f"p{n}" for n in range(6)]
UNITS = ("", "", "高一级部", "高二级部")


def some_directory(dice: random.Random) -> Directory:
    def post() -> str:
        role, unit = dice.choice(LADDER), dice.choice(UNITS)
        return f"{role}@{unit}" if unit else role

    persons = (
        person(name, *(post() for _ in range(dice.randint(0, 3))), active=dice.random() < 0.9)
        for name in PEOPLE
    )
    deputies = (deputy(*dice.sample(PEOPLE, 2)) for _ in range(dice.randint(0, 4)))
    return directory(*persons, deputies=deputies)


def some_steps(dice: random.Random):
    steps = []
    for _ in range(dice.randint(1, 3)):
        roles = [dice.choice(LADDER) for _ in range(dice.randint(1, 3))]
        mode = dice.choice(list(Mode))
        steps.append(step(*roles, mode=mode, needed=dice.randint(1, len(roles))))
    return tuple(steps)


def some_parties(dice: random.Random) -> list[str]:
    return dice.sample(PEOPLE, dice.choice((0, 0, 1, 2)))


def play(dice: random.Random) -> int:
    """One case with everybody tapping everything; gives how many verdicts were counted."""
    asking = request(*some_steps(dice), by=dice.choice(PEOPLE), parties=some_parties(dice))
    if dice.random() < 0.3:
        asking = replace(asking, filed_by=PersonId(dice.choice(PEOPLE)))
    story = Case(asking, some_directory(dice))
    try:
        story.filed()
    except NobodyToAsk:
        return 0
    for _ in range(dice.randint(3, 14)):
        before = story.request
        try:
            act(story, dice)
        except Refusal:
            assert story.request is before
        hold(before, story.request)
    return len(story.request.decisions)


def act(story: Case, dice: random.Random) -> None:
    now = story.request
    chance = dice.random()
    if now.state is State.RETURNED and chance < 0.7:
        steps = some_steps(dice) if dice.random() < 0.3 else ()
        story.resubmitted(*steps, parties=some_parties(dice))
    elif chance < 0.15:
        story.who = some_directory(dice)
        if dice.random() < 0.7:
            story.reseated(story.who)
    elif chance < 0.4:
        brings_in(story, dice)
    else:
        verdict = dice.choice((Verdict.APPROVE,) * 6 + (Verdict.REJECT, Verdict.RETURN))
        named = dice.choice(story.asked) if story.asked and dice.random() < 0.6 else None
        token = now.token if dice.random() < 0.9 else dice.randint(0, now.token)
        seat = None if dice.random() < 0.8 else dice.randint(0, 2)
        to = dice.randint(0, 2) if verdict is Verdict.RETURN and dice.random() < 0.4 else -1
        story.says(named or dice.choice(PEOPLE), verdict, token=token, seat=seat, to=to)


def brings_in(story: Case, dice: random.Random) -> None:
    """Adds, takes back, passes on, asks, tells: anybody by anybody."""
    by = (
        dice.choice(story.asked) if story.asked and dice.random() < 0.8 else dice.choice(PEOPLE)
    )
    to, token = PersonId(dice.choice(PEOPLE)), story.request.token
    match dice.randint(0, 4):
        case 0 | 1:
            story.adds(by, to, dice.choice(list(Place)))
        case 2:
            story.takes_back(by, dice.randint(0, 4))
        case 3:
            story.passes_on(by, to)
        case _:
            asked = opinions.consult(
                story.request,
                token=token,
                by=PersonId(by),
                to=to,
                question="?",
                now=NOW,
                seating=story.seating,
            )
            assert to not in (*story.request.owners, *story.request.parties)
            story._then(asked)


def hold(before: Request, now: Request) -> None:
    for made in now.decisions[len(before.decisions) :]:
        assert made.by not in now.owners
        assert made.by not in before.parties
        assert made.acting_for not in now.owners
        assert before.state is State.IN_APPROVAL
    asked = [p for seat in now.open_seats for p in seat.persons]
    assert now.owners.isdisjoint(asked)
    if now.state is not State.IN_APPROVAL:
        assert not asked
    assert now.token == before.token or now.token > before.token
    for index in range(len(now.chain.steps)):
        signers = [d.by for d in standing(now, index).values()]
        assert len(signers) == len(set(signers))
        assert not {PersonId(p) for p in now.parties} & set(signers)
    if now.state is State.APPROVED:
        last = standing(now, len(now.chain.steps) - 1).values()
        yes = [d for d in last if d.verdict is Verdict.APPROVE]
        seats = now.chain.steps[-1].seats
        assert any(d.round == now.round for d in yes)
        assert any(not seats[d.seat].added for d in yes)
    for step_ in now.chain.steps:
        brought = [s.person for s in step_.seats if s.added]
        assert now.owners.isdisjoint(brought)


@given(st.randoms(use_true_random=False))
def test_nobody_decides_his_own_request(dice):
    play(dice)


def test_the_play_is_not_idle():
    counted = [play(random.Random(seed)) for seed in range(300)]
    assert sum(bool(n) for n in counted) > 100


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 100_000, 10_000))
def test_nobody_decides_his_own_request_in_a_hundred_thousand_cases(first):
    for seed in range(first, first + 10_000):
        play(random.Random(seed))
