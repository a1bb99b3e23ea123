"""What may be looked at only ever grows smaller."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.refusals import Refusal
from bot.approvals.request import Extends, Extension, Verdict
from bot.approvals.scope import (
    BelowApproved,
    NothingLeft,
    NotNarrower,
    Scope,
    asked_scope,
    beyond,
    cuts,
    granted,
    held_to,
    left_of,
    narrowed,
    scope_of,
    within,
)
from bot.people.person import PersonId
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


HE, SHE = {"id": "p1", "name": "李雷"}, {"id": "p2", "name": "韩梅梅"}
GUEST = {"id": "", "name": "李雷"}


@pytest.mark.parametrize(
    "kind, less, more",
    [
        ("span", span(1, 2), span(0, 4)),
        ("span", span(0, 2), span(0, 4)),
        ("span", span(2, 4), span(0, 4)),
        ("zones", ["a"], ["a", "b"]),
        ("zones", [], ["a"]),
        ("cameras", ["c1"], ["c1", "c2"]),
        ("cameras", ["c1"], None),  # none named is all of them
        ("people", [HE], [HE, SHE]),
        ("people", [HE], [{"id": "p1", "name": "李雷（高一）"}, SHE]),  # by his id
        ("people", [], [HE]),
        ("people", [], [GUEST]),
        ("names", ["李雷"], ["李雷", "韩梅梅"]),
        ("choices", ["x"], ["y", "x"]),
        ("yes_no", False, True),
        ("yes_no", None, True),
        ("number", 2, 3),
    ],
)
def test_what_is_less_of_each_kind_of_answer(kind, less, more):
    small, great = ({"it": one} for one in (less, more))
    kinds = {"it": kind}
    assert beyond(small, Scope(limits=great, kinds=kinds)) == ""
    assert beyond(great, Scope(limits=small, kinds=kinds)) == "it"
    assert beyond(great, Scope(limits=great, kinds=kinds)) == ""


@pytest.mark.parametrize(
    "kind, one, same",
    [
        ("zones", ["a", "b"], ["b", "a"]),
        ("cameras", ["c1", "c2"], ["c2", "c1"]),
        ("people", [HE, SHE], [{"id": "p2", "name": "韩老师"}, HE]),
    ],
)
def test_in_another_order_it_is_the_same(kind, one, same):
    scopes = [Scope(limits={"it": it}, kinds={"it": kind}) for it in (one, same)]
    assert within(*scopes)
    assert within(*reversed(scopes))


@pytest.mark.parametrize(
    "kind, one, other",
    [
        ("span", span(0, 2), span(1, 3)),
        ("span", span(0, 1), None),
        ("zones", ["a"], ["b"]),
        ("people", [HE], [GUEST]),  # somebody from outside is known by his name alone
        ("people", [GUEST], [{"id": "", "name": "某人"}]),
        ("cameras", ["c1"], ["c2"]),
        ("number", 1, None),
    ],
)
def test_what_cannot_be_compared_reaches_further_either_way(kind, one, other):
    for wanted, stands in ((one, other), (other, one)):
        scope = Scope(limits={"it": stands}, kinds={"it": kind})
        assert beyond({"it": wanted}, scope) == "it"
    asked = Scope(limits={"it": one}, kinds={"it": kind})
    assert held_to(asked, {"it": other}) is None


def test_the_first_field_that_reaches_further_is_named():
    of = asking({"span": span(0, 4), "zones": ["a"], "copy": False})
    wanted = {"copy": True, "zones": ["b"], "reason": "x"}
    assert beyond(wanted, scope_of(of)) == "zones"
    with pytest.raises(NotNarrower) as refused:
        narrowed(scope_of(of), wanted)
    assert refused.value.values == {"field": "zones"}
    with pytest.raises(NothingLeft) as refused:
        narrowed(scope_of(of), {"zones": []})
    assert refused.value.values == {"field": "zones"}


def test_a_list_that_was_empty_may_stay_so():
    of = asking({"zones": ["a"], "viewers": []})
    assert narrowed(scope_of(of), {"viewers": []}).limits["viewers"] == []


def test_of_an_extension_only_what_it_adds_is_cut():
    extends = Extends(
        of=1, number="1", by=PersonId("x"), stands={"zones": ["a"]}, whole_ladder=True
    )
    of = replace(asking({"zones": ["a", "b"]}), extends=extends)
    assert left_of(of, {"zones": ["a"]}).zones == ("a",)
    with pytest.raises(BelowApproved) as refused:
        left_of(of, {"zones": ["b"]})
    assert refused.value.values == {"field": "zones"}


def test_a_cut_is_told_by_the_fields_that_are_less():
    before = scope_of(asking({"span": span(0, 4), "zones": ["a", "b"], "copy": True}))
    after = narrowed(before, {"zones": ["b"], "copy": True})
    assert cuts(before, after) == {"zones": ["b"]}
    assert cuts(after, after) == {}


@pytest.mark.parametrize(
    "asked, cut, holds",
    [
        ({"zones": ["a", "b"]}, {"zones": ["a"]}, {"zones": ["a"]}),
        ({"zones": ["a"]}, {"zones": ["a", "b"]}, {}),  # he asks for less by now
        ({"zones": ["a"]}, {"elsewhere": 1}, {}),  # bounds nothing any more
        ({"zones": ["a"], "rooms": 3}, {"rooms": 2}, {"rooms": 2}),
        ({"zones": ["a"], "rooms": 3}, {"rooms": 2, "zones": ["c"]}, None),
    ],
)
def test_an_earlier_cut_of_new_answers(asked, cut, holds):
    assert held_to(asked_scope(asking(asked)), cut) == holds


def test_what_was_granted_is_told_in_the_order_of_the_form():
    of = asking({"span": span(0, 4), "cameras": [], "zones": ["a", "b"], "viewers": [HE]})
    of = replace(of, approved={"zones": ["a"]})
    assert list(granted(of)) == ["span", "zones", "viewers", "reason"]
    assert granted(of)["zones"] == ["a"]


def test_a_scope_is_read_in_the_words_of_the_form():
    given = {"span": span(0, 4), "zones": ["a"], "cameras": ["c1"], "viewers": [HE], "copy": 1}
    scope = scope_of(asking(given))
    assert scope.span == (NOW, NOW + timedelta(hours=4))
    assert (scope.zones, scope.cameras, scope.viewers) == (("a",), ("c1",), (HE,))
    assert scope.copy is True
    empty = scope_of(asking({"cameras": []}))
    assert (empty.span, empty.zones, empty.cameras) == (None, (), None)
    assert (empty.viewers, empty.copy) == ((), False)


def test_what_a_request_of_its_own_added_is_part_of_the_scope():
    added = Extension(
        number="2", limits={"zones": ["a", "b"]}, at=NOW, approvers=(), whole_ladder=True
    )
    of = replace(asking({"zones": ["a"]}), approved={"rooms": 1}, extended=(added,))
    assert (scope_of(of).zones, scope_of(of).limits["rooms"]) == (("a", "b"), 1)
