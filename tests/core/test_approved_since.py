"""A list of last month beside what was signed this week: what was approved stays."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import pytest

from bot.cameras import approved as cameras
from bot.cameras.importing import Listed
from bot.cameras.zone import Camera, Zone
from bot.cards import Saying
from bot.people import approved as people
from bot.people.person import Account, Person, Platform
from tests.core.people import person

# ------------------------------------------------------------------ people

QIAO = person("qiao", "clerk", "homeroom_teacher@高一1班")


def posts(one: Person) -> list[str]:
    return [str(post) for post in one.posts]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({}, ["clerk", "homeroom_teacher@高一1班"]),
        ({"gains": ["chief@高一"]}, ["clerk", "homeroom_teacher@高一1班", "chief@高一"]),
        ({"loses": ["clerk"]}, ["homeroom_teacher@高一1班"]),
        ({"loses": ["clerk"], "gains": ["head"]}, ["homeroom_teacher@高一1班", "head"]),
        ({"loses": ["homeroom_teacher"]}, ["clerk", "homeroom_teacher@高一1班"]),  # of no class
        ({"gains": ["clerk"], "loses": ["head"]}, ["clerk", "homeroom_teacher@高一1班"]),
    ],
)
def test_a_post_that_was_moved_stays_moved(now: Mapping[str, Any], then: list[str]) -> None:
    found = people.merged(
        [QIAO], {("person", "qiao"): now, ("camera", "C1"): {"removed": True}}
    )
    assert posts(found.people[0]) == then
    assert replace(found.people[0], posts=QIAO.posts) == QIAO
    if then == posts(QIAO):
        # The list knows it by now: nothing has to be remembered any more.
        assert (found.conflicts, found.settled[0]) == ((), ("person", "qiao"))
        return
    assert found.conflicts == (
        Saying(
            "importing.kept_posts",
            {
                "about": "person",
                "id": "qiao",
                "name": "qiao",
                "listed": posts(QIAO),
                "approved": then,
            },
        ),
    )
    assert found.settled == (("camera", "C1"),)


def test_others_keep_what_the_list_says_and_who_left_it_is_settled() -> None:
    approved = {("person", "gone"): {"gains": ["head"]}}
    found = people.merged([QIAO, person("pei")], approved)
    assert found.people == (QIAO, person("pei"))
    assert found.settled == (("person", "gone"),)


WECOM, TELEGRAM = (
    Account(platform=platform, address="7") for platform in (Platform.WECOM, Platform.TELEGRAM)
)


def test_an_account_that_was_unbound_is_not_bound_again_by_a_list() -> None:
    both = replace(QIAO, accounts=(WECOM, TELEGRAM))
    approved = {("account", "wecom/7"): {}, ("account", "wecom/8"): {}}
    found = people.unbound([both, person("pei")], approved)
    assert [one.accounts for one in found.people] == [(TELEGRAM,), ()]
    told = {"name": "qiao", "channel": Saying("group.on_wecom")}
    assert found.conflicts == (Saying("importing.kept_unbound", told),)
    assert found.settled == (("account", "wecom/8"),)  # no list speaks of it any more


# ------------------------------------------------------------------ cameras

HALL = Camera(id="C1", name="大厅", zone="Z1", owners=("总务处", "教务处"))
GATE = Zone(id="Z1", name="校门", owners=("保卫处",))
LISTED = Listed(cameras=(HALL,), zones=(GATE,))
NEW = Camera(id="C9", name="门厅", zone="Z1", owners=("总务处",), flags=("key_part",))


def kept(about: str, what: str, id_: str, name: str, **values: Any) -> Saying:
    return Saying(f"importing.kept_{what}", {"about": about, "id": id_, "name": name, **values})


CASES: list[tuple[tuple[str, str], Mapping[str, Any], Listed, Saying | None]] = [
    (
        ("camera", "C1"),
        {"removed": True},
        replace(LISTED, cameras=()),
        kept("camera", "removed", "C1", "大厅"),
    ),
    (("camera", "C2"), {"removed": True}, LISTED, None),
    (
        ("camera", "C9"),
        {"camera": {**asdict(NEW), "owners": ["总务处"], "flags": ["key_part"]}},
        replace(LISTED, cameras=(HALL, NEW)),
        kept("camera", "added", "C9", "门厅"),
    ),
    (
        ("camera", "C9"),
        {"camera": asdict(NEW), "owners": ["教务处"]},
        replace(LISTED, cameras=(HALL, replace(NEW, owners=("教务处",)))),
        kept("camera", "added", "C9", "门厅"),
    ),
    (("camera", "C9"), {"owners": ["教务处"]}, LISTED, None),  # the list has it no more
    (("camera", "C1"), {"camera": asdict(HALL)}, LISTED, None),
    (
        ("camera", "C1"),
        {"owners": ["教务处"]},
        replace(LISTED, cameras=(replace(HALL, owners=("教务处",)),)),
        kept(
            "camera",
            "owners",
            "C1",
            "大厅",
            listed=["总务处", "教务处"],
            approved=["教务处"],
        ),
    ),
    (("camera", "C1"), {"owners": ["教务处", "总务处"]}, LISTED, None),  # the same two
    (
        ("zone", "Z1"),
        {"owners": ["总务处"]},
        replace(LISTED, zones=(replace(GATE, owners=("总务处",)),)),
        kept("zone", "owners", "Z1", "校门", listed=["保卫处"], approved=["总务处"]),
    ),
    (("zone", "Z2"), {"owners": ["总务处"]}, LISTED, None),
    (("person", "C1"), {"removed": True}, LISTED, None),
]


@pytest.mark.parametrize(("about", "now", "listed", "conflict"), CASES)
def test_what_was_approved_of_places_and_cameras_stays(
    about: tuple[str, str], now: Mapping[str, Any], listed: Listed, conflict: Saying | None
) -> None:
    found = cameras.merged(LISTED, {about: now})
    assert found.listed == listed
    assert found.conflicts == ((conflict,) if conflict else ())
    assert found.settled == (() if conflict else (about,))


def test_whatever_the_list_does_not_know_is_told_one_after_the_other() -> None:
    approved: Mapping[tuple[str, str], Mapping[str, Any]] = {
        ("camera", "C9"): {"camera": asdict(NEW)},
        ("zone", "Z1"): {"owners": ["总务处"]},
        ("camera", "C2"): {"removed": True},
        ("camera", "C1"): {"removed": True},
    }
    found = cameras.merged(LISTED, approved)
    assert [(told.key, told.values["id"]) for told in found.conflicts] == [
        ("importing.kept_added", "C9"),
        ("importing.kept_owners", "Z1"),
        ("importing.kept_removed", "C1"),
    ]
    assert found.settled == (("camera", "C2"),)
