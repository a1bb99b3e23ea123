"""When duties fall: by the calendar of the school, once for each period, whatever was missed."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.pack import Duty
from bot.followup.recurring import fallen
from bot.people.calendar import Calendar
from bot.people.days import Almanac, Change, DayKind, Period, PeriodKind

ZONE = ZoneInfo("Asia/Shanghai")
TERM = Period(
    kind=PeriodKind.TERM, name="秋季学期", start=date(2026, 9, 1), end=date(2027, 1, 20)
)
EXAM = Period(
    kind=PeriodKind.EXAM, name="期中", start=date(2026, 11, 9), end=date(2026, 11, 11)
)
SCHOOL = Calendar(zone=ZONE, own=Almanac(periods=(TERM, EXAM)))


def duty(every: str, on: int = 1, month: int = 1, *, working: bool = False) -> Duty:
    row = {"id": "d", "kind": "inspection", "by": "chief", "at": time(8, 30)}
    return Duty(**row, every=every, on=on, month=month, working=working)


def at(day: str, clock: str = "12:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)


def days(one: Duty, since: str, until: str) -> list[str]:
    return [f"{f.at:%m-%d}" for f in fallen(one, SCHOOL, at(since), at(until))]


FALLS = [
    (duty("day"), "2026-11-02", "2026-11-04", ["11-03", "11-04"]),
    (duty("week", 3), "2026-11-01", "2026-11-20", ["11-04", "11-11", "11-18"]),
    (duty("month", 10), "2026-10-20", "2026-11-30", ["11-10"]),
    (duty("month", 31), "2026-11-01", "2026-12-01", ["11-30"]),
    # 10月1日至7日放假：节后第一个工作日
    (duty("month", 3, working=True), "2026-09-20", "2026-10-20", ["10-08"]),
    # 9月25日中秋，10月2日国庆
    (duty("week", 5, working=True), "2026-09-24", "2026-10-10", ["09-28", "10-08", "10-09"]),
    # 10月1日推到8日，8日又是周四：一次代表两次
    (duty("week", 4, working=True), "2026-09-25", "2026-10-16", ["10-08", "10-15"]),
    (duty("day", working=True), "2026-10-06", "2026-10-08", ["10-08"]),
    (duty("year", 1, 9), "2026-08-20", "2026-09-20", ["09-01"]),
    (duty("year", 31, 2), "2027-02-01", "2027-03-10", ["02-28"]),
    (duty("year", 1, 9), "2026-09-02", "2026-10-10", []),
    # 10月1日至7日放假
    (duty("year", 1, 10, working=True), "2026-09-20", "2026-10-20", ["10-08"]),
    (duty("term_start-7d"), "2026-08-01", "2026-09-10", ["08-25"]),
    (duty("exam-1d"), "2026-10-20", "2026-11-20", ["11-08"]),
    (duty("event-1d"), "2026-10-20", "2026-11-20", []),
    (duty("holiday-1d"), "2026-09-28", "2026-10-20", ["09-30"]),
]


@pytest.mark.parametrize(("one", "since", "until", "found"), FALLS)
def test_the_days_on_which_it_falls(one, since, until, found):
    assert days(one, since, until) == found


def test_it_says_what_lies_ahead():
    (one,) = fallen(duty("exam-1d"), SCHOOL, at("2026-11-01"), at("2026-11-20"))
    assert (one.duty, one.period) == (duty("exam-1d"), "2026-11-08 期中")


def test_two_weeks_on_one_day_are_the_later_one():
    (one,) = fallen(duty("week", 4, working=True), SCHOOL, at("2026-10-01"), at("2026-10-10"))
    assert one.period == "2026-10-08"


def test_what_falls_into_a_long_vacation_is_done_after_it():
    """寒假五周，每月5日的检查开学后做一次，哪天看都一样。"""
    vacation = [date(2027, 1, 23) + timedelta(days=n) for n in range(36)]
    resting = [Change(date=day, kind=DayKind.HOLIDAY, name="寒假") for day in vacation]
    own = Almanac(changes={change.date: change for change in resting})
    school, one = Calendar(zone=ZONE, own=own), duty("month", 5, working=True)
    looks = [at("2027-02-20") + timedelta(days=n) for n in range(12)]
    found = [
        (f.period, f.at)
        for since, now in pairwise(looks)
        for f in fallen(one, school, since, now)
    ]
    assert found == [("2027-02-05", at("2027-03-01", "08:30"))]


def test_a_february_away_is_done_once_in_march():
    """停课恰好四周：2月15日的检查推到3月15日，正是下一次。"""
    away = [date(2027, 2, 15) + timedelta(days=n) for n in range(28)]
    changes = {day: Change(date=day, kind=DayKind.HOLIDAY, name="停课") for day in away}
    school = Calendar(zone=ZONE, own=Almanac(changes=changes))
    one = duty("month", 15, working=True)
    assert [f.period for f in fallen(one, school, at("2027-02-10"), at("2027-03-20"))] == [
        "2027-03-15"
    ]


@pytest.mark.parametrize("every", ["day", "week", "month", "year"])
def test_it_falls_in_its_minute_and_never_again(every):
    one = duty(every, on=1, month=6)  # the first of June 2026 is a Monday
    before, then, after = (at("2026-06-01", clock) for clock in ("08:29", "08:30", "08:31"))
    (falling,) = fallen(one, SCHOOL, before, then)
    assert (falling.period, falling.at) == ("2026-06-01", then)
    assert list(fallen(one, SCHOOL, then, after)) == []


def test_old_rounds_are_not_made_up_for_and_a_month_is():
    assert days(duty("day"), "2026-10-01", "2026-11-20") == ["11-18", "11-19", "11-20"]
    assert days(duty("month", 10), "2026-01-01", "2026-11-20") == ["10-10", "11-10"]


@given(
    st.sampled_from(
        [duty("day"), duty("week", 2), *(duty(e, 4, working=True) for e in ("week", "month"))]
    ),
    st.lists(st.integers(1, 60), min_size=1, max_size=12),
)
def test_looking_often_finds_the_same_as_looking_once(one, hours):
    start = datetime(2026, 9, 20, tzinfo=UTC).astimezone(ZONE)
    found, now = [], start
    for more in hours:
        later = now + timedelta(hours=more)
        found += [f.period for f in fallen(one, SCHOOL, now, later)]
        now = later
    if one.every != "day" or now - start < timedelta(days=3):
        assert found == [f.period for f in fallen(one, SCHOOL, start, now)]
    assert len(found) == len(set(found))
