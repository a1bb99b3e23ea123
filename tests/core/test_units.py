"""Posts of one unit and of another: who takes a seat over, who is next in line."""

from dataclasses import replace

import pytest

from bot.approvals.chain import Mode, Seat, Step
from bot.approvals.delegation import may_take
from bot.approvals.refusals import NobodyToAsk
from bot.approvals.request import Decision, Verdict
from bot.conversation.form import Label
from bot.people.person import PersonId
from tests.core.people import NOW, ROLES, deputy, directory, person, request, seats_of, step

FIRST = Seat(role="clerk", unit="高一级部")
OWN_CHIEFS = {**ROLES, "chief": replace(ROLES["chief"], scope="applicant_unit")}
WHO = (
    person("k", "clerk@高一级部"),
    person("l", "clerk@高一级部"),
    person("other", "clerk@高二级部"),
    person("c", "chief@高一级部"),
    person("d", "chief@高二级部"),
)


def takers(roles=ROLES, *deputies, who=WHO) -> set[str]:
    case = request(Step(seats=(FIRST,)))
    there = directory(*who, person("s"), deputies=deputies)
    return {str(p.id) for p in may_take(case, FIRST, roles, there, NOW)}


def test_a_seat_is_passed_on_within_its_unit_or_to_the_school_above():
    assert takers() == {"k", "l", "c", "d"}  # the chiefs of this school are the whole school's
    assert takers(OWN_CHIEFS) == {"k", "l", "c"}


def test_a_deputy_for_other_kinds_takes_no_seat():
    assert "s" in takers(ROLES, deputy("k", "s", kinds=("footage",)))
    assert "s" not in takers(ROLES, deputy("k", "s", kinds=("suspension",)))


def test_a_seat_of_a_role_the_pack_knows_no_more_goes_to_its_holders_only():
    seat = replace(FIRST, role="gone", unit="")
    there = directory(person("g", "gone"), person("h", "head"))
    case = request(Step(seats=(seat,)))
    assert [p.id for p in may_take(case, seat, ROLES, there, NOW)] == ["g"]


def test_the_chief_of_another_unit_does_not_sign_in_place_of_this_one():
    """高二级部 signs later; that says nothing about 高一级部, whose clerk asks for himself."""
    later = step("chief@高二级部")
    case = request(Step(seats=(FIRST,)), later, by="k")
    alone = directory(person("k", "clerk@高一级部"), *WHO[3:])
    (seat,) = seats_of(case, 0, alone, OWN_CHIEFS)
    assert (seat.persons, seat.why) == (("c",), "conflict")
    anyway = request(Step(seats=(FIRST,)), step("chief@高一级部"), by="k")
    assert seats_of(anyway, 0, alone, OWN_CHIEFS) == ()


def test_whoever_is_next_in_line_is_of_the_same_unit():
    case = replace(request(Step(seats=(FIRST,))), ran_out=(0, 0))
    (seat,) = seats_of(case, 0, directory(*WHO), OWN_CHIEFS)
    assert (set(seat.persons), seat.why) == ({"k", "l", "c"}, "late")
    assert seat.acting == {"c": "clerk"}
    (seat,) = seats_of(case, 0, directory(*WHO))
    assert set(seat.persons) == {"k", "l", "c", "d"}


def test_above_an_empty_post_the_next_one_is_in_line():
    case = replace(request(Step(seats=(FIRST,))), ran_out=(0, 0))
    (seat,) = seats_of(case, 0, directory(person("k", "clerk@高一级部"), person("v", "vice")))
    assert seat.persons == ("k", "v")


def test_whom_it_was_passed_on_to_acts_for_the_one_who_did_and_his_deputy_for_him():
    seat = replace(FIRST, person=PersonId("c"), by=PersonId("k"))
    case = request(Step(seats=(seat,)))
    (alone,) = seats_of(case, 0, directory(*WHO))
    assert (alone.acting, alone.why) == ({"c": "k"}, "")
    (two,) = seats_of(case, 0, directory(*WHO, person("s"), deputies=[deputy("c", "s")]))
    assert (two.acting, two.why) == ({"c": "k", "s": "c"}, "deputy")


def test_who_left_is_not_asked_though_the_seat_names_him():
    seat = replace(FIRST, person=PersonId("gone"), by=PersonId("k"))
    there = directory(*WHO, person("gone", "chief", active=False))
    (asked,) = seats_of(request(Step(seats=(seat,))), 0, there)
    assert asked.persons == ("k", "l")


def test_the_refusal_names_the_post_as_the_school_does():
    called = {**ROLES, "clerk": replace(ROLES["clerk"], name=Label("级部干事"))}
    with pytest.raises(NobodyToAsk) as refused:
        seats_of(request(Step(seats=(FIRST,))), 0, directory(person("teacher")), called)
    assert refused.value.values == {"role": Label("级部干事")}


RING = {**ROLES, "director": replace(ROLES["director"], above="chief")}
LOST = {**ROLES, "director": replace(ROLES["director"], above="gone")}


@pytest.mark.parametrize("roles", [RING, LOST])
def test_above_the_last_role_a_pack_knows_nobody_is_looked_for(roles):
    """A pack that names itself in a ring, or a role it does not have, still comes to an end."""
    seat = Seat(role="chief")
    case = replace(request(Step(seats=(seat,))), ran_out=(0, 0))
    there = directory(person("c", "chief"), person("d", "director"), person("h", "head"))
    assert [p.id for p in may_take(case, seat, roles, there, NOW)] == ["c", "d"]
    alone = directory(person("c", "chief"), person("h", "head"))
    (late,) = seats_of(case, 0, alone, roles)
    assert (late.persons, late.why) == (("c",), "")
    with pytest.raises(NobodyToAsk):
        seats_of(case, 0, directory(person("h", "head")), roles)


def test_of_a_role_the_pack_knows_no_more_its_id_is_said():
    with pytest.raises(NobodyToAsk) as refused:
        seats_of(request(step("gone")), 0, directory(person("teacher")))
    assert refused.value.values == {"role": Label("gone")}


DIRECTOR = person("d", "director@高一级部")
CHIEFS_OWN = (person("c", "chief"), DIRECTOR, person("v", "vice"), person("h", "head"))


@pytest.mark.parametrize(
    "ladder, falls_away",
    [
        ([step("chief"), step("director", "vice")], True),  # each of them signs
        ([step("chief"), step("director", mode=Mode.ANY)], True),  # nobody else could
        ([step("chief"), step("vice", "director", mode=Mode.IN_ORDER)], True),
        ([step("chief"), step("director", "vice", mode=Mode.QUORUM, needed=1)], False),
        ([step("chief"), step("director@高一级部")], True),  # of the unit, and of the school
        ([step("chief", "director@高一级部"), step("head")], True),
        ([step("chief"), step("vice")], False),
        ([step("chief"), step("head"), step("director")], True),  # also much later
    ],
)
def test_the_chief_who_asks_is_stood_in_for_unless_the_director_signs_anyway(
    ladder, falls_away
):
    case = request(*ladder, by="c")
    seats = {s.seat: s for s in seats_of(case, 0, directory(*CHIEFS_OWN))}
    assert (0 not in seats) is falls_away
    if not falls_away:
        assert (seats[0].persons, seats[0].why) == (("d",), "conflict")


def test_who_signed_an_earlier_step_still_stands_in_for_a_later_one():
    case = request(step("director"), step("chief"), step("vice"), by="c")
    (seat,) = seats_of(case, 1, directory(*CHIEFS_OWN))
    assert (seat.persons, seat.acting) == (("d",), {"d": "chief"})


def test_a_post_of_the_whole_school_later_excuses_one_of_a_unit():
    case = request(Step(seats=(FIRST,)), step("chief"), by="k")
    alone = directory(person("k", "clerk@高一级部"), person("c", "chief@高一级部"))
    assert seats_of(case, 0, alone, OWN_CHIEFS) == ()


def test_one_deputy_of_two_signs_for_one_of_them():
    both = directory(
        person("c", "chief"),
        person("d", "director"),
        person("s"),
        deputies=[deputy("c", "s"), deputy("d", "s")],
    )
    first, second = seats_of(request(step("chief", "director")), 0, both)
    assert (first.persons, first.acting, first.why) == (("c", "s"), {"s": "c"}, "deputy")
    assert (second.persons, second.acting, second.why) == (("d",), {}, "")


def test_a_quorum_counts_hands_and_not_the_seats_of_one_hand():
    """The chief holds two of the three seats; the head's is vacant."""
    quorum = step("chief", "chief", "head", mode=Mode.QUORUM, needed=2)
    made = Decision(step=0, seat=0, by=PersonId("c"), verdict=Verdict.APPROVE, at=NOW)
    case = replace(request(quorum), decisions=(made,))
    with pytest.raises(NobodyToAsk) as refused:
        seats_of(case, 0, directory(person("c", "chief")))
    assert refused.value.values == {"role": Label("head")}
    (seat,) = seats_of(case, 0, directory(person("c", "chief"), person("e", "chief")))
    assert (seat.seat, seat.persons) == (1, ("e",))


def test_who_has_signed_counts_beside_a_vacancy_and_an_empty_seat_does_not():
    quorum = step("chief", "director", "head", mode=Mode.QUORUM, needed=2)
    made = Decision(step=0, seat=0, by=PersonId("c"), verdict=Verdict.APPROVE, at=NOW)
    case = replace(request(quorum), decisions=(made,))
    (seat,) = seats_of(case, 0, directory(person("c", "chief"), person("d", "director")))
    assert (seat.seat, seat.persons) == (1, ("d",))
    empty = request(step("head", "head", mode=Mode.ANY), step("clerk"))
    with pytest.raises(NobodyToAsk):
        seats_of(empty, 0, directory(person("k", "clerk")))
