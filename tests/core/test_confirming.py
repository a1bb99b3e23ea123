"""Whose approval takes a proof, and who can be the second person (C23)."""

from dataclasses import replace

import pytest

from bot.actions.proving import too_easy
from bot.approvals.chain import Chain, Seat, Step
from bot.approvals.confirming import demanded, seconds, sensitive
from bot.approvals.policy import named
from bot.approvals.request import OpenSeat, Pending, Request, Said, Verdict, awaiting_second
from bot.people.person import PersonId
from tests.core.people import NOW, ROLES, directory, person, request

KINDS = {pack: named(pack).kinds["footage"] for pack in ("k12_ta_2024", "uni_gz_2022")}
V, TEACHER = PersonId("v"), {"applicant": "staff"}


def waiting_for(role: str, *, by: str = "v", rules: tuple[str, ...] = (), **facts) -> Request:
    seat = Seat(role=role, rules=rules)
    asked = OpenSeat(seat=0, persons=(PersonId(by),), acting={})
    return replace(
        request(Step(seats=(seat,))), facts={**TEACHER, **facts}, open_seats=(asked,)
    )


@pytest.mark.parametrize(
    ("pack", "role", "flags", "proof"),
    [
        ("k12_ta_2024", "vice_principal", ["sensitive_matter"], True),
        ("k12_ta_2024", "principal", ["major_matter"], True),
        ("k12_ta_2024", "security_chief", ["sensitive_matter"], False),
        ("k12_ta_2024", "vice_principal", [], False),
        ("uni_gz_2022", "school_leader", ["privacy"], True),
        ("uni_gz_2022", "security_head", ["privacy"], False),
    ],
)
def test_the_pack_says_who_proves_himself(pack, role, flags, proof):
    kind, case = KINDS[pack], waiting_for(role, flags=flags)
    assert bool(demanded(kind, case, V)) is proof
    assert sensitive(kind, case) is bool(flags)
    assert demanded(kind, case, PersonId("somebody")) is None


def test_the_second_person_holds_the_same_role_or_a_higher_one():
    who = directory(
        person("v", "vice"), person("w", "vice"), person("h", "head"), person("c", "chief")
    )
    case = waiting_for("vice")
    assert seconds(case, V, ROLES, who) == (("w",), ("h",))
    assert seconds(replace(case, parties=(PersonId("w"),)), V, ROLES, who) == (("h",),)
    for owner in ("requester", "filed_by"):
        own = replace(case, **{owner: PersonId("h")})
        assert seconds(own, V, ROLES, who) == (("w",),)
    assert seconds(waiting_for("head", by="h"), PersonId("h"), ROLES, who) == ()


def of_a_unit(role: str, unit: str, by: str) -> Request:
    asked = OpenSeat(seat=0, persons=(PersonId(by),), acting={})
    step = Step(seats=(Seat(role=role, unit=unit),))
    return replace(request(step), facts=TEACHER, open_seats=(asked,))


def test_the_second_person_is_of_the_same_unit_and_above_it_of_the_whole_school():
    """高二级部 has no part in what 高一级部 confirms; the chief sits in an office of his own."""
    who = directory(
        person("k", "clerk@高一级部"),
        person("l", "clerk@高一级部"),
        person("other", "clerk@高二级部"),
        person("c", "chief@保卫科"),
    )
    case = of_a_unit("clerk", "高一级部", "k")
    assert seconds(case, PersonId("k"), ROLES, who) == (("l",), ("c",))


def test_a_higher_role_that_each_unit_has_is_looked_for_in_that_unit():
    own = {**ROLES, "chief": replace(ROLES["chief"], scope="applicant_unit")}
    who = directory(
        person("k", "clerk"), person("c", "chief@高一级部"), person("d", "chief@高二级部")
    )
    case = of_a_unit("clerk", "高一级部", "k")
    assert seconds(case, PersonId("k"), own, who) == (("c",),)


def test_nobody_confirms_for_somebody_who_is_not_asked():
    who = directory(person("v", "vice"), person("w", "vice"))
    assert seconds(waiting_for("vice"), PersonId("w"), ROLES, who) == ()


def test_a_yes_waits_for_the_second_word_while_its_seat_is_asked_and_nothing_has_moved():
    case = waiting_for("vice")
    said = Said(verdict=Verdict.APPROVE)
    yes = Pending(seat=0, by=V, at=NOW, token=case.token, said=said)
    older = replace(yes, token=case.token - 1)  # what was asked has changed since
    elsewhere = replace(yes, seat=1)  # asked no more
    noted = replace(case, pending=(older, elsewhere, yes))
    assert awaiting_second(noted) == (yes,)


def test_a_role_the_pack_knows_no_more_has_nobody_above():
    who = directory(person("v", "gone"), person("w", "gone"), person("h", "head"))
    assert seconds(waiting_for("gone"), V, ROLES, who) == (("w",),)


def test_roles_above_each_other_are_asked_once():
    round_ = {**ROLES, "head": replace(ROLES["head"], above="vice")}
    who = directory(person("v", "vice"), person("w", "vice"), person("h", "head"))
    assert seconds(waiting_for("vice"), V, round_, who) == (("w",), ("h",))


def test_a_ladder_without_signatures_asks_nobody_for_a_proof():
    empty = replace(request(), chain=Chain(steps=()), facts=TEACHER)
    assert demanded(KINDS["k12_ta_2024"], empty, V) is None


@pytest.mark.parametrize(
    ("pin", "easy"),
    [
        ("000000", True),
        ("123456", True),
        ("987654", True),
        ("135790", False),
        ("112233", False),
    ],
)
def test_a_pin_that_is_guessed_first_is_refused(pin, easy):
    assert too_easy(pin) is easy
