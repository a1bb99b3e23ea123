"""Who may sign, case by case: what the school looks like -> who is asked, for whom, and why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals.chain import Mode, Seat, Step
from bot.approvals.delegation import seated
from bot.approvals.refusals import NobodyToAsk
from bot.approvals.request import Decision, Verdict
from bot.people.person import PersonId
from tests.core.people import (
    NOW,
    ROLES,
    deputy,
    directory,
    everyone,
    person,
    request,
    seats_of,
    step,
)

TWO = (step("chief"), step("vice"))


def told(seats):
    """{seat: ({signer: for whom}, why)}"""
    return {s.seat: ({p: s.acting.get(p, "") for p in s.persons}, s.why) for s in seats}


@pytest.mark.parametrize(
    "asking, deputies, parties, expected",
    [
        # The ordinary case, and both may sign while the deputy is named.
        ("teacher", [], [], {0: ({"c": ""}, "")}),
        ("teacher", [("c", "k")], [], {0: ({"c": "", "k": "c"}, "deputy")}),
        # His own request: not by his deputy either, so it goes up.
        ("c", [], [], {0: ({"d": "chief"}, "conflict")}),
        ("c", [("c", "k")], [], {0: ({"d": "chief"}, "conflict")}),
        # A party is stood in for by his deputy, else it goes up.
        ("teacher", [("c", "k")], ["c"], {0: ({"k": "c"}, "conflict")}),
        ("teacher", [], ["c"], {0: ({"d": "chief"}, "conflict")}),
        ("teacher", [("c", "k")], ["c", "k"], {0: ({"d": "chief"}, "conflict")}),
        # A deputy who asks for himself stands in for nobody.
        ("k", [("c", "k")], [], {0: ({"c": ""}, "")}),
        ("k", [("c", "k")], ["c"], {0: ({"d": "chief"}, "conflict")}),
        # The next one up has a deputy of his own.
        ("c", [("d", "k")], [], {0: ({"d": "chief", "k": "d"}, "conflict")}),
        # Who is above signs the next step anyway: this one falls away.
        ("c", [], ["d"], {}),
    ],
)
def test_conflicts_and_deputies(asking, deputies, parties, expected):
    who = everyone(*(deputy(*pair) for pair in deputies))
    of = request(*TWO, by=asking, parties=parties)
    assert told(seats_of(of, 0, who)) == expected


def test_a_deputy_counts_on_his_days_and_for_his_kinds():
    of = request(*TWO)
    for late in (deputy("c", "k", days=0), deputy("c", "k", kinds=("room_entry",))):
        assert told(seats_of(of, 0, everyone(late))) == {0: ({"c": ""}, "")}
    who = everyone(deputy("c", "k", kinds=("footage",)))
    at_the_end = NOW + timedelta(days=7)
    assert told(seats_of(of, 0, who))[0][0] == {"c": "", "k": "c"}
    assert told(seated(of, 0, ROLES, who, at_the_end)) == {0: ({"c": ""}, "")}


def test_a_vacant_post_is_signed_by_who_is_above():
    who = directory(person("teacher"), person("d", "director"), person("v", "vice"))
    assert told(seats_of(request(*TWO), 0, who)) == {0: ({"d": "chief"}, "vacant")}


def test_somebody_who_left_holds_no_post():
    gone = directory(person("c", "chief", active=False), person("d", "director"))
    assert told(seats_of(request(*TWO), 0, gone)) == {0: ({"d": "chief"}, "vacant")}


def test_one_holder_concerned_leaves_the_other():
    who = directory(person("c1", "chief"), person("c2", "chief"), person("v", "vice"))
    assert told(seats_of(request(*TWO, by="c1"), 0, who)) == {0: ({"c2": ""}, "")}


def test_a_role_of_a_unit_is_held_for_that_unit():
    who = directory(
        person("k1", "clerk@高一级部"), person("k2", "clerk@高二级部"), person("c", "chief")
    )
    of = request(step("clerk@高一级部"), step("vice"))
    assert told(seats_of(of, 0, who)) == {0: ({"k1": ""}, "")}
    assert told(seats_of(replace(of, requester=PersonId("k1")), 0, who)) == {
        0: ({"c": "clerk"}, "conflict")
    }


# ------------------------------------------------------------------ the last step, the top


def test_the_last_step_is_never_skipped():
    of = request(step("chief"), step("vice"), by="v")
    assert told(seats_of(of, 1, everyone())) == {0: ({"h": "vice"}, "conflict")}


def test_at_the_very_top_ones_own_request_has_nobody():
    with pytest.raises(NobodyToAsk) as refused:
        seats_of(request(step("vice"), step("head"), by="h"), 1, everyone(deputy("h", "k")))
    assert refused.value.values == {"role": ROLES["head"].name}


def test_a_conflict_at_the_top_in_an_earlier_step_is_passed_over():
    of = request(step("head"), step("vice"), by="h")
    assert seats_of(of, 0, everyone()) == ()


def test_a_vacancy_to_the_top_is_not_passed_over():
    who = directory(person("teacher"), person("c", "chief"))
    with pytest.raises(NobodyToAsk):
        seats_of(request(step("director"), step("chief")), 0, who)


@pytest.mark.parametrize("mode, needed", [(Mode.ANY, 0), (Mode.QUORUM, 1)])
def test_a_step_that_needs_few_does_without_a_vacant_seat(mode, needed):
    who = directory(person("teacher"), person("c", "chief"))
    of = request(step("chief", "head", mode=mode, needed=needed))
    assert told(seats_of(of, 0, who)) == {0: ({"c": ""}, "")}


def test_a_later_step_that_may_pass_without_him_does_not_excuse_his_signature():
    of = request(step("chief"), step("director", "vice", mode=Mode.ANY), by="c")
    assert told(seats_of(of, 0, everyone())) == {0: ({"d": "chief"}, "conflict")}


def test_roles_above_each_other_do_not_go_in_circles():
    roles = ROLES | {"chief": replace(ROLES["chief"], above="clerk")}
    roles["clerk"] = replace(roles["clerk"], above="chief")
    who = directory(person("teacher"))
    with pytest.raises(NobodyToAsk):
        seats_of(request(step("chief")), 0, who, roles)


# ------------------------------------------------------------------ one person, one seat


def test_two_posts_of_one_person_beside_each_other_are_one_signature():
    who = directory(person("teacher"), person("x", "chief", "director"))
    assert told(seats_of(request(step("chief", "director")), 0, who)) == {0: ({"x": ""}, "")}


def test_nobody_takes_a_seat_that_only_somebody_else_could_leave_him():
    who = directory(person("x", "chief", "director"), person("y", "chief"))
    assert told(seats_of(request(step("chief", "director")), 0, who)) == {
        0: ({"y": ""}, ""),
        1: ({"x": ""}, ""),
    }


def test_equal_seats_are_shared_out():
    who = directory(*(person(f"c{n}", "chief") for n in range(4)))
    step_ = Step(seats=(Seat(role="chief"),) * 3, mode=Mode.QUORUM, needed=2)
    seats = seats_of(request(step_), 0, who)
    signers = [p for seat in seats for p in seat.persons]
    assert len(seats) == 3
    assert sorted(signers) == ["c0", "c1", "c2", "c3"]


def test_a_seat_that_goes_up_to_a_role_beside_it_is_one_with_that():
    of = request(step("chief", "director"), by="c")
    assert told(seats_of(of, 0, everyone())) == {1: ({"d": ""}, "")}


def test_who_has_signed_a_seat_is_not_asked_for_another():
    signed = Decision(
        step=0, seat=0, by=PersonId("x"), verdict=Verdict.APPROVE, at=NOW, reason=""
    )
    who = directory(person("x", "chief", "director"), person("y", "director"))
    of = replace(request(step("chief", "director")), decisions=(signed,))
    assert told(seats_of(of, 0, who)) == {1: ({"y": ""}, "")}


def test_a_signed_seat_is_asked_of_nobody_else():
    signed = Decision(step=0, seat=0, by=PersonId("x"), verdict=Verdict.APPROVE, at=NOW)
    who = directory(person("x", "chief"), person("y", "chief"), person("d", "director"))
    of = replace(request(step("chief", "director")), decisions=(signed,))
    assert told(seats_of(of, 0, who)) == {1: ({"d": ""}, "")}
