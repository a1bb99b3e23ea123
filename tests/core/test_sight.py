"""Who sees what of a case: the table, and that nobody outside sees anything."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.policy import named
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request
from bot.approvals.sight import Sight, may_open, restricted, reviewers, sight, told
from bot.people.person import Person, PersonId
from bot.people.roles import Directory
from tests.core.people import Case, case, deputy, everyone, person, request, step
from tests.core.test_own_request import PEOPLE, act, some_directory, some_parties, some_steps

PACK = replace(named("k12_ta_2024"), sees_all=("owner",))
FOOTAGE = PACK.kinds["footage"]
# A violation, told to the director and the head only.
SECRET = replace(
    PACK, kinds={"footage": replace(FOOTAGE, visible_to=("director", "head"), tasks=())}
)
NOTHING, CASE, WHOLE = Sight


def who(name: str, *posts: str, active: bool = True) -> Person:
    return person(name, *posts, active=active)


def seen(story: Case | Request, by: Person, pack=PACK, **more) -> Sight:
    return sight(story if isinstance(story, Request) else story.request, by, pack, **more)


def ladder(**more) -> Case:
    """Filed by the teacher; the clerk has signed, the chief is asked, the director is to come."""
    return case(step("clerk"), step("chief"), step("director"), **more).approve("k")


@pytest.mark.parametrize(
    "by, openly, restricted_",
    [
        (who("teacher"), WHOLE, WHOLE),  # who filed it wrote down who is concerned
        (who("k"), WHOLE, NOTHING),  # has signed
        (who("c", "chief"), WHOLE, WHOLE),  # is asked now
        (who("d", "director"), NOTHING, WHOLE),  # will be asked
        (who("boss", "owner"), CASE, NOTHING),  # head of the department that owns the rules
        (who("h", "head"), NOTHING, WHOLE),
        (who("tasked", "duty_officer"), CASE, NOTHING),
        (who("filed-for"), CASE, NOTHING),
        (who("keeper", "admin"), NOTHING, NOTHING),  # keeps the product, reads no cases
        (who("colleague", "homeroom_teacher"), NOTHING, NOTHING),
        (who("party", "owner", "head"), NOTHING, NOTHING),  # concerned, whatever he is
        (who("gone", "owner", "head", active=False), NOTHING, NOTHING),
    ],
    ids=lambda value: value.id if isinstance(value, Person) else value.name,
)
def test_who_sees_how_much(by: Person, openly: Sight, restricted_: Sight) -> None:
    story = ladder(parties=["party"])
    others = {"tasked": {PersonId("tasked")}, "filed_for": {PersonId("filed-for")}}
    assert seen(story, by, **others) is openly
    assert seen(story, by, SECRET, **others) is restricted_


def test_the_slower_of_two_may_still_read_what_was_decided() -> None:
    two = Directory([*everyone().persons.values(), who("c2", "chief")])
    story = case(step("chief"), step("director"), who=two).approve("c")
    assert seen(story, who("c2", "chief")) is WHOLE


def test_a_deputy_sees_a_restricted_case_only_while_he_is_asked() -> None:
    stand_in = who("x")
    persons = [*everyone().persons.values(), stand_in]
    story = case(
        step("director"), step("head"), who=Directory(persons, [deputy("d", stand_in.id)])
    )
    assert seen(story, stand_in, SECRET) is WHOLE
    story.approve("x")
    assert seen(story, stand_in, SECRET) is NOTHING


def test_a_signer_found_to_be_concerned_sees_no_more() -> None:
    story = ladder()
    story.returns("c").resubmitted(parties=["k"])
    assert seen(story, who("k")) is NOTHING


def test_a_kind_the_pack_no_longer_has_is_seen_as_before() -> None:
    without = replace(PACK, kinds={})
    assert seen(ladder(), who("k"), without) is WHOLE
    assert not restricted(without, "footage")


def test_a_restricted_kind_is_in_nobodys_list() -> None:
    assert restricted(SECRET, "footage")
    assert not restricted(PACK, "footage")


def test_the_book_of_a_restricted_kind_is_for_those_who_see_all_of_it() -> None:
    secret = replace(PACK, kinds={"v": replace(FOOTAGE, visible_to=("head",))})
    assert may_open(PACK, "retrieval", who("anybody"))
    assert may_open(secret, "retrieval", who("h", "head"))
    assert not may_open(secret, "retrieval", who("anybody", "owner"))


@given(st.randoms(use_true_random=False))
def test_nobody_outside_sees_anything(dice: random.Random) -> None:
    """Whatever people did to it: who filed it, was asked, holds its task or a role that sees all
    is inside; everybody else is outside, and so is a party."""
    asking = case_of(dice)
    pack = SECRET if dice.random() < 0.5 else PACK
    tasked = {PersonId(dice.choice(PEOPLE))} if dice.random() < 0.5 else set()
    for by in (*asking.who.persons.values(), who("stranger")):
        level = sight(asking.request, by, pack, tasked=tasked)
        posts = {post.role for post in by.posts}
        filed = by.id == asking.request.requester
        if pack is SECRET:
            asked = any(by.id in seat.persons for seat in asking.request.open_seats)
            inside = filed or asked or posts & {"director", "head"}
        else:
            reads = by.id in {*reviewers(asking.request), *told(asking.request), *tasked}
            inside = filed or reads or "owner" in posts
        concerned = by.id in asking.request.parties and not filed
        assert (level is not NOTHING) == (bool(inside) and by.active and not concerned)


def case_of(dice: random.Random) -> Case:
    asking = request(*some_steps(dice), by=dice.choice(PEOPLE), parties=some_parties(dice))
    story = Case(asking, some_directory(dice))
    for _ in range(dice.randint(0, 10)):
        try:
            story.filed() if not story.request.open_seats else act(story, dice)
        except Refusal:
            continue
    return story
