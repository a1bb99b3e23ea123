"""When the requester would like to come is offered to whoever appoints, while it lies ahead."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.approvals.policy import SHIPPED, named
from bot.conversation.form import FieldKind, Form
from bot.followup.wishes import fulfilled, offered

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def hours_from_now(start: float, end: float) -> dict[str, str]:
    return {
        "from": (NOW + timedelta(hours=start)).isoformat(),
        "to": (NOW + timedelta(hours=end)).isoformat(),
    }


ASKED = {"preferred_1": hours_from_now(-3, -2), "preferred_2": hours_from_now(6, 7)}


@pytest.fixture(params=SHIPPED)
def form(request: pytest.FixtureRequest) -> Form:
    task = named(request.param).kinds["footage"].task("appointment")
    assert task is not None
    return task.form


def test_only_what_lies_ahead_is_offered_first_of_all(form: Form) -> None:
    first, *others = offered(form, ASKED, NOW).fields[0].options
    assert first.id == "preferred_2"
    assert first.label.zh == "申请人方便的时间1：3月2日 15:00–16:00"
    assert first.label.en == "Time 1 the applicant named: 02 Mar 15:00–16:00"
    assert tuple(others) == form.fields[0].options


def test_of_several_wishes_the_first_comes_first_and_one_that_ends_now_is_over(
    form: Form,
) -> None:
    asked = {
        **ASKED,
        "preferred_1": hours_from_now(-1, 0),
        "preferred_3": hours_from_now(-1, 1),
    }
    ids = [option.id for option in offered(form, asked, NOW).fields[0].options]
    assert ids == ["preferred_2", "preferred_3", "now", "later"]


def test_without_wishes_the_form_is_the_packs(form: Form) -> None:
    assert offered(form, {}, NOW) == form


def test_a_wish_that_was_picked_stands_in_its_place(form: Form) -> None:
    told = fulfilled(form, ASKED, {"when": "preferred_2"})
    assert told == {"when": "later", "slot": ASKED["preferred_2"]}


def test_a_wish_answers_the_choice_as_its_span_wants_it_and_nothing_else(form: Form) -> None:
    """A school may have several ways of coming later, more spans, and more questions."""
    when, slot = form.fields
    spare = replace(slot, key="spare", when={})
    note = replace(slot, key="note", kind=FieldKind.TEXT, when={"when": "now"})
    slot = replace(slot, when={"when": ["later", "another_day"]})
    own = replace(form, fields=(when, spare, note, slot))
    told = fulfilled(own, ASKED, {"when": "preferred_2", "remarks": "带上身份证"})
    assert told == {"when": "later", "slot": ASKED["preferred_2"], "remarks": "带上身份证"}


def test_other_answers_stay_as_they_are(form: Form) -> None:
    for told in ({"when": "now"}, {"when": "later", "slot": hours_from_now(1, 2)}):
        assert fulfilled(form, ASKED, told) == told
