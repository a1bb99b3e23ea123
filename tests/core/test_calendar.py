"""Which days a school works, and what a span of its working time comes to."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.form import Label
from bot.people.calendar import Calendar, Counting
from bot.people.days import Almanac, Change, DayKind, Hours, Period, PeriodKind
from tests.core.official_days import YEARS, days_off, days_worked, each

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = Calendar(zone=SHANGHAI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def written(*changes: tuple[str, DayKind, str]) -> Almanac:
    made = (
        Change(date=date.fromisoformat(day), kind=kind, name=name)
        for day, kind, name in changes
    )
    return Almanac(changes={change.date: change for change in made})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# ------------------------------------------------------------------ days


def test_the_table_holds_two_hundred_official_days() -> None:
    assert len(days_off()) + len(days_worked()) >= 200
    assert not set(days_off()) & set(days_worked())


@pytest.mark.parametrize("day, notice", days_off().items())
def test_a_day_off_by_the_notice_is_one(day: date, notice: str) -> None:
    assert PLAIN.day_of(day).kind is DayKind.HOLIDAY, notice
    assert not PLAIN.works(day)


@pytest.mark.parametrize("day, notice", days_worked().items())
def test_a_make_up_day_by_the_notice_is_worked(day: date, notice: str) -> None:
    assert day.weekday() >= 5
    assert PLAIN.day_of(day).kind is DayKind.MAKE_UP, notice
    assert PLAIN.works(day)


def test_every_other_day_of_these_years_is_as_the_week_has_it() -> None:
    named = {*days_off(), *days_worked()}
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    other = [day for day in each(first, last) if day not in named]
    assert len(other) > 1900
    for day in other:
        assert PLAIN.works(day) is (day.weekday() < 5), day


def test_the_mid_autumn_days_within_the_national_holiday_carry_their_own_name() -> None:
    assert PLAIN.day_of(date(2025, 10, 1)).name.zh == "国庆节"
    assert PLAIN.day_of(date(2025, 10, 6)).name == Label("中秋节", "Mid-autumn Festival")


def test_the_schools_own_word_goes_before_the_notice() -> None:
    own = written(
        ("2026-10-01", DayKind.OWN_WORK, "国庆值班"),
        ("2026-11-06", DayKind.OWN_OFF, "运动会补休"),
    )
    calendar = Calendar(zone=SHANGHAI, own=own)
    assert calendar.works(date(2026, 10, 1))
    assert not calendar.works(date(2026, 11, 6))
    off = calendar.day_of(date(2026, 11, 6))
    assert (off.date, off.kind, off.name.zh) == (
        date(2026, 11, 6),
        DayKind.OWN_OFF,
        "运动会补休",
    )
    assert calendar.works(date(2026, 11, 5))


def test_a_year_without_a_notice_is_counted_by_the_week_and_says_so() -> None:
    national = PLAIN.day_of(date(2031, 10, 1))
    assert (national.kind, national.known) == (DayKind.WORKING, False)
    assert not PLAIN.knows(2031)
    assert PLAIN.day_of(date(2026, 10, 9)).known


def test_a_notice_the_school_enters_makes_its_year_known() -> None:
    term_break = written(("2031-03-03", DayKind.OWN_OFF, "校庆"))
    assert not Calendar(zone=SHANGHAI, own=term_break).knows(2031)
    notice = written(("2031-10-01", DayKind.HOLIDAY, "国庆节"))
    entered = Calendar(zone=SHANGHAI, own=notice)
    assert entered.knows(2031)
    assert entered.day_of(date(2031, 3, 3)).known


@pytest.mark.parametrize(
    "start, count, end",
    [
        ("2026-09-30", 1, "2026-10-08"),  # over the national holiday
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday that is worked
        ("2026-09-18", 2, "2026-09-21"),
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday that is worked
        ("2026-10-08", 0, "2026-10-08"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-11-27", 5, "2026-12-04"),
    ],
)
def test_working_days_after_a_day(start: str, count: int, end: str) -> None:
    counted = PLAIN.working_days(date.fromisoformat(start), count)
    assert counted == date.fromisoformat(end)


def test_the_next_working_day_is_never_the_day_itself() -> None:
    assert PLAIN.next_working(date(2026, 10, 8)) == date(2026, 10, 9)


@pytest.mark.parametrize(
    "moment, rests",
    [
        ("2026-10-08T08:00", False),
        ("2026-10-08T07:59", True),
        ("2026-10-08T17:59", False),
        ("2026-10-08T18:00", True),
        ("2026-10-07T10:00", True),
        ("2026-10-10T10:00", False),
    ],
)
def test_a_school_rests_at_night_and_on_its_days_of_rest(moment: str, rests: bool) -> None:
    assert PLAIN.at_rest(at(moment)) is rests
    assert PLAIN.at_rest(at(moment).astimezone(UTC)) is rests


def test_what_is_due_on_a_day_is_in_time_until_its_last_minute() -> None:
    end = PLAIN.end_of(date(2026, 10, 8))
    assert end == at("2026-10-08T23:59")
    assert end.tzinfo is SHANGHAI


def test_a_day_lies_in_the_period_of_its_kind() -> None:
    exam = Period(
        kind=PeriodKind.EXAM, name="高考", start=date(2026, 6, 7), end=date(2026, 6, 10)
    )
    autumn = Period(
        kind=PeriodKind.TERM, name="秋", start=date(2026, 9, 1), end=date(2027, 1, 20)
    )
    spring = Period(
        kind=PeriodKind.TERM, name="春", start=date(2026, 3, 1), end=date(2026, 7, 5)
    )
    calendar = Calendar(zone=SHANGHAI, own=Almanac(periods=(autumn, exam, spring)))
    assert calendar.in_period(date(2026, 6, 10), PeriodKind.EXAM) is exam
    assert calendar.in_period(date(2026, 6, 11), PeriodKind.EXAM) is None
    assert calendar.in_period(date(2026, 6, 10), PeriodKind.TERM) is spring
    assert calendar.terms == (spring, autumn)


# ------------------------------------------------------------------ spans


@pytest.mark.parametrize(
    "start, span, counting, end",
    [
        # One working day from Wednesday afternoon before the holiday.
        ("2026-09-30T15:00", DAY, Counting.WORKING_DAYS, "2026-10-08T15:00"),
        ("2026-09-30T15:00", DAY, Counting.ALWAYS, "2026-10-01T15:00"),
        ("2026-09-30T15:00", 4 * HOUR, Counting.WORKING_HOURS, "2026-10-08T09:00"),
        ("2026-10-03T11:00", HOUR, Counting.WORKING_HOURS, "2026-10-08T09:00"),
        ("2026-10-03T11:00", DAY, Counting.WORKING_DAYS, "2026-10-09T00:00"),
        ("2026-10-09T17:00", 2 * HOUR, Counting.WORKING_HOURS, "2026-10-10T09:00"),
        ("2026-10-09T17:00", HOUR, Counting.WORKING_HOURS, "2026-10-09T18:00"),
        ("2026-10-09T17:00", 0 * HOUR, Counting.WORKING_HOURS, "2026-10-09T17:00"),
    ],
)
def test_when_a_span_is_over(start: str, span: timedelta, counting: Counting, end: str) -> None:
    assert PLAIN.after(at(start), span, counting) == at(end)


@pytest.mark.parametrize(
    "start, end, counting, span",
    [
        ("2026-09-30T15:00", "2026-10-08T09:00", Counting.WORKING_HOURS, 4 * HOUR),
        ("2026-09-29T15:00", "2026-10-08T09:00", Counting.WORKING_HOURS, 14 * HOUR),
        ("2026-09-29T15:00", "2026-10-08T15:00", Counting.WORKING_DAYS, 2 * DAY),
        ("2026-10-02T15:00", "2026-10-05T15:00", Counting.WORKING_DAYS, 0 * DAY),
        ("2026-09-30T15:00", "2026-10-03T16:00", Counting.ALWAYS, 3 * DAY + HOUR),
    ],
)
def test_how_much_time_counts_between_two_moments(
    start: str, end: str, counting: Counting, span: timedelta
) -> None:
    assert PLAIN.between(at(start), at(end), counting) == span
    assert PLAIN.between(at(end), at(start), counting) == -span


@pytest.mark.parametrize("counting", Counting)
def test_no_time_at_all_needs_no_explanation(counting: Counting) -> None:
    assert PLAIN.explain(at("2026-10-08T09:00"), 0 * HOUR, counting) == ()
    assert PLAIN.after(at("2026-10-08T03:00"), 0 * HOUR, counting) == at("2026-10-08T03:00")


def test_working_time_does_not_run_backwards_in_silence() -> None:
    assert PLAIN.after(at("2026-10-08T09:00"), -DAY, Counting.ALWAYS) == at("2026-10-07T09:00")
    with pytest.raises(ValueError, match="backwards"):
        PLAIN.after(at("2026-10-08T09:00"), -DAY, Counting.WORKING_DAYS)


def test_a_deadline_over_the_holiday_explains_itself() -> None:
    start = at("2025-09-30T15:00")
    told = PLAIN.explain(start, DAY, Counting.WORKING_DAYS)
    assert [(line.start, line.end, line.counted) for line in told] == [
        (start, at("2025-10-01T00:00"), True),
        (at("2025-10-01T00:00"), at("2025-10-09T00:00"), False),
        (at("2025-10-09T00:00"), at("2025-10-09T15:00"), True),
    ]
    assert [day.name.zh for day in told[1].days] == ["国庆节", "中秋节"]


def test_a_make_up_day_stands_in_a_line_of_its_own() -> None:
    told = PLAIN.explain(at("2026-10-09T12:00"), 2 * DAY, Counting.WORKING_DAYS)
    assert [(line.counted, line.days[0].kind.value) for line in told] == [
        (True, "working"),
        (True, "make_up"),
        (False, "weekend"),
        (True, "working"),
    ]


def test_nights_and_the_holiday_are_told_apart() -> None:
    told = PLAIN.explain(at("2026-09-30T17:00"), 2 * HOUR, Counting.WORKING_HOURS)
    assert [(line.counted, line.days[0].works) for line in told] == [
        (True, True),
        (False, True),
        (False, False),
        (False, True),
        (True, True),
    ]


def test_rest_goes_on_as_rest_under_another_name() -> None:
    own = written(("2026-11-06", DayKind.OWN_OFF, "运动会补休"))
    _, rest, _ = Calendar(zone=SHANGHAI, own=own).explain(
        at("2026-11-05T12:00"), DAY, Counting.WORKING_DAYS
    )
    assert (rest.start, rest.end) == (at("2026-11-06T00:00"), at("2026-11-09T00:00"))
    assert [day.kind for day in rest.days] == [DayKind.OWN_OFF, DayKind.WEEKEND]


def test_a_deadline_set_as_the_school_closes_begins_with_the_night() -> None:
    told = PLAIN.explain(at("2026-10-08T18:00"), HOUR, Counting.WORKING_HOURS)
    assert [(line.start, line.counted) for line in told] == [
        (at("2026-10-08T18:00"), False),
        (at("2026-10-09T08:00"), True),
    ]


def test_whole_days_are_explained_from_the_day_after_to_the_end_of_the_last() -> None:
    told = PLAIN.explain_days(date(2026, 9, 29), 2)
    assert [(line.start, line.end, line.counted) for line in told] == [
        (at("2026-09-30T00:00"), at("2026-10-01T00:00"), True),
        (at("2026-10-01T00:00"), at("2026-10-08T00:00"), False),
        (at("2026-10-08T00:00"), at("2026-10-09T00:00"), True),
    ]


def test_whole_days_by_the_clock_are_one_stretch_of_every_hour() -> None:
    (told,) = PLAIN.explain_days(date(2026, 9, 29), 2, Counting.ALWAYS)
    assert (told.start, told.end) == (at("2026-09-30T00:00"), at("2026-10-02T00:00"))
    assert (told.counted, told.days) == (True, ())


def test_what_is_counted_without_a_notice_says_so() -> None:
    (told,) = PLAIN.explain(at("2031-10-01T09:00"), DAY, Counting.WORKING_DAYS)
    assert not told.known
    over_new_year = PLAIN.explain(at("2026-12-31T09:00"), DAY, Counting.WORKING_DAYS)
    assert [line.known for line in over_new_year] == [False]
    assert len(over_new_year[0].days) == 2


ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "UTC"])
STARTS = st.integers(0, 45 * 30 * 24 * 3600).map(
    lambda seconds: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
SPANS = st.integers(0, 40 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))
OWN = st.dictionaries(
    st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    st.sampled_from([DayKind.OWN_OFF, DayKind.OWN_WORK, DayKind.HOLIDAY, DayKind.MAKE_UP]),
    max_size=20,
)
HOURS = st.builds(
    Hours,
    start=st.times(time(5), time(11)),
    end=st.times(time(12), time(23)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
)
CALENDARS = st.builds(
    lambda zone, own, hours: Calendar(
        zone=ZoneInfo(zone),
        hours=hours,
        own=written(*((day.isoformat(), kind, "校") for day, kind in own.items())),
    ),
    ZONES,
    OWN,
    HOURS,
)
COUNTINGS = st.sampled_from(Counting)


@given(CALENDARS, STARTS, SPANS, COUNTINGS)
def test_the_lines_of_a_deadline_leave_no_gap_and_add_up(
    calendar: Calendar, start: datetime, span: timedelta, counting: Counting
) -> None:
    due = calendar.after(start, span, counting)
    told = calendar.explain(start, span, counting)
    moments = (due, *(line.start for line in told), *(line.end for line in told))
    assert {moment.tzinfo for moment in moments} == {calendar.zone}
    assert all(line.start.astimezone(UTC) < line.end.astimezone(UTC) for line in told)
    lines = [
        (line.start.astimezone(UTC), line.end.astimezone(UTC), line.counted) for line in told
    ]
    assert sum((end - begin for begin, end, counted in lines if counted), 0 * DAY) == span
    edges = [start, *(end for _, end, _ in lines)]
    assert edges == [*(begin for begin, _, _ in lines), due.astimezone(UTC)]


@given(CALENDARS, STARTS, SPANS, COUNTINGS)
def test_between_is_the_inverse_of_after(
    calendar: Calendar, start: datetime, span: timedelta, counting: Counting
) -> None:
    due = calendar.after(start, span, counting)
    assert calendar.between(start, due, counting) == span
    assert calendar.between(due, start, counting) == -span


@given(CALENDARS, STARTS, SPANS, SPANS, COUNTINGS)
def test_two_spans_in_a_row_are_one(
    calendar: Calendar,
    start: datetime,
    first: timedelta,
    second: timedelta,
    counting: Counting,
) -> None:
    stop = calendar.after(start, first, counting)
    again = calendar.after(stop, second, counting)
    assert again == calendar.after(start, first + second, counting)


@given(CALENDARS, st.dates(date(2023, 1, 1), date(2026, 10, 1)), st.integers(1, 30))
def test_the_counted_days_of_an_explanation_are_as_many_as_asked(
    calendar: Calendar, start: date, count: int
) -> None:
    last = calendar.working_days(start, count)
    assert calendar.works(last)
    following = each(start + DAY, last)
    assert sum(map(calendar.works, following)) == count
    told = calendar.explain_days(start, count)
    assert told[-1].counted
    assert told[-1].end.astimezone(calendar.zone).date() == last + DAY
