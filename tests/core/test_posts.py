"""谁担任什么: each post with whoever holds it, and finding somebody by a word."""

from dataclasses import replace

import pytest

from bot.people.person import Account, Platform, Post
from bot.people.posts import held, matching, reached
from tests.core.people import directory, person

REACHED = Account(platform=Platform.TELEGRAM, address="1")
LOST = replace(REACHED, address="2", reachable=False)


def test_every_post_is_told_with_its_holders_by_unit_and_the_vacant_ones_last():
    who = directory(
        person("b", "chief@高二"),
        person("a", "chief@高一", "clerk"),
        person("c", "chief@高一"),
        person("h", "head"),
        person("gone", "head", active=False),
    )
    vacant = [Post("chief", "高三"), Post("vice"), Post("head", "分校")]
    told = held(who, ["head", "chief", "vice"], vacant)
    assert [(str(one.post), [p.id for p in one.holders]) for one in told] == [
        ("head", ["h"]),
        ("head@分校", []),
        ("chief@高一", ["a", "c"]),
        ("chief@高二", ["b"]),
        ("chief@高三", []),
        ("vice", []),
    ]
    assert held(who, ["nothing"]) == ()


@pytest.mark.parametrize(
    "accounts, there",
    [((), False), ((REACHED,), True), ((LOST,), False), ((LOST, REACHED), True)],
)
def test_somebody_is_reached_by_any_account_that_works(accounts, there):
    assert reached(replace(person("a"), accounts=accounts)) is there


@pytest.mark.parametrize(
    "words, found",
    [
        ("Li", ["Li", "Lili", "Zhao"]),  # whole names first, then in the order of the list
        ("  lili ", ["Lili"]),
        ("lIB", ["Zhao"]),  # by the unit
        ("王", []),
        ("  ", []),
        ("", []),
    ],
)
def test_people_are_found_by_a_word_of_their_name_or_unit(words, found):
    who = directory(
        person("Lili"),
        replace(person("Zhao"), unit="Library"),
        person("Li"),
        person("Lisa", active=False),
    )
    assert [p.name for p in matching(who, words)] == found
