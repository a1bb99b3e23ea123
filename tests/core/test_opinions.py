"""Who is asked for an opinion, who is to know, and what stands in the trail of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals import events as happened
from bot.approvals import opinions
from bot.approvals.chain import NOBODY
from bot.approvals.refusals import (
    AlreadyAnswered,
    CannotBeAsked,
    NotAskedOf,
    NotYourTurn,
    OwnRequest,
    PartyConcerned,
    StaleCard,
)
from bot.approvals.request import Informed, Opinion
from bot.people.person import PersonId
from tests.core.people import NOW, Case, case, directory, person, step

C, D, K, X, Y = map(PersonId, "cdkxy")
LATER = NOW + timedelta(hours=3)
MORNING = NOW + timedelta(hours=20)


def under_way(**more) -> Case:
    """At the director's step."""
    there = (person("k"), person("c", "chief"), person("d", "director"), person("v", "vice"))
    ladder = (step("chief"), step("director"), step("vice"))
    return case(*ladder, who=directory(*there), **more).approve("c")


def consult(story: Case, by: PersonId, to: PersonId, **more):
    told = {"token": story.request.token, "question": " 你看呢 ", **more}
    return story._then(
        opinions.consult(story.request, by=by, to=to, now=LATER, seating=story.seating, **told)
    )


def inform(story: Case, by: PersonId, to: PersonId, **more):
    told = {"token": story.request.token, **more}
    return story._then(
        opinions.inform(story.request, by=by, to=to, now=LATER, seating=story.seating, **told)
    )


def test_an_opinion_is_a_line_with_the_question_and_later_the_answer():
    story = consult(under_way(), D, K)
    asked = Opinion(by=D, to=K, step=1, question="你看呢", at=LATER)
    assert story.request.opinions == (asked,)
    assert story.events == (happened.Consulted(number=0, to=K),)
    consult(story, D, X)
    assert story.events == (happened.Consulted(number=1, to=X),)
    given = opinions.answer(story.request, number=1, by=X, words=" 可以 ", now=MORNING)
    story._then(given)
    assert story.events == (happened.Answered(number=1, to=D),)
    first, second = story.request.opinions
    assert first == asked
    assert (second.answer, second.answered_at, second.to) == ("可以", MORNING, X)


def test_asked_once_until_he_has_answered_and_then_again():
    story = consult(under_way(), D, K)
    with pytest.raises(CannotBeAsked) as refused:
        consult(story, D, K)
    assert refused.value.values == {"who": K, "why": "asked"}
    story._then(opinions.answer(story.request, number=0, by=K, words="可以", now=MORNING))
    assert len(consult(story, D, K).request.opinions) == 2


def test_each_of_several_answers_his_own_and_only_once():
    story = consult(consult(under_way(), D, K), D, X)
    for number, by in ((0, X), (1, K), (2, K), (-1, X)):
        with pytest.raises(NotAskedOf):
            opinions.answerable(story.request, number, by)
    story._then(opinions.answer(story.request, number=0, by=K, words="可以", now=MORNING))
    with pytest.raises(AlreadyAnswered):
        opinions.answerable(story.request, 0, K)
    assert opinions.answerable(story.request, 1, X).to == X


def test_who_is_to_know_is_told_once_and_says_when_he_has_read_it():
    story = inform(under_way(), D, K)
    assert story.request.informed == (Informed(by=D, to=K, at=LATER),)
    assert story.events == (happened.Told(number=0, to=K),)
    assert inform(story, D, X).events == (happened.Told(number=1, to=X),)
    with pytest.raises(CannotBeAsked) as refused:
        inform(story, D, K)
    assert refused.value.values == {"who": K, "why": "asked"}
    for number, by in ((0, X), (1, K), (2, X), (-1, X)):
        with pytest.raises(NotAskedOf):
            opinions.read(story.request, number=number, by=by, now=MORNING)
    story._then(opinions.read(story.request, number=0, by=K, now=MORNING))
    assert story.events == (happened.Read(number=0, to=D),)
    assert [one.read_at for one in story.request.informed] == [MORNING, None]
    before = story.request
    assert opinions.read(before, number=0, by=K, now=LATER) == (before, ())
    after, _ = opinions.read(before, number=1, by=X, now=LATER)
    assert [one.read_at for one in after.informed] == [MORNING, LATER]


def test_the_regulation_lets_people_know_whom_nobody_named_each_once():
    story = inform(under_way(), D, K)
    told = opinions.acquaint(story.request, to=[K, X, Y], now=MORNING)
    story._then(told)
    assert story.events == (
        happened.Told(number=1, to=X),
        happened.Told(number=2, to=Y),
    )
    known, *new = story.request.informed
    assert known.by == D
    assert new == [Informed(by=NOBODY, to=one, at=MORNING) for one in (X, Y)]


@pytest.mark.parametrize("to, why", [("teacher", "requester"), ("k", "party"), ("d", "asked")])
@pytest.mark.parametrize("ask", [consult, inform])
def test_who_is_never_asked_beside_the_ladder(ask, to, why):
    story = under_way(parties=["k"])
    with pytest.raises(CannotBeAsked) as refused:
        ask(story, D, PersonId(to))
    assert refused.value.values == {"who": to, "why": why}


@pytest.mark.parametrize("ask", [consult, inform])
def test_only_whose_turn_it_is_asks_and_on_the_card_of_today(ask):
    story = under_way()
    with pytest.raises(NotYourTurn):
        ask(story, PersonId("v"), K)
    with pytest.raises(StaleCard):
        ask(story, D, K, token=story.request.token + 1)
    with pytest.raises(OwnRequest):
        ask(story, PersonId("teacher"), K)
    concerned = Case(replace(story.request, parties=(D,)), story.who)
    with pytest.raises(PartyConcerned):
        ask(concerned, D, K)
    story.who = directory(person("d"), person("e", "director"), person("v", "vice"))
    with pytest.raises(NotYourTurn):
        ask(story, D, K)  # his post went since
