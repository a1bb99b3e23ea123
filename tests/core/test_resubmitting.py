"""A returned request is sent on: what is kept of it, what is asked again, what is written down."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals import events as happened
from bot.approvals import resubmitting
from bot.approvals.chain import Chain, Mode, Place, Seat, Step
from bot.approvals.refusals import StaleCard, TooLate
from bot.approvals.request import NOWHERE, State
from bot.approvals.resubmitting import alike, signature
from bot.approvals.scope import scope_of
from bot.people.person import PersonId
from tests.core.people import NOW, Case, case, directory, everyone, person, step

LADDER = (step("chief"), step("director"), step("vice"))
LATER = NOW + timedelta(hours=30)


def returned(*steps: Step, by: str = "d", first: tuple[str, ...] = ("c",)) -> Case:
    there = directory(*everyone().persons.values(), person("x"))
    return case(*(steps or LADDER), who=there).approve(*first).returns(by)


def undone(story: Case) -> list[bool]:
    return [d.undone for d in story.request.decisions]


def test_the_new_answers_stand_and_the_case_goes_on_where_it_stopped():
    story = returned()
    version = story.request.token
    again = resubmitting.resubmit(
        replace(story.request, back_to=2),
        by=PersonId("teacher"),
        answers={"zones": ["a"]},
        facts={"major": True},
        parties=(PersonId("x"),),
        routed_chain=Chain(steps=LADDER, tells=(Seat(role="clerk"),)),
        dropped=("copy",),
        now=LATER,
        seating=story.seating,
    )
    after = story._then(again).request
    assert (after.answers, after.facts) == ({"zones": ["a"]}, {"major": True})
    assert (after.parties, after.dropped) == (("x",), ("copy",))
    assert after.chain.tells == (Seat(role="clerk"),)
    assert (after.state, after.step, after.opened_at) == (State.IN_APPROVAL, 1, LATER)
    assert (after.token, after.round, after.back_to) == (version + 1, 1, NOWHERE)
    assert story.events == (
        happened.Resubmitted(step=1),
        happened.StepOpened(step=1, seats=after.open_seats),
    )


@pytest.mark.parametrize(
    "ends, refused",
    [
        (lambda s: s.resubmitted(), StaleCard),  # it is on its way again
        (lambda s: s.resubmitted().approve("d", "v"), StaleCard),
        (lambda s: s.withdrawn(), TooLate),
        (lambda s: s.resubmitted().rejects("d"), TooLate),
    ],
)
def test_what_is_not_with_its_requester_is_not_sent_on(ends, refused):
    story = ends(returned())
    with pytest.raises(refused) as why:
        story.resubmitted()
    if refused is TooLate:
        assert why.value.values == {"state": story.request.state}


@pytest.mark.parametrize(
    "ladder, resumes_at",
    [
        (LADDER, 2),
        ((*LADDER, step("head")), 2),  # longer
        (LADDER[:2], 1),  # shorter: its last step reads the new answers
        (LADDER[:1], 0),
        ((step("chief"), step("clerk"), step("vice")), 1),  # from the first that differs
        ((step("clerk"), step("director"), step("vice")), 0),
        ((step("chief", mode=Mode.ANY), *LADDER[1:]), 0),  # another mode
        ((step("chief"), step("director@高一级部"), step("vice")), 1),  # of another unit
        ((step("chief"), step("director", "clerk"), step("vice")), 1),
        ((step("chief"), step("director"), step("head")), 2),
    ],
)
def test_where_the_new_ladder_differs_it_is_signed_again(ladder, resumes_at):
    who = directory(*everyone().persons.values(), person("e", "director@高一级部"))
    story = case(*LADDER, who=who).approve("c", "d").returns("v").resubmitted(*ladder)
    assert story.request.step == resumes_at
    assert undone(story) == [n >= resumes_at for n in range(2)] + [True]


def test_beside_the_return_only_what_the_step_still_asks_for_is_kept():
    story = case(step("chief", "director")).approve("c").returns("d")
    same = story.request
    assert story.resubmitted().asked == ["d"]
    story.request = same
    assert story.resubmitted(step("chief", "clerk")).asked == ["c", "k"]


@pytest.mark.parametrize("first", [("c",), ()])
def test_a_ladder_that_needs_nobody_any_more_is_signed_by_nobody(first):
    story = returned(by="d" if first else "c", first=first)
    story._then(
        resubmitting.resubmit(
            story.request,
            by=PersonId("teacher"),
            answers={},
            facts={},
            parties=(),
            routed_chain=Chain(steps=()),
            dropped=(),
            now=LATER,
            seating=story.seating,
        )
    )
    assert (story.request.state, story.heard) == (State.APPROVED, ["resubmitted", "approved"])
    assert all(undone(story))


def test_steps_are_alike_by_the_signatures_they_want():
    one = step("chief", "director", mode=Mode.QUORUM, needed=1)
    added = Seat(role="", person=PersonId("x"), host=0)
    told = replace(one.seats[0], rules=("R1",), articles=("第三条",), person=PersonId("y"))
    assert alike(one, replace(one, seats=(*one.seats, added)))
    assert alike(one, replace(one, seats=(told, one.seats[1])))
    for other in (
        replace(one, needed=2),
        replace(one, mode=Mode.ALL),
        step("director", "chief", mode=Mode.QUORUM, needed=1),
        step("chief", "director@高一级部", mode=Mode.QUORUM, needed=1),
    ):
        assert not alike(one, other)
    assert signature(one) == (Mode.QUORUM, 1, (("chief", ""), ("director", "")))


def test_signers_added_below_and_at_the_step_stay_and_those_above_go_with_their_ladder():
    story = case(*LADDER, who=directory(*everyone().persons.values(), person("x"), person("y")))
    story.adds("c", "x").approve("x", "c").adds("d", "y", Place.BEFORE).approve("y")
    story.returns("d").resubmitted()
    assert [len(s.seats) for s in story.request.chain.steps] == [2, 2, 1]
    assert story.asked == ["d"]
    assert undone(story) == [False, False, False, True]
    story.approve("d").returns("v").resubmitted(step("chief"), step("clerk"), step("vice"))
    assert [len(s.seats) for s in story.request.chain.steps] == [2, 1, 1]


def test_a_cut_stands_where_it_can_be_compared_and_is_asked_for_again_where_not():
    story = case(*LADDER)
    story.request = replace(story.request, answers={"zones": ["a", "b"], "copy": True})
    story.says("c", scope={"zones": ["a"]}).says("d", scope={"copy": False}).returns("v")
    same = story.request
    story.resubmitted(zones=["a", "b", "c"], copy=True)
    assert story.request.step == 2
    assert story.request.approved == {"zones": ["a"], "copy": False}
    assert scope_of(story.request).zones == ("a",)
    story.request = same
    story.resubmitted(zones=["c"], copy=True)  # the chief never saw it
    assert (story.request.step, story.request.approved) == (0, {})
    assert undone(story) == [True, True, True]
    story.request = same
    story.resubmitted(zones=["a"], copy=False)  # as they left it: nothing is cut any more
    assert (story.request.step, story.request.approved) == (2, {})


def test_of_several_cuts_the_later_lies_within_the_earlier_still():
    story = case(*LADDER)
    story.request = replace(story.request, answers={"zones": ["a", "b", "c"]})
    story.says("c", scope={"zones": ["a", "b"]}).says("d", scope={"zones": ["b"]}).returns("v")
    story.resubmitted(zones=["a", "b", "c"])
    assert story.request.approved == {"zones": ["b"]}
