"""What is left of a case when its personal data has served its purpose."""

from dataclasses import MISSING, fields, replace
from datetime import timedelta

import pytest

from bot.approvals.erasure import (
    KEPT,
    KEPT_OF_A_DECISION,
    OPEN,
    aged,
    over,
    picked,
    struck,
)
from bot.approvals.request import Decision, Move, Request, State, Turn, Verdict
from bot.conversation.form import Field, FieldKind, Form, Label
from bot.people.person import PersonId
from tests.core.people import NOW, WHY, request, step

LATER = NOW + timedelta(days=400)
C = PersonId("c")
FORM = Form(
    id="footage",
    title=Label("调阅"),
    fields=tuple(
        Field(key=kind.value, label=Label(kind.value), ask=Label(kind.value), kind=kind)
        for kind in FieldKind
    ),
)
WORDS = {FieldKind.PEOPLE, FieldKind.TEXT, FieldKind.NAMES, FieldKind.FILES}


def case() -> Request:
    made = Decision(
        step=0,
        seat=0,
        by=C,
        verdict=Verdict.REJECT,
        at=NOW,
        reason=WHY,
        report="情况属实",
        cut={"zones": ["A"]},
        acting_for="k",
        round=2,
    )
    told = Move(what=Turn.REVOKED, step=0, by=C, at=NOW, words=WHY)
    return replace(
        request(step("chief"), parties=["k"]),
        answers={"text": "失主", "zones": ["A"], "unknown": "谁"},
        state=State.REJECTED,
        decisions=(made,),
        moves=(told,),
        approved={"zones": ["A"]},
        settled_at=NOW,
    )


def test_only_what_was_picked_or_counted_is_kept_of_a_form():
    assert picked(FORM) == {kind.value for kind in FieldKind} - {w.value for w in WORDS}
    assert picked(None) == frozenset()


def test_a_case_is_over_when_nobody_is_waited_for():
    assert {state for state in State if not over(replace(case(), state=state))} == set(OPEN)


def test_an_aged_case_tells_who_signed_and_when_and_nobodys_words():
    old, after = case(), aged(case(), FORM, LATER)
    assert after.answers == {"zones": ["A"]}
    assert after.erased_at == LATER
    for name in KEPT - {"decisions"}:
        assert getattr(after, name) == getattr(old, name)
    assert (after.parties, after.moves, after.approved) == ((), (), {})
    (was,), (now,) = old.decisions, after.decisions
    for name in KEPT_OF_A_DECISION:
        assert getattr(now, name) == getattr(was, name)
    assert (now.reason, now.report, now.cut) == ("", "", {})


def test_without_a_form_no_answer_is_kept():
    assert aged(case(), None, LATER).answers == {}


def test_striking_a_name_reaches_all_that_ageing_would_take():
    struck_out = struck(case(), lambda value: ("struck", value))
    for field in fields(Request):
        if field.name not in KEPT:
            was = getattr(case(), field.name)
            assert getattr(struck_out, field.name) == ("struck", was), field.name
    (made,) = struck_out.decisions
    assert (made.reason, made.report) == (("struck", WHY), ("struck", "情况属实"))
    assert (made.by, made.acting_for, struck_out.number) == (C, "k", case().number)


@pytest.mark.parametrize("kind, kept", [(Request, KEPT), (Decision, KEPT_OF_A_DECISION)])
def test_whatever_is_not_kept_can_be_left_blank(kind, kept):
    """A field without a default has to say in KEPT whether it stays."""
    for field in fields(kind):
        blank = field.default is not MISSING or field.default_factory is not MISSING
        assert blank or field.name in kept | {"answers"}
