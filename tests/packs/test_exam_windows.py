"""E10: an examination room is one only while a national examination goes on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bot.approvals.facts import Around, facts_of
from bot.approvals.policy import named
from bot.approvals.rules import route
from bot.cameras.zone import Places, Zone
from bot.people.days import Period, PeriodKind
from bot.people.person import Person, PersonId, Post
from tests.packs.test_reading import GOOD, mistakes

PACK = named("uni_gz_2022")
ROOM = Zone(id="A-Z16", name="标准化考场教室", owners=("教务处",), flags=("national_exam",))
SAFE = Zone(id="A-Z17", name="试卷保密室", owners=("教务处",), flags=("paper_room",))
PLACES = Places([ROOM, SAFE])
CLERK = Person(id=PersonId("a"), name="顾问渠", unit="教务处", posts=(Post("staff"),))
CET = Period(
    kind=PeriodKind.EXAM,
    name="大学英语四六级考试",
    start=date(2026, 12, 12),
    end=date(2026, 12, 13),
    flags=("national_exam",),
)
FINALS = Period(
    kind=PeriodKind.EXAM, name="期末考试", start=date(2026, 12, 1), end=date(2026, 12, 31)
)


def asked(span: tuple[str, str], *periods: Period, zone: str = "A-Z16") -> Mapping[str, Any]:
    answers = {"zones": [zone], "span": {"from": span[0], "to": span[1]}, "seal": True}
    around = Around(places=PLACES, periods=periods)
    return facts_of(PACK, PACK.kinds["footage"], answers, CLERK, around)


def flagged(facts: Mapping[str, Any]) -> bool:
    return "national_exam" in facts.get("flags", ())


@pytest.mark.parametrize(
    ("span", "holds"),
    [
        (("2026-12-12T09:00:00+08:00", "2026-12-12T10:00:00+08:00"), True),
        (("2026-12-13T23:00:00+08:00", "2026-12-13T23:59:00+08:00"), True),
        (("2026-12-11T20:00:00+08:00", "2026-12-12T00:30:00+08:00"), True),  # into it
        (("2026-12-11T09:00:00+08:00", "2026-12-11T10:00:00+08:00"), False),
        (("2026-12-14T00:00:00+08:00", "2026-12-14T10:00:00+08:00"), False),
    ],
)
def test_the_flag_follows_the_days_asked_for(span: tuple[str, str], holds: bool) -> None:
    assert flagged(asked(span, CET, FINALS)) is holds


NOON = ("2026-11-03T12:00:00+08:00", "2026-11-03T12:30:00+08:00")


def test_while_nobody_wrote_down_a_window_it_holds() -> None:
    assert flagged(asked(NOON, FINALS))


def test_what_is_kept_under_lock_is_so_every_day() -> None:
    assert asked(NOON, CET, zone="A-Z17")["flags"] == ["paper_room"]


@pytest.mark.parametrize(("day", "last"), [("12", ("school_leader",)), ("10", ("owner_head",))])
def test_the_school_leader_signs_within_the_window_only(
    day: str, last: tuple[str, ...]
) -> None:
    span = (f"2026-12-{day}T09:00:00+08:00", f"2026-12-{day}T10:00:00+08:00")
    way = route(PACK, "footage", asked(span, CET))
    assert tuple(seat.role for seat in way.chain.steps[-1].seats) == last


def test_a_flag_of_a_window_is_one_of_the_pack(tmp_path: Any) -> None:
    found = mistakes('window_flags = ["exam"]\n' + GOOD, tmp_path)
    assert found == [("", "window_flags", "unknown_flag")]
