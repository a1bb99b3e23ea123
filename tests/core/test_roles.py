"""The directory of a school: who holds what today, who stands in, whose account it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.people.person import Account, Platform
from tests.core.people import NOW, deputy, directory, person

HOUR = timedelta(hours=1)
TELEGRAM = Account(platform=Platform.TELEGRAM, address="7")
WECOM = Account(platform=Platform.WECOM, address="7", language="en")


def names(people) -> list[str]:
    return [p.id for p in people]


@pytest.mark.parametrize(
    "role, unit, expected",
    [
        ("chief", "", ["a", "b", "school"]),
        ("chief", "高一", ["a"]),  # bound to the unit
        ("chief", "高三", ["school"]),  # nobody is: whoever holds it for the whole school
        ("clerk", "高二", []),  # held for another unit only
        ("nothing", "", []),
    ],
)
def test_a_role_is_held_for_a_unit_or_for_the_whole_school(role, unit, expected):
    who = directory(
        person("a", "chief@高一", "clerk@高一"),
        person("b", "chief@高二"),
        person("school", "chief", "head@高三"),
        person("gone", "chief@高一", "chief", active=False),
    )
    assert names(who.holders(role, unit)) == expected


@pytest.mark.parametrize(
    "role, unit, holds",
    [
        ("chief", "高一", True),
        ("chief", "高二", False),
        ("chief", "", False),  # of the whole school he is not
        ("head", "", True),
        ("head", "高二", True),  # and so of each unit
        ("clerk", "高一", False),
    ],
)
def test_a_post_without_a_unit_covers_every_unit(role, unit, holds):
    him = person("a", "chief@高一", "head")
    assert him.holds(role, unit) is holds
    assert unit or him.holds(role) is holds


def test_the_unit_of_another_post_of_his_binds_nothing():
    who = directory(person("a", "clerk@高一", "chief@高二"), person("b", "chief", "clerk@高二"))
    assert names(who.holders("chief", "高一")) == ["b"]
    assert names(who.holders("clerk", "高二")) == ["b"]


def test_holders_of_several_roles_come_once():
    who = directory(
        person("a", "chief@高一", "head"), person("b", "head"), person("c", "clerk")
    )
    assert names(who.holders_of(["chief", "head", "gone"])) == ["a", "b"]
    assert names(who.holders("chief")) == ["a"]  # of any unit
    assert who.holders_of([]) == ()


def test_deputies_stand_in_from_their_first_minute_to_the_one_before_their_last():
    stands = replace(deputy("a", "b"), start=NOW + HOUR, end=NOW + 2 * HOUR)
    who = directory(person("a", "chief"), person("b"), deputies=[stands])
    for minutes, there in ((59, False), (60, True), (119, True), (120, False)):
        at = NOW + timedelta(minutes=minutes)
        assert names(who.deputies_of("a", "footage", at)) == (["b"] if there else [])
        assert names(who.stood_in_for("b", "footage", at)) == (["a"] if there else [])


def test_a_deputy_stands_in_for_one_person_and_for_the_kinds_named():
    people = [person(one) for one in "abc"] + [person("gone", active=False)]
    named = [deputy("a", "b", kinds=("footage",)), deputy("c", "gone"), deputy("gone", "b")]
    who = directory(*people, deputies=named)
    assert names(who.deputies_of("a", "footage", NOW)) == ["b"]
    assert who.deputies_of("a", "repair", NOW) == who.deputies_of("b", "footage", NOW) == ()
    assert who.deputies_of("c", "footage", NOW) == ()  # he left
    assert names(who.stood_in_for("b", "footage", NOW)) == ["a"]
    assert who.stood_in_for("b", "repair", NOW) == who.stood_in_for("a", "footage", NOW) == ()


def test_an_account_belongs_to_one_person_of_one_platform():
    a = replace(person("a"), accounts=(TELEGRAM, WECOM))
    gone = replace(
        person("gone", active=False), accounts=(Account(platform=Platform.WECOM, address="9"),)
    )
    who = directory(a, gone, person("b"))
    assert who.at(Platform.TELEGRAM, "7") == who.at(Platform.WECOM, "7") == a
    assert who.at(Platform.WECHAT, "7") is who.at(Platform.WECOM, "8") is None
    assert who.at(Platform.WECOM, "9") is None  # he left
    assert who.account(Platform.WECOM, "7") == WECOM
    assert who.account(Platform.WECHAT, "7") is None


def test_a_list_with_one_person_as_he_is_now():
    before = directory(person("a"), person("b"), deputies=[deputy("a", "b")])
    after = before.with_(person("b", "chief"))
    assert names(after.holders("chief")) == ["b"]
    assert names(after.persons.values()) == ["a", "b"]
    assert (after.deputies, after.get("c")) == (before.deputies, None)
    assert before.holders("chief") == ()
