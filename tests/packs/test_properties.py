"""What holds for every case of every shipped pack, whatever the facts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.approvals.chain import Chain, Mode, Seat, Step
from bot.approvals.collapsing import collapsed
from bot.approvals.pack import AddOn, Signing
from bot.approvals.policy import SHIPPED, named
from bot.approvals.refusals import RefusedByRule
from bot.approvals.rules import NoRule, Routed, composed, route
from bot.approvals.vocabulary import FactKind
from tests.examples import examples

PACKS = {id_: named(id_) for id_ in SHIPPED}
FEW = settings(max_examples=examples(80), deadline=None)


def of(fact):
    match fact.kind:
        case FactKind.YES_NO:
            return st.booleans()
        case FactKind.CHOICE:
            return st.sampled_from(fact.values)
        case FactKind.LIST:
            return st.lists(st.sampled_from(fact.values), unique=True)


def cases(pack):
    facts = pack.kinds["footage"].facts
    return st.fixed_dictionaries({name: of(fact) for name, fact in facts.items()})


def routed(pack, facts) -> Routed | RefusedByRule:
    try:
        return route(pack, "footage", facts)
    except RefusedByRule as refused:
        return refused


@pytest.mark.parametrize("id_", SHIPPED)
@FEW
@given(data=st.data())
def test_every_case_is_answered_by_rules_that_stand_in_the_pack(id_, data):
    pack = PACKS[id_]
    rules = {rule.id: rule for rule in pack.kinds["footage"].rules}
    outcome = routed(pack, data.draw(cases(pack)))
    if isinstance(outcome, RefusedByRule):
        assert rules[outcome.values["rule"]].article == outcome.values["article"]
        assert outcome.values["article"] in pack.articles
        return
    assert set(outcome.rules) <= set(rules)
    for seat in (seat for step in outcome.chain.steps for seat in step.seats):
        assert seat.role in pack.roles
        assert set(seat.rules) <= set(outcome.rules)
        assert seat.articles
        assert set(seat.articles) <= set(pack.articles)


@pytest.mark.parametrize("id_", SHIPPED)
@FEW
@given(data=st.data())
def test_nobody_is_asked_twice_and_somebody_is_asked(id_, data):
    outcome = routed(PACKS[id_], data.draw(cases(PACKS[id_])))
    if isinstance(outcome, Routed):
        roles = [seat.role for step in outcome.chain.steps for seat in step.seats]
        assert len(roles) == len(set(roles))
        assert bool(roles) != outcome.register_only


@pytest.mark.parametrize("id_", SHIPPED)
@FEW
@given(data=st.data())
def test_another_flag_never_takes_a_signature_away(id_, data):
    pack = PACKS[id_]
    facts = data.draw(cases(pack))
    flag = data.draw(st.sampled_from(pack.kinds["footage"].facts["flags"].values))
    before = routed(pack, facts)
    after = routed(pack, {**facts, "flags": [*facts["flags"], flag]})
    if isinstance(before, RefusedByRule):
        assert isinstance(after, RefusedByRule)
        return
    assert isinstance(after, Routed)
    asked = [{s.role for step in r.chain.steps for s in step.seats} for r in (before, after)]
    assert asked[0] <= asked[1]
    assert len(before.chain.steps) <= len(after.chain.steps)


@pytest.mark.parametrize("id_", SHIPPED)
@FEW
@given(data=st.data())
def test_the_order_in_which_facts_are_told_does_not_matter(id_, data):
    facts = data.draw(cases(PACKS[id_]))
    shuffled = {**dict(reversed(facts.items())), "flags": list(reversed(facts["flags"]))}
    one, other = routed(PACKS[id_], facts), routed(PACKS[id_], shuffled)
    if isinstance(one, Routed):
        assert one == other
    else:
        assert one.values == other.values


ladders = st.lists(
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True),
    min_size=1,
    max_size=6,
)


def chain_of(ladder):
    return tuple(
        Step(seats=tuple(Seat(role=r, rules=(f"{r}{n}",), articles=(str(n),)) for r in step))
        for n, step in enumerate(ladder)
    )


@given(ladders)
def test_duplicates_collapse_to_the_highest_occurrence(ladder):
    left = collapsed(chain_of(ladder))
    last_of = {role: n for n, step in enumerate(ladder) for role in step}
    expected = [[r for r in step if last_of[r] == n] for n, step in enumerate(ladder)]
    assert [[s.role for s in step.seats] for step in left] == [
        step for step in expected if step
    ]


@given(ladders)
def test_the_last_step_is_never_skipped(ladder):
    assert [s.role for s in collapsed(chain_of(ladder))[-1].seats] == ladder[-1]


@given(ladders)
def test_no_reason_is_lost_on_the_way_up(ladder):
    reasons = {
        rule for step in collapsed(chain_of(ladder)) for s in step.seats for rule in s.rules
    }
    assert reasons == {f"{role}{n}" for n, step in enumerate(ladder) for role in step}


def test_a_quorum_never_needs_more_than_are_left():
    step = Step(seats=(Seat(role="a"), Seat(role="b")), mode=Mode.QUORUM, needed=2)
    left = collapsed((step, Step(seats=(Seat(role="b"),))))
    assert left == (
        replace(step, seats=(Seat(role="a"),), needed=1),
        Step(seats=(Seat(role="b"),)),
    )


def adding(**more):
    kind = PACKS["uni_gz_2022"].kinds["footage"]
    base = next(rule for rule in kind.base if rule.id == "A3")
    made = AddOn(id="X", article="第十七条", src="text", **more)
    return composed(base, [made])


@pytest.mark.parametrize(
    ("before", "ladder"),
    [
        ("", ["unit_head", "security_head", "school_leader"]),
        ("unit_head", ["school_leader", "unit_head", "security_head"]),
        ("security_head", ["unit_head", "school_leader", "security_head"]),
        # nobody of that role is asked
        ("owner_head", ["unit_head", "security_head", "school_leader"]),
    ],
)
def test_a_further_signature_comes_before_the_role_that_is_named_or_last(before, ladder):
    routed = adding(steps=(Signing(roles=("school_leader",)),), before=before)
    assert [seat.role for step in routed.chain.steps for seat in step.seats] == ladder


def test_who_must_consent_expressly_reads_the_article_that_asks_for_it():
    first, last = adding(marks=("security_head",)).chain.steps
    assert (first.seats[0].rules, first.seats[0].articles) == (("A3",), ("第十六条（一）1",))
    assert last.seats[0].rules == ("A3", "X")
    assert last.seats[0].articles == ("第十六条（一）2", "第十七条")


def test_who_is_to_hear_of_it_stands_in_the_chain_too():
    routed = adding(tells=("owner_head", "school_leader"))
    assert routed.told == ("owner_head", "school_leader")
    assert routed.chain.tells == (Seat(role="owner_head"), Seat(role="school_leader"))


def test_a_pack_cannot_route_a_case_past_everybody():
    pack = PACKS["uni_gz_2022"]
    kind = pack.kinds["footage"]
    base = next(rule for rule in kind.base if rule.id == "A1")
    thief = replace(kind.addons[0], replaces=("security_head", "school_leader"), drops=())
    assert composed(base, [thief]) is None
    robbed = replace(pack, kinds={"footage": replace(kind, addons=(thief,))})
    facts = {"applicant": "police", "letter": True, "officer_id": True}
    assert route(robbed, "footage", facts).chain != Chain(steps=())
    always = replace(thief, when=base.when)
    robbed = replace(pack, kinds={"footage": replace(kind, addons=(always,))})
    with pytest.raises(NoRule):
        route(robbed, "footage", facts)
