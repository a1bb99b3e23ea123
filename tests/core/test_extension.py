"""A viewing that must reach further: how far, who agrees, what stands meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.chain import Chain
from bot.approvals.extension import (
    LAST_ALONE,
    NothingMore,
    TooMuchMore,
    extension_of,
    ladder,
    must_add,
    named,
    offered,
    stands,
    wider,
)
from bot.approvals.policy import SHIPPED
from bot.approvals.policy import named as shipped
from bot.approvals.refusals import OwnRequest
from bot.approvals.request import Extends, Extension, Request
from bot.approvals.scope import BelowApproved, Scope, beyond, granted, scope_of, within
from bot.cameras.zone import Camera, Places, Zone
from bot.conversation.form import Field, FieldKind, Label
from bot.people.person import PersonId
from tests.core.people import NOW, Case, everyone, request, step

KINDS = {"span": "span", "zones": "zones", "cameras": "cameras", "copy": "yes_no"}
LADDER = (step("chief"), step("director"), step("vice"))
OWNERS = {"hall": "总务处", "kitchen": "总务处", "corridor": "高一级部"}
PLACES = Places(
    [Zone(id=z, name=z, owners=(o,)) for z, o in OWNERS.items()],
    [
        Camera(id=f"{z}{n}", name=f"{z}{n}", zone=z, owners=(o,))
        for z, o in OWNERS.items()
        for n in (1, 2)
    ],
)


def span(start: float, end: float) -> dict[str, str]:
    return {
        "from": (NOW + timedelta(hours=start)).isoformat(),
        "to": (NOW + timedelta(hours=end)).isoformat(),
    }


def looked_at(**answers: Any) -> Request:
    asked = {"span": span(0, 1), "zones": ["hall"], **answers}
    return replace(request(*LADDER), answers=asked, narrows=KINDS)


def owners(scope: Scope) -> set[str]:
    return {OWNERS[zone] for zone in scope.zones}


def needed(
    of: Request, switch: str = LAST_ALONE, whole: Chain | None = None, **more: Any
) -> int:
    grown = wider(scope_of(of), more, PLACES)
    chain, every = ladder(switch, of, grown, whole or of.chain, owners)
    assert every == (chain == (whole or of.chain))
    assert chain.steps[-1] == (whole or of.chain).steps[-1]
    return len(chain.steps)


def added(of: Request, *, whole: bool = False, **more: Any) -> Request:
    """As it stands after an extension was approved."""
    limits = wider(scope_of(of), more, PLACES)
    one = Extension(number="2", limits=limits, at=NOW, approvers=(), whole_ladder=whole)
    return replace(of, extended=(*of.extended, one))


def asking(of: Request, *, by: str = "officer", **more: Any) -> Request:
    """The request that would widen `of`."""
    standing = scope_of(of)
    grown = wider(standing, more, PLACES)
    extends = Extends(
        of=of.id,
        number=of.number,
        by=PersonId(by),
        stands=stands(standing, PLACES),
        whole_ladder=True,
    )
    return replace(of, answers={**granted(of), **grown}, extends=extends, plan=())


# -- where it may be asked -----------------------------------------------------------------


@pytest.mark.parametrize("pack", SHIPPED)
def test_more_is_asked_for_where_footage_is_looked_at(pack):
    known = shipped(pack)
    kind = known.kinds["footage"]
    (viewing,) = [task for task in kind.tasks if offered(known, kind, task)]
    assert viewing.id == "viewing"
    assert not offered(replace(known, switches={}), kind, viewing)
    assert not offered(known, replace(kind, extends=False), viewing)
    assert not offered(known, kind, replace(viewing, guards=()))


# -- what is asked for ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "before, more, then",
    [
        ({}, {"span": span(1, 1.5)}, {"span": span(0, 1.5)}),
        ({}, {"span": span(2, 3)}, {"span": span(0, 3)}),  # one span, without a gap
        ({}, {"span": span(-1, 0.5)}, {"span": span(-1, 1)}),
        ({}, {"zones": ["kitchen"]}, {"zones": ["hall", "kitchen"], "cameras": None}),
        ({}, {"cameras": ["kitchen1"]}, {"cameras": ["hall1", "hall2", "kitchen1"]}),
        ({"cameras": ["hall1"]}, {"cameras": ["hall2"]}, {"cameras": ["hall1", "hall2"]}),
        (
            {"cameras": ["hall1"]},
            {"zones": ["kitchen"]},
            {"cameras": ["hall1", "kitchen1", "kitchen2"]},
        ),
        (
            {"cameras": ["hall1"]},
            {"zones": ["kitchen"], "cameras": ["kitchen2"]},
            {"zones": ["hall", "kitchen"], "cameras": ["hall1", "kitchen2"]},
        ),
    ],
)
def test_what_is_named_is_added_to_what_stands(before, more, then):
    grown = wider(scope_of(looked_at(**before)), more, PLACES)
    assert {key: grown[key] for key in then} == then


some_spans = st.tuples(st.integers(-3, 6), st.integers(1, 4)).map(lambda t: span(t[0], sum(t)))
mores = st.fixed_dictionaries(
    {},
    optional={
        "zones": st.lists(st.sampled_from(sorted(OWNERS)), unique=True),
        "cameras": st.lists(st.sampled_from(sorted(PLACES.cameras)), unique=True),
        "span": some_spans,
    },
)


@given(st.sampled_from([[], ["hall1"], ["hall1", "hall2"]]), mores)
def test_what_stood_stands_and_everything_named_is_in_it(cameras, more):
    of = looked_at(cameras=cameras)
    before, after = by_name(scope_of(of)), by_name(scope_of(added(of, **more)))
    assert within(before, after)
    assert not beyond({k: v for k, v in more.items() if v}, after)


def by_name(scope: Scope) -> Scope:
    """Every camera the scope allows, by name."""
    return replace(scope, limits={**scope.limits, "cameras": named(scope, PLACES)})


ZONES = Field(key="zones", kind=FieldKind.ZONES, label=Label("区域"), ask=Label("?"), at_most=2)
SPAN = Field(key="span", kind=FieldKind.SPAN, label=Label("时段"), ask=Label("?"), max_hours=24)


ELSEWHERE = {key: when.replace("+00:00", "+0000") for key, when in span(0, 1).items()}


@pytest.mark.parametrize(
    "more, refused, said",
    [
        ({}, NothingMore, {}),
        ({"zones": ["hall"], "span": span(0.2, 0.8)}, NothingMore, {}),
        ({"span": ELSEWHERE}, NothingMore, {}),  # the same hour, written otherwise
        ({"zones": ["kitchen", "corridor"]}, TooMuchMore, {"what": ZONES.label, "most": 2}),
        ({"span": span(1, 25)}, TooMuchMore, {"what": SPAN.label, "most": 24}),
        ({"span": span(1, 24)}, None, {}),
        ({"zones": ["kitchen"]}, None, {}),
    ],
)
def test_something_is_added_and_not_more_than_one_request_may_ask(more, refused, said):
    scope = scope_of(looked_at())
    grown = wider(scope, more, PLACES)
    if refused:
        with pytest.raises(refused) as raised:
            must_add(scope, grown, (ZONES, SPAN))
        assert raised.value.values == said
    else:
        must_add(scope, grown, (ZONES, SPAN))


def test_a_form_without_a_limit_sets_none():
    scope = scope_of(looked_at())
    grown = wider(scope, {"span": span(1, 100), "zones": [*OWNERS]}, PLACES)
    must_add(scope, grown, (replace(ZONES, at_most=0), replace(SPAN, max_hours=0)))


def test_what_stands_names_its_cameras_where_they_bound_it():
    assert stands(scope_of(looked_at()), PLACES)["cameras"] == ["hall1", "hall2"]
    whole_areas = replace(looked_at(), narrows={"span": "span", "zones": "zones"})
    assert stands(scope_of(whole_areas), PLACES) == {"span": span(0, 1), "zones": ["hall"]}


# -- who agrees ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "switch, more, steps",
    [
        (LAST_ALONE, {"span": span(1, 2)}, 1),
        (LAST_ALONE, {"span": span(1, 2.01)}, 3),
        (LAST_ALONE, {"zones": ["kitchen"]}, 1),
        (LAST_ALONE, {"zones": ["corridor"]}, 3),  # somebody else's cameras
        (LAST_ALONE, {"zones": ["kitchen"], "span": span(-0.5, 1.4)}, 1),
        ("full_chain", {"span": span(1, 1.1)}, 3),
    ],
)
def test_who_has_to_agree(switch, more, steps):
    assert needed(looked_at(), switch, **more) == steps


def test_where_the_wider_answers_need_other_signatures_all_of_them_sign():
    higher = Chain(steps=(*LADDER, step("head")))
    assert needed(looked_at(), whole=higher, span=span(1, 1.5)) == 4


@pytest.mark.parametrize("steps", [1, 2])
def test_of_two_signatures_the_last_is_enough_and_of_one_it_is_all(steps):
    short = replace(looked_at(), chain=Chain(steps=LADDER[:steps]))
    assert needed(short, span=span(1, 1.5)) == 1


def test_an_hour_twice_goes_through_the_whole_ladder():
    once = added(looked_at(), span=span(1, 2))
    assert needed(once, span=span(2, 2.5)) == 3
    again = added(once, whole=True, span=span(2, 2.5))
    assert needed(again, span=span(2.5, 3.5)) == 1


# -- what stands meanwhile, and afterwards -------------------------------------------------


def test_an_approver_leaves_less_of_what_is_added_and_all_of_what_stood():
    more = asking(looked_at(), zones=["kitchen"], span=span(1, 2))
    case = Case(more, everyone()).filed()
    with pytest.raises(BelowApproved):
        case.says("c", scope={"zones": ["kitchen"]})
    with pytest.raises(BelowApproved):
        case.says("c", scope={"cameras": ["kitchen1"]})  # the hall stands
    case.says("c", scope={"cameras": ["kitchen1", "hall1", "hall2"]})
    case.says("d", scope={"span": span(0, 1.5)}).approve("v")
    one = extension_of(case.request, {})
    assert one.limits["span"] == span(0, 1.5)
    assert one.limits["zones"] == ["hall", "kitchen"]
    assert one.approvers == ("c", "d", "v")
    assert datetime.fromisoformat(one.limits["span"]["to"]) - NOW == timedelta(hours=1.5)


def test_what_was_added_tells_who_agreed_when_and_what_locks_it():
    """The chief returned it once, and took a hasty yes back."""
    case = Case(replace(asking(looked_at(copy=True), span=span(1, 2)), number="7"), everyone())
    case.filed().returns("c").resubmitted(**case.request.answers).approve("c")
    hasty = replace(case.request.decisions[-1], by=PersonId("hasty"), undone=True)
    case.request = replace(case.request, decisions=(hasty, *case.request.decisions))
    case.now += timedelta(hours=2)
    one = extension_of(case.approve("d", "v").request, {"hold.method": "locked"})
    assert (one.number, one.at, one.whole_ladder, one.copy) == ("7", case.now, True, True)
    assert one.approvers == ("c", "d", "v")
    assert one.held == {"hold.method": "locked"}


def test_nobody_decides_what_he_asked_for_himself():
    """The head of the duty room carries the viewing out, and would have to sign."""
    case = Case(asking(looked_at(), by="c", span=span(1, 2)), everyone()).filed()
    assert "c" not in case.asked
    with pytest.raises(OwnRequest):
        case.says("c")


def test_whoever_asked_may_take_it_back():
    case = Case(asking(looked_at(), span=span(1, 2)), everyone()).filed()
    assert case.withdrawn(by="officer").request.state == "withdrawn"


def test_a_copy_that_was_approved_is_not_spread_by_an_extension():
    of = looked_at(copy=True)
    case = Case(asking(of, span=span(1, 2)), everyone()).filed()
    case.approve("c", "d").says("v", scope={"copy": False})
    one = extension_of(case.request, {})
    assert not one.copy
    assert scope_of(replace(of, extended=(one,))).copy  # what was agreed before stays
