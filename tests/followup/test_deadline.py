"""Until when something is due, how that is explained, and what a new calendar makes of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.followup.deadline import Deadline, moved
from bot.people.calendar import Calendar, Counting
from bot.people.days import Almanac, Change, DayKind

ZONE = ZoneInfo("Asia/Shanghai")
SCHOOL = Calendar(zone=ZONE)
DAYS, HOURS, ALWAYS = Counting.WORKING_DAYS, Counting.WORKING_HOURS, Counting.ALWAYS
# 运动会补休, on a Tuesday
OFF = Change(date=date(2026, 11, 10), kind=DayKind.OWN_OFF, name="运动会补休")
SPORTS = Calendar(zone=ZONE, own=Almanac(changes={OFF.date: OFF}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


MONDAY = at("2026-11-09T17:00")


@pytest.mark.parametrize(
    ("deadline", "due", "stretches"),
    [
        (Deadline(start=MONDAY, hours=2), "2026-11-09T19:00", 1),
        (Deadline(start=MONDAY, hours=2, counting=HOURS), "2026-11-10T09:00", 3),
        (Deadline(start=MONDAY, hours=24, counting=DAYS), "2026-11-10T17:00", 1),
        (Deadline(start=MONDAY, days=2), "2026-11-11T23:59", 1),
        (Deadline(start=MONDAY, days=5, counting=DAYS), "2026-11-16T23:59", 3),
        (Deadline(start=at("2026-11-13T17:00"), days=2), "2026-11-15T23:59", 1),  # a weekend
        # At seven in the evening of London it is Tuesday here.
        (Deadline(start=datetime(2026, 11, 9, 19, tzinfo=UTC), days=1), "2026-11-11T23:59", 1),
        (
            Deadline(start=datetime(2026, 11, 9, 19, tzinfo=UTC), days=1, counting=DAYS),
            "2026-11-11T23:59",
            1,
        ),
    ],
)
def test_when_it_is_due_and_over_how_many_stretches(
    deadline: Deadline, due: str, stretches: int
) -> None:
    assert deadline.at(SCHOOL) == at(due)
    lines = deadline.lines(SCHOOL)
    assert len(lines) == stretches
    assert lines[-1].end - at(due) in (timedelta(0), timedelta(minutes=1))
    counted = sum((line.end - line.start for line in lines if line.counted), timedelta(0))
    assert counted == timedelta(hours=deadline.hours, days=deadline.days)


TWO_DAYS = Deadline(start=MONDAY, days=2, counting=DAYS)  # Wednesday, or Thursday by SPORTS
WEDNESDAY, THURSDAY = TWO_DAYS.at(SCHOOL), TWO_DAYS.at(SPORTS)


@pytest.mark.parametrize(
    ("deadline", "due", "before", "after", "now", "then"),
    [
        (TWO_DAYS, WEDNESDAY, SCHOOL, SPORTS, MONDAY, THURSDAY),
        (TWO_DAYS, THURSDAY, SPORTS, SCHOOL, MONDAY, WEDNESDAY),
        # Put off by hand for a day: it stays a day.
        (TWO_DAYS, THURSDAY, SCHOOL, SPORTS, MONDAY, THURSDAY + timedelta(days=1)),
        # Never made late: on Thursday morning, and in the minute in which it would become so.
        (TWO_DAYS, THURSDAY, SPORTS, SCHOOL, at("2026-11-12T08:00"), THURSDAY),
        (TWO_DAYS, THURSDAY, SPORTS, SCHOOL, WEDNESDAY, THURSDAY),
        # It was late before the calendar changed, and is late all the same.
        (TWO_DAYS, THURSDAY, SPORTS, SCHOOL, THURSDAY, WEDNESDAY),
        (Deadline(start=MONDAY, days=2), WEDNESDAY, SCHOOL, SPORTS, MONDAY, WEDNESDAY),
    ],
)
def test_a_new_calendar_moves_what_follows_it_and_makes_nothing_late(
    deadline: Deadline,
    due: datetime,
    before: Calendar,
    after: Calendar,
    now: datetime,
    then: datetime,
) -> None:
    assert moved(deadline, due, before, after, now) == then
