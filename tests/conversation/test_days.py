"""Days that lie ahead and follow one another, typed and tapped."""

from datetime import datetime

import pytest

from bot.conversation.form import Field, FieldKind, Form, Label
from bot.conversation.turns import Chosen, Typed, begin, question, turn
from bot.speech import Voice
from tests.conversation.school import SHANGHAI, world

WORDS = {"label": Label("日期"), "ask": Label("哪一天？")}
FORM = Form(
    id="x",
    title=Label("x"),
    fields=(
        Field(key="starts", kind=FieldKind.DAY, ahead=True, **WORDS),
        Field(key="ends", kind=FieldKind.DAY, since="starts", max_days=30, **WORDS),
    ),
)
# It is Wednesday, 11 March.
ENDS = [
    ("3月20日", ""),
    ("3月19日", "before_start"),
    ("4月19日", ""),
    ("4月20日", "too_many_days"),
]


def begun(here):
    return turn(FORM, begin(FORM, here), Typed("3月20日"), here).draft


@pytest.mark.parametrize(("words", "wrong"), [("3月11日", ""), ("3月10日", "in_past")])
def test_what_is_planned_lies_ahead(words, wrong):
    said = turn(FORM, begin(FORM, world()), Typed(words), world())
    assert (said.problem.key if said.problem else "") == (wrong and f"conversation.{wrong}")


@pytest.mark.parametrize(("words", "wrong"), ENDS)
def test_the_end_follows_the_beginning(words, wrong):
    here = world()
    typed = turn(FORM, begun(here), Typed(words), here)
    assert (typed.problem.key if typed.problem else "") == (wrong and f"conversation.{wrong}")
    month, _, day = words.removesuffix("日").partition("月")
    tapped = turn(FORM, begun(here), Chosen(f"d2026-{int(month):02}-{int(day):02}"), here)
    assert bool(tapped.problem) == bool(wrong)


def test_the_calendar_opens_at_the_first_day_that_can_be_taken():
    here = world()
    later = turn(FORM, begin(FORM, here), Typed("5月6日"), here).draft
    shown = question(FORM, later, here)
    days = [c.id for c in shown.options if c.id and not Voice()(c.text).startswith("·")]
    assert days[0] == "d2026-05-06"
    assert shown.pager.title.values["month"] == 5


def test_a_plan_that_goes_over_new_year_ends_in_the_next_year():
    summer = world(datetime(2026, 7, 1, 9, tzinfo=SHANGHAI))
    draft = turn(FORM, begin(FORM, summer), Typed("12月20日"), summer).draft
    assert draft.answers == {"starts": "2026-12-20"}
    said = turn(FORM, draft, Typed("1月10日"), summer)
    assert said.draft.answers["ends"] == "2027-01-10"
