"""What holds for a while: a channel switched off, works on a camera, a period of the calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cameras.works import Window
from bot.people.channels import Switch
from bot.people.days import Almanac, Change, DayKind, Period, PeriodKind
from bot.people.person import PersonId, Platform

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("until", "now", "over"),
    [
        (None, NOON + 1000 * HOUR, False),
        (NOON, NOON - SECOND, False),
        (NOON, NOON, True),
        (NOON, NOON + SECOND, True),
    ],
)
def test_a_channel_is_off_until_then(until: datetime | None, now: datetime, over: bool) -> None:
    off = Switch(
        platform=Platform.WECOM,
        since=NOON - HOUR,
        until=until,
        reason="维护",
        by=PersonId("admin"),
    )
    assert off.over(now) is over


@pytest.mark.parametrize(
    ("ended", "at", "silent"),
    [
        (None, NOON - SECOND, False),
        (None, NOON, True),
        (None, NOON + HOUR - SECOND, True),
        (None, NOON + HOUR, False),
        (NOON + HOUR / 2, NOON + HOUR / 2 - SECOND, True),
        (NOON + HOUR / 2, NOON + HOUR / 2, False),
        (NOON + 2 * HOUR, NOON + HOUR, False),  # works that took longer than approved
    ],
)
def test_a_camera_at_work_is_no_news(
    ended: datetime | None, at: datetime, silent: bool
) -> None:
    works = Window(
        school="s", request=1, camera="C1", starts=NOON, ends=NOON + HOUR, ended_at=ended
    )
    assert works.silent(at) is silent


TERM = Period(
    kind=PeriodKind.TERM, name="秋季学期", start=date(2026, 9, 1), end=date(2027, 1, 20)
)
OFF = {
    day: Change(date=day, kind=DayKind.OWN_OFF, name="补休")
    for day in (date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3))
}


def test_a_term_has_its_first_day_and_its_last() -> None:
    days = (date(2026, 8, 31), TERM.start, TERM.end, date(2027, 1, 21))
    assert [day in TERM for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("first", "last", "name", "days", "terms"),
    [
        (2, 3, "", [1], 1),
        (1, 2, "", [3], 0),
        (1, 3, "补休", [], 1),
        (1, 3, "秋季学期", [1, 2, 3], 0),
        (4, 9, "", [1, 2, 3], 1),
    ],
)
def test_what_is_taken_out_of_the_calendar(
    first: int, last: int, name: str, days: list[int], terms: int
) -> None:
    almanac = Almanac(changes=OFF, periods=(TERM,))
    left = almanac.without(date(2026, 9, first), date(2026, 9, last), name)
    assert ([day.day for day in left.changes], len(left.periods)) == (days, terms)
