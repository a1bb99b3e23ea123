"""What may be looked at only ever grows smaller."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.refusals import Refusal
from bot.approvals.request import Verdict
from bot.approvals.scope import (
    NothingLeft,
    NotNarrower,
    asked_scope,
    beyond,
    cuts,
    granted,
    held_to,
    narrowed,
    scope_of,
    within,
)
from tests.core.people import NOW, Case, everyone, request, step

KINDS = {
    "span": "span",
    "zones": "zones",
    "cameras": "cameras",
    "viewers": "people",
    "copy": "yes_no",
    "rooms": "number",
}
LADDER = (step("chief"), step("director"), step("vice"))


def span(start: int, end: int) -> dict[str, str]:
    return {
        "from": (NOW + timedelta(hours=start)).isoformat(),
        "to": (NOW + timedelta(hours=end)).isoformat(),
    }


def person(n: int) -> dict[str, str]:
    return {"id": f"p{n}" if n % 2 else "", "name": f"某人{n}"}


spans = st.tuples(st.integers(0, 6), st.integers(1, 4)).map(lambda t: span(t[0], t[0] + t[1]))
some = st.lists(st.sampled_from("abcd"), unique=True)
answers = st.fixed_dictionaries(
    {"span": spans, "zones": some.filter(bool)},
    optional={
        "cameras": some,
        "viewers": st.lists(st.integers(0, 4).map(person), unique_by=str),
        "copy": st.booleans(),
        "rooms": st.integers(0, 3),
    },
)


def asking(given):
    return replace(request(*LADDER), answers={**given, "reason": "loss"}, narrows=KINDS)


@given(answers)
def test_as_asked_is_within_what_was_asked(given):
    of = asking(given)
    assert within(scope_of(of), asked_scope(of))
    assert cuts(asked_scope(of), scope_of(of)) == {}
    assert granted(of)["reason"] == "loss"


@given(answers, answers, answers)
def test_within_is_an_order(a, b, c):
    first, second, third = (asked_scope(asking(x)) for x in (a, b, c))
    if within(first, second) and within(second, third):
        assert within(first, third)
    if within(first, second) and within(second, first):
        assert cuts(first, second) == cuts(second, first) == {}


@st.composite
def cut_of(draw, limits):
    """Some of what stands; now and then something else, as people try."""
    if draw(st.integers(0, 5)) == 0:
        return draw(answers)
    cut = {}
    for key in draw(st.lists(st.sampled_from(sorted(limits)), unique=True)):
        value = limits[key]
        if key == "span":
            middle = draw(st.integers(0, 3))
            ends = sorted(datetime.fromisoformat(value[e]) for e in ("from", "to"))
            at = ends[0] + (ends[1] - ends[0]) * middle / 4
            cut[key] = {**value, draw(st.sampled_from(["from", "to"])): at.isoformat()}
        elif isinstance(value, list) and value:
            cut[key] = draw(st.lists(st.sampled_from(value), min_size=1, unique_by=str))
        elif isinstance(value, bool):
            cut[key] = False
        elif isinstance(value, int):
            cut[key] = draw(st.integers(0, value))
    return cut


@given(answers, st.data())
def test_every_cut_lies_within_every_earlier_one(asked, data):
    """However many approvers cut, and whatever they try: through the real decision."""
    case = Case(asking(asked), everyone()).filed()
    seen = [asked_scope(case.request)]
    for who in "cdv":
        before = scope_of(case.request)
        try:
            case.says(who, scope=data.draw(cut_of(before.limits)))
        except (NotNarrower, NothingLeft):
            assert scope_of(case.request) == before
            case.says(who)
        seen.append(scope_of(case.request))
        assert all(within(seen[-1], earlier) for earlier in seen)
        assert not beyond(granted(case.request), seen[0])


@given(answers, answers, st.data())
def test_an_earlier_cut_stands_on_new_answers_or_is_asked_again(asked, later, data):
    """After a return nobody is held to have approved more than he left."""
    case = Case(asking(asked), everyone()).filed()
    try:
        case.says("c", scope=data.draw(cut_of(scope_of(case.request).limits)))
    except Refusal:
        case.says("c")
    left = case.request.approved
    new = later if data.draw(st.booleans()) else {**asked, "copy": False}
    case.returns("d").resubmitted(**new)
    fresh, made = scope_of(case.request), case.request.decisions[0]
    assert within(fresh, asked_scope(case.request))
    if case.request.step == 1:
        assert not made.undone
        kept = {k: v for k, v in fresh.limits.items() if k in made.cut}
        assert not beyond(kept, _of(made, fresh))
    else:
        assert held_to(asked_scope(case.request), left) is None
        assert case.request.approved == {}


def _of(made, scope):
    return replace(scope, limits={**scope.limits, **made.cut})


@pytest.mark.parametrize(
    "wish, refused",
    [
        ({"span": span(0, 5)}, NotNarrower),
        ({"span": span(-1, 1)}, NotNarrower),
        ({"zones": ["a", "c"]}, NotNarrower),
        ({"zones": []}, NothingLeft),
        ({"cameras": ["c1"]}, None),  # none was named: all of the zones
        ({"viewers": [person(3)]}, NotNarrower),
        ({"copy": False, "span": span(1, 2)}, None),
        ({"elsewhere": ["x"]}, None),  # bounds nothing
    ],
)
def test_what_may_be_left(wish, refused):
    of = asking({"span": span(0, 4), "zones": ["a", "b"], "viewers": [person(1)], "copy": True})
    if refused:
        with pytest.raises(refused):
            narrowed(scope_of(of), wish)
    else:
        assert within(narrowed(scope_of(of), wish), scope_of(of))


def test_a_wish_a_rule_refused_is_no_part_of_the_scope():
    of = replace(asking({"span": span(0, 4), "zones": ["a"], "copy": True}), dropped=("copy",))
    assert not scope_of(of).copy
    with pytest.raises(NotNarrower):
        narrowed(scope_of(of), {"copy": True})


def test_only_a_yes_cuts():
    of = asking({"span": span(0, 4), "zones": ["a"]})
    case = Case(of, everyone()).filed().says("c", Verdict.RETURN, scope={"span": span(1, 2)})
    assert scope_of(case.request) == asked_scope(of)
