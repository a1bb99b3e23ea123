"""Filed in somebody's name by somebody else (C7)."""

from dataclasses import replace

import pytest

from bot.approvals import progress
from bot.approvals.policy import named
from bot.approvals.refusals import NotYours, OwnRequest, RefusedByRule, TooLate
from bot.approvals.request import Ending, State
from bot.approvals.rules import route
from bot.people.person import PersonId
from tests.core.people import NOW, Case, case, everyone, request, step

TEACHER, CLERK = PersonId("teacher"), PersonId("clerk")


def filed_for_the_teacher() -> Case:
    story = Case(replace(request(step("chief"), step("vice")), filed_by=CLERK), everyone())
    return story.filed()


def test_he_in_whose_name_it_was_filed_stops_it():
    stopped, (event,) = progress.disown(filed_for_the_teacher().request, by=TEACHER, now=NOW)
    assert (stopped.state, stopped.ending) == (State.WITHDRAWN, Ending.DISOWNED)
    assert event.name == "disowned"
    with pytest.raises(TooLate):
        progress.disown(stopped, by=TEACHER, now=NOW)


@pytest.mark.parametrize("by", ["clerk", "c", "somebody"])
def test_nobody_else_says_that_it_is_not_his(by):
    with pytest.raises(NotYours):
        progress.disown(filed_for_the_teacher().request, by=PersonId(by), now=NOW)


def test_what_one_filed_oneself_is_taken_back_and_not_disowned():
    with pytest.raises(NotYours):
        progress.disown(case(step("chief")).request, by=TEACHER, now=NOW)


@pytest.mark.parametrize("by", ["teacher", "clerk"])
def test_both_may_take_it_back_and_neither_may_sign(by):
    story = filed_for_the_teacher()
    with pytest.raises(OwnRequest):
        story.says(by)
    story.withdrawn(by=by)
    assert story.request.state is State.WITHDRAWN


def test_who_files_for_another_is_not_asked_to_sign_either():
    story = Case(
        replace(request(step("chief"), step("vice")), filed_by=PersonId("c")), everyone()
    )
    assert "c" not in story.filed().asked


def test_a_matter_of_a_student_stays_with_the_homeroom_teacher():
    facts = {"applicant": "homeroom_teacher", "for_student": True}
    pack = named("k12_ta_2024")
    assert route(pack, "footage", facts).rules[0] == "B1"
    with pytest.raises(RefusedByRule) as refused:
        route(pack, "footage", {**facts, "on_behalf": True})
    assert refused.value.values["rule"] == "B-R4"
    assert route(pack, "footage", {"applicant": "staff", "on_behalf": True}).rules[0] == "B2"
