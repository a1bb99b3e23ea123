"""Half a minute in which a request can be taken back and nobody else has heard of it (C4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals import progress
from bot.approvals.refusals import NotYours
from bot.approvals.request import Ending, State, unheard
from bot.people.person import PersonId
from tests.core.people import NOW, Case, case, step

WINDOW = timedelta(seconds=30)


def just_filed() -> Case:
    story = case(step("chief"), step("director"))
    story.request = replace(story.request, quiet_until=NOW + WINDOW)
    return story


@pytest.mark.parametrize(
    ("seconds", "heard", "ending"),
    [(0, "undone", Ending.UNDONE), (29, "undone", Ending.UNDONE), (30, "withdrawn", None)],
)
def test_what_nobody_heard_of_is_undone_and_the_rest_withdrawn(seconds, heard, ending):
    request, now = just_filed().request, NOW + timedelta(seconds=seconds)
    taken_back, events = progress.withdraw(request, by=PersonId("teacher"), now=now)
    assert (taken_back.state, taken_back.ending) == (State.WITHDRAWN, ending)
    assert [event.name for event in events] == [heard]
    assert taken_back.number == request.number  # used for ever


def test_only_the_requester_undoes():
    with pytest.raises(NotYours):
        progress.withdraw(just_filed().request, by=PersonId("c"), now=NOW)


def test_without_a_window_everybody_has_heard():
    assert not unheard(case(step("chief")).request, NOW)
