"""What is shown at each step towards a time, all of it, and what a time is called then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.cameras.zone import Places
from bot.conversation import spans, times
from bot.conversation.asked import Settled
from bot.conversation.draft import Draft
from bot.conversation.form import FieldKind, Form, Label
from bot.conversation.standing import asked_about
from bot.conversation.turns import Typed, begin, turn
from bot.conversation.world import World
from tests.conversation.school import (
    CAMERAS,
    FOOTAGE,
    PERIODS,
    SHANGHAI,
    WEDNESDAY,
    ZONES,
    after,
    field,
    one,
    world,
)
from tests.conversation.screens import asked, said, screen, told

PAST = one(FieldKind.SPAN, past=True, max_hours=4)
NOTICED = one(FieldKind.MOMENT, past=True)
DAY = one(FieldKind.DAY, past=True)
PLANNED = one(FieldKind.SPAN, ahead=True, max_days=30)
TODAY, YESTERDAY = {"day": "2026-03-11"}, {"day": "2026-03-10"}


def days(*those: int, month: int = 3, marks: Mapping[int, str] | None = None) -> str:
    named = {day: str(day) for day in those} | dict(marks or {})
    return " ".join(f":d2026-{month:02}-{day:02}={named[day]}" for day in those)


def closed(*those: int) -> dict[int, str]:
    return {day: f"·{day}·" for day in those}


def hours(first: int, last: int) -> str:
    return " ".join(f"{h}:h{h}={h}时" for h in range(first, last + 1))


def minutes(hour: str, last: int = 55) -> str:
    return " ".join(f"{m:02}:m{m}={hour}:{m:02}" for m in range(0, last + 1, 5))


MARCH = days(*range(1, 16), marks={11: "11今", **closed(12, 13, 14, 15)})
BACK = "1:d2026-03-11=今天 2:d2026-03-10=昨天 3:d2026-03-09=前天"
MONTH = {"header": "一二三四五六日", "layout": "grid7", "step": "哪一天？"}
PARTS = ":wdawn=凌晨 :wmorning=上午"
LESSON = "可直接输入时间，如“15:20”“15:00-16:00”“第3节”"
MINUTE = "可直接输入分钟，如“20”，或完整时间“15:20”"
END = "可直接输入结束时间，如“16:10”，或时长“45分钟”"

SCREENS: list[tuple[Form, dict[str, Any], dict[str, str]]] = [
    (
        PAST,
        {},
        {
            **MONTH,
            "quick": BACK,
            "options": MARCH,
            "pager": "2026-02<2026年3月>",
            "placeholder": "可直接输入，如“昨天下午3点到4点”“3月2日 15:00-16:00”",
        },
    ),
    (
        NOTICED,
        {},
        {
            **MONTH,
            "quick": f"{BACK} :now=现在",
            "options": MARCH,
            "pager": "2026-02<2026年3月>",
            "placeholder": "可直接输入，如“昨天下午3点”“3月2日 15:00”",
        },
    ),
    (
        DAY,
        {},
        {
            "header": "一二三四五六日",
            "layout": "grid7",
            "quick": BACK,
            "options": MARCH,
            "pager": "2026-02<2026年3月>",
            "placeholder": "可直接输入，如“昨天”“3月2日”“周五”",
        },
    ),
    (
        PLANNED,
        {},
        {
            **MONTH,
            "quick": "1:d2026-03-11=今天 2:d2026-03-12=明天 3:d2026-03-13=后天",
            "options": days(*range(9, 32), marks={11: "11今", **closed(9, 10)}),
            "pager": "<2026年3月>2026-04",
            "placeholder": "可直接输入，如“明天下午3点到4点”“3月2日 15:00-16:00”",
        },
    ),
    (
        PAST,
        YESTERDAY,
        {
            "quick": f"{PARTS} :wnoon=中午 :wafternoon=下午 :wevening=晚上",
            "bells": ":p600-640=第3节 :p650-690=第4节 :p420-450=早读",
            "options": hours(6, 23),
            "layout": "grid4",
            "step": "3月10日（周二），从几点开始？",
            "placeholder": LESSON,
        },
    ),
    (
        PAST,
        TODAY,
        {
            "quick": PARTS,
            "bells": ":p420-450=早读",
            "options": hours(6, 10),
            "layout": "grid4",
            "step": "3月11日（周三），从几点开始？",
            "placeholder": LESSON,
        },
    ),
    (
        NOTICED,
        TODAY,
        {
            "quick": PARTS,
            "bells": ":p600-640=第3节 :p420-450=早读",  # it has begun
            "options": hours(6, 10),
            "layout": "grid4",
            "step": "3月11日（周三），从几点开始？",
            "placeholder": LESSON,
        },
    ),
    (
        PAST,
        {**YESTERDAY, "part": "morning"},
        {
            "bells": ":p600-640=第3节 :p650-690=第4节 :p420-450=早读",
            "options": hours(5, 12),
            "layout": "grid4",
            "step": "3月10日（周二）上午，从几点开始？",
            "placeholder": LESSON,
        },
    ),
    (
        PAST,
        {**TODAY, "hour": 10},
        {
            "options": minutes("10", 15),
            "layout": "grid4",
            "step": "3月11日（周三），从几分开始？",
            "placeholder": MINUTE,
        },
    ),
    (
        NOTICED,
        {**TODAY, "hour": 10},
        {
            "options": minutes("10", 20),
            "layout": "grid4",
            "step": "3月11日（周三），从几分开始？",
            "placeholder": MINUTE,
        },
    ),
    (
        PAST,
        {**YESTERDAY, "start": 905},
        {
            "quick": ":n-5=提前5分钟开始 :n5=推后5分钟开始",
            "options": "1:e15=15分钟（到15:20） 2:e30=30分钟（到15:35） 3:e60=1小时（到16:05）"
            " 4:e120=2小时（到17:05） 5:own=另选时间",
            "layout": "list",
            "step": "从 3月10日（周二）15:05 开始，到什么时候为止？",
            "placeholder": END,
        },
    ),
    (
        PAST,
        {**TODAY, "start": 615},
        {
            "quick": ":n-5=提前5分钟开始",
            "options": "1:now=到现在（10:20） 2:own=另选时间",
            "layout": "list",
            "step": "从 3月11日（周三）10:15 开始，到什么时候为止？",
            "placeholder": END,
        },
    ),
    (
        PAST,
        {**TODAY, "start": 380},  # longer than allowed until now
        {
            "quick": ":n-5=提前5分钟开始 :n5=推后5分钟开始",
            "options": "1:e15=15分钟（到06:35） 2:e30=30分钟（到06:50） 3:e60=1小时（到07:20）"
            " 4:e120=2小时（到08:20） 5:now=到现在（10:20） 6:own=另选时间",
            "layout": "list",
            "step": "从 3月11日（周三）06:20 开始，到什么时候为止？",
            "placeholder": END,
        },
    ),
    (
        PAST,
        {**YESTERDAY, "start": 1380, "own": True},
        {
            "options": "23:h23=23时 :h24=次日0时 :h25=次日1时 :h26=次日2时 :h27=次日3时",
            "layout": "grid4",
            "step": "3月10日（周二）开始的时段，到几点为止？",
            "placeholder": LESSON,
        },
    ),
    (
        PAST,
        {**YESTERDAY, "start": 1380, "own": True, "end_hour": 25},
        {
            "options": minutes("01"),
            "layout": "grid4",
            "step": "3月10日（周二）开始的时段，到几分为止？",
            "placeholder": MINUTE,
        },
    ),
    (
        PLANNED,
        {**TODAY, "start": 1435},
        {
            "quick": ":n-5=提前5分钟开始",
            "options": "1:e15=15分钟（到00:10） 2:e30=30分钟（到00:25） 3:e60=1小时（到00:55）"
            " 4:e120=2小时（到01:55） 5:own=另选时间",
            "layout": "list",
            "step": "从 3月11日（周三）23:55 开始，到什么时候为止？",
            "placeholder": END,
        },
    ),
]


@pytest.mark.parametrize(("form", "partial", "shown"), SCREENS)
def test_a_step_shows_this_and_nothing_else(
    form: Form, partial: dict[str, Any], shown: dict[str, str]
) -> None:
    assert screen(spans.offer(asked(form, world(), partial))) == shown


def test_at_midnight_nothing_of_the_new_day_has_been_seen_but_something_may_be_noticed() -> (
    None
):
    midnight = world(datetime(2026, 3, 11, tzinfo=SHANGHAI))
    seen = screen(spans.offer(asked(PAST, midnight)))
    assert seen["quick"] == "1:d2026-03-10=昨天 2:d2026-03-09=前天"
    assert ":d2026-03-11=·11·" in seen["options"]
    noticed = screen(spans.offer(asked(NOTICED, midnight)))
    assert noticed["quick"] == f"{BACK} :now=现在"
    a_minute_later = world(datetime(2026, 3, 11, 0, 1, tzinfo=SHANGHAI))
    assert screen(spans.offer(asked(PAST, a_minute_later)))["quick"] == BACK


@pytest.mark.parametrize(
    ("form", "page", "pager"),
    [
        (PAST, "2026-02", "2026-01<2026年2月>2026-03"),
        (PAST, "2025-12", "2025-11<2025年12月>2026-01"),
        (PAST, "2025-03", "<2025年3月>2025-04"),
        (PAST, "2026-13", "2026-02<2026年3月>"),
        (PAST, "2026-00", "2026-02<2026年3月>"),
        (PAST, "0000-01", "2026-02<2026年3月>"),
        (PAST, "x", "2026-02<2026年3月>"),
        (PLANNED, "2026-04", "2026-03<2026年4月>"),
    ],
)
def test_the_months_that_can_be_turned_to(form: Form, page: str, pager: str) -> None:
    assert screen(spans.offer(asked(form, world(), page=page)))["pager"] == pager


@pytest.mark.parametrize(
    ("day", "page", "pager"),
    [
        # A year and a day back, to the day.
        (date(2026, 3, 2), "2025-03", "<2025年3月>2025-04"),
        (date(2026, 3, 1), "2025-03", "2025-02<2025年3月>2025-04"),
        (date(2026, 3, 1), "2026-02", "2026-01<2026年2月>2026-03"),
    ],
)
def test_the_calendar_reaches_to_the_first_day_and_to_today(
    day: date, page: str, pager: str
) -> None:
    here = world(datetime.combine(day, time(10), SHANGHAI))
    assert screen(spans.offer(asked(PAST, here, page=page)))["pager"] == pager


def test_a_week_is_shown_for_one_day_of_it() -> None:
    monday = world(datetime(2026, 3, 9, 10, tzinfo=SHANGHAI))
    assert ":d2026-03-09=9今" in screen(spans.offer(asked(PAST, monday)))["options"]
    sunday = world(datetime(2026, 3, 15, 10, tzinfo=SHANGHAI))
    assert ":d2026-03-15=15今" in screen(spans.offer(asked(PLANNED, sunday)))["options"]


def test_days_of_other_months_are_gaps_in_the_grid() -> None:
    gaps = [c for c in spans.offer(asked(PAST, world())).options if c.id == ""]
    assert [c.text for c in gaps] == [" "] * 6


def test_only_weeks_with_a_day_to_choose_are_shown() -> None:
    last = screen(spans.offer(asked(PLANNED, world(), page="2026-04")))
    assert last["options"] == days(*range(1, 13), month=4, marks=closed(11, 12))


# ------------------------------------------------------------------ edges of a day


def options(form: Form, partial: Mapping[str, Any], here: World | None = None) -> str:
    return told(spans.offer(asked(form, here or world(), partial)).options)


def test_the_small_hours_are_shown_to_a_day_that_has_had_no_others() -> None:
    early = world(WEDNESDAY.replace(hour=0, minute=30))
    assert options(PAST, TODAY, early) == "0:h0=0时"


def test_an_evening_ends_at_midnight() -> None:
    assert options(PAST, {**YESTERDAY, "part": "evening"}) == hours(17, 23)


def test_what_is_planned_may_last_a_day() -> None:
    last = options(PLANNED, {**TODAY, "start": 1380, "own": True}).split()[-1]
    assert last == ":h46=次日22时"


def test_of_a_start_a_minute_ago_there_is_no_end_but_now() -> None:
    here = world(WEDNESDAY.replace(minute=22))
    assert options(PAST, {**TODAY, "start": 621}, here) == "1:now=到现在（10:22）"


def test_now_is_no_end_of_what_would_be_too_long() -> None:
    assert "now" in options(PAST, {**TODAY, "start": 380})
    assert "now" not in options(PAST, {**TODAY, "start": 379})


def test_a_start_may_be_moved_to_midnight() -> None:
    quick = told(spans.offer(asked(PAST, world(), {**YESTERDAY, "start": 5})).quick)
    assert quick == ":n-5=提前5分钟开始 :n5=推后5分钟开始"


def test_now_is_this_minute_and_no_second_of_it() -> None:
    here = world(WEDNESDAY.replace(second=41))
    settled = spans.chosen(asked(PAST, here, {**TODAY, "start": 600}), "now")
    assert settled == Settled(
        {"from": "2026-03-11T10:00:00+08:00", "to": "2026-03-11T10:20:00+08:00"}
    )


# ------------------------------------------------------------------ the timetable

LESSONS = {
    "1": (time(4, 59), time(5, 39)),
    "2": (time(5), time(5, 40)),
    "3": (time(11, 59), time(12, 39)),
    "4": (time(12), time(12, 40)),
    "上午": (time(5), time(9)),
    "晨练": (time(5), time(5, 40)),  # the same as the second
    "半天": (time(7), time(11, 1)),  # longer than may be seen
}


def bells(form: Form, partial: Mapping[str, Any], here: World) -> str:
    return told(spans.offer(asked(form, here, partial)).bells)


def test_a_part_of_the_day_shows_the_lessons_that_begin_in_it() -> None:
    here = world(periods=LESSONS)
    shown = bells(PAST, {**YESTERDAY, "part": "morning"}, here)
    assert shown == ":p300-340=第2节 :p719-759=第3节 :p300-540=上午"


def test_a_lesson_is_over_when_it_ends() -> None:
    for minute, shown in ((39, ""), (40, ":p600-640=第3节")):
        here = world(WEDNESDAY.replace(minute=minute), periods={"3": PERIODS["3"]})
        assert bells(PAST, TODAY, here) == shown
    at_ten = world(WEDNESDAY.replace(minute=0), periods={"3": PERIODS["3"]})
    assert bells(NOTICED, TODAY, at_ten) == ":p600-640=第3节"


def test_a_night_school_may_begin_at_midnight() -> None:
    here = world(periods={"晚课": (time(0, 30), time(1))})
    assert bells(PAST, YESTERDAY, here) == ":p30-60=晚课"


def test_no_more_lessons_are_shown_than_are_found_at_a_glance() -> None:
    many = {str(n): (time(n), time(n, 40)) for n in range(1, 20)}
    assert len(bells(PAST, YESTERDAY, world(periods=many)).split()) == 16


@pytest.mark.parametrize(
    ("clock", "names"),
    [
        (time(11), "凌晨 上午"),
        (time(11, 1), "凌晨 上午 中午"),
        (time(0), ""),
        (time(0, 1), "凌晨"),
    ],
)
def test_parts_of_the_day_that_have_begun(clock: time, names: str) -> None:
    here = world(WEDNESDAY.replace(hour=clock.hour, minute=clock.minute))
    quick = spans.offer(asked(PAST, here, TODAY)).quick
    assert " ".join(said(c.text) for c in quick) == names


def test_what_is_planned_may_lie_in_any_part_of_the_day() -> None:
    quick = spans.offer(asked(PLANNED, world(), TODAY)).quick
    assert [c.id for c in quick] == ["wdawn", "wmorning", "wnoon", "wafternoon", "wevening"]


def test_an_example_names_a_lesson_only_where_there_are_any() -> None:
    here = world(periods={"早读": PERIODS["早读"]})
    shown = screen(spans.offer(asked(PAST, here, YESTERDAY)))["placeholder"]
    assert shown == "可直接输入时间，如“15:20”“15:00-16:00”"


# ------------------------------------------------------------------ what is known so far


@pytest.mark.parametrize(
    ("partial", "heard"),
    [
        ({}, ""),
        (TODAY, "3月11日（周三）"),
        ({"part": "noon"}, "中午"),
        ({**TODAY, "part": "noon"}, "3月11日（周三）中午"),
        ({"start": 905}, "15:05"),
        ({**TODAY, "start": 905}, "3月11日（周三）15:05"),
        ({"start": 1385, "end": 1501}, "23:05–01:01"),
    ],
)
def test_what_was_understood_is_said(partial: dict[str, Any], heard: str) -> None:
    assert heard in said(times.heard_so_far(asked(PAST, world(), partial)))
    assert bool(heard) == bool(times.heard_so_far(asked(PAST, world(), partial)))


NOON = datetime(2026, 3, 11, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("back", "wrong", "warned"),
    [
        (timedelta(days=12), "", False),
        (timedelta(days=12.6), "", False),
        (timedelta(days=12.6, hours=1), "", True),
        (timedelta(days=12.6, hours=2), "", True),
        (timedelta(days=12.6, hours=2, minutes=1), "conversation.overwritten", True),
    ],
)
def test_footage_is_kept_to_the_minute(back: timedelta, wrong: str, warned: bool) -> None:
    """Two hours of the playground, where 12.6 days are kept."""
    here = world(NOON)
    span = next(f for f in FOOTAGE.fields if f.key == "span")
    about = asked_about(FOOTAGE, span, Draft(at="span", answers={"zones": ["B-Z04"]}), here)
    start = here.now - back
    value = {"from": start.isoformat(), "to": (start + timedelta(hours=2)).isoformat()}
    found = times.check(about, value)
    assert (found.key if found else "") == wrong
    assert bool(times.warning(about, value)) == warned
    if found:
        assert found.values == {
            "when": start,
            "days": "12.6",
            "oldest": here.now - timedelta(12.6),
        }


def test_footage_of_one_camera_is_kept_as_long_as_that_camera_keeps_it() -> None:
    patient = replace(CAMERAS[-1], retention_days=60)
    here = world(NOON, places=Places(ZONES, (*CAMERAS[:-1], patient)))
    span = next(f for f in FOOTAGE.fields if f.key == "span")
    for camera, kept in ((CAMERAS[-2].id, 12.6), (patient.id, 60)):
        answers = {"zones": ["B-Z04"], "cameras": [camera]}
        about = asked_about(FOOTAGE, span, Draft(at="span", answers=answers), here)
        assert times.kept_days(about) == kept


def test_a_recorder_of_two_hundred_days_has_nothing_older() -> None:
    here = world(NOON, keeps_days={"B-Z04": 200})
    span = next(f for f in FOOTAGE.fields if f.key == "span")
    about = asked_about(FOOTAGE, span, Draft(at="span", answers={"zones": ["B-Z04"]}), here)
    assert times.oldest(about) == NOON - timedelta(days=200)


@pytest.mark.parametrize(
    ("form", "value", "wrong"),
    [
        (PAST, ("06:20", "10:20"), ""),
        (PAST, ("06:19", "10:20"), "span_too_long"),
        (PAST, ("10:00", "10:21"), "in_future"),
        (PAST, ("10:00", "10:00"), "end_before_start"),
        (PLANNED, ("09:00", "10:20"), "in_past"),
        (PLANNED, ("09:00", "10:21"), ""),
    ],
)
def test_a_span_ends_in_time(form: Form, value: tuple[str, str], wrong: str) -> None:
    start, end = (f"2026-03-11T{clock}:00+08:00" for clock in value)
    found = times.check(asked(form, world()), {"from": start, "to": end})
    key = found.key.rpartition(".")[2] if found else ""
    assert key in (wrong, "by_article")
    assert bool(key) == bool(wrong)


@pytest.mark.parametrize(
    ("form", "day", "wrong"),
    [
        (one(FieldKind.DAY), date(2027, 3, 12), ""),
        (one(FieldKind.DAY), date(2027, 3, 13), "too_far"),
        (DAY, date(2026, 3, 11), ""),
        (DAY, date(2026, 3, 12), "not_yet"),
    ],
)
def test_a_day_lies_within_a_year(form: Form, day: date, wrong: str) -> None:
    found = times.check(asked(form, world()), day.isoformat())
    assert (found.key.rpartition(".")[2] if found else "") == wrong


STARTS = field("starts", FieldKind.DAY, "开始", ahead=True)
PERIOD_OF_DAYS = Form(
    id="days",
    title=Label("日期"),
    fields=(
        STARTS,
        field("ends", FieldKind.DAY, "结束", since="starts", max_days=30, article="5.1"),
    ),
)
TOO_EARLY = "3月11日（周三）10:21还没有到"
LETTER = one(FieldKind.DAY, past=True, max_age=30, article="7.2")
SENT = one(FieldKind.MOMENT, past=True, max_age=30)


def span_of(start: str, end: str) -> dict[str, str]:
    return {"from": f"2026-{start}:00+08:00", "to": f"2026-{end}:00+08:00"}


@pytest.mark.parametrize(
    ("form", "value", "why"),
    [
        (DAY, "2026-03-12", "3月12日（周四）还没有到，请填现在或之前的时间。"),
        (
            NOTICED,
            "2026-03-11T10:21:00+08:00",
            f"{TOO_EARLY}，请填现在或之前的时间。",
        ),
        (
            PAST,
            span_of("03-11T10:00", "03-11T10:21"),
            f"{TOO_EARLY}，没有录像可看。请填写 3月11日（周三）10:20 之前的时间。",
        ),
        (
            PLANNED,
            span_of("03-11T09:00", "03-11T10:20"),
            "3月11日（周三）10:20已经过去，请填今天或之后的时间。",
        ),
        (
            one(FieldKind.DAY, ahead=True),
            "2026-03-10",
            "3月10日（周二）已经过去，请填今天或之后的时间。",
        ),
        (
            one(FieldKind.DAY),
            "2027-03-13",
            "2027年3月13日（周六）太远了，请填写一年以内的时间。",
        ),
        (
            PERIOD_OF_DAYS,
            "2026-03-19",
            "3月19日（周四）在 3月20日（周五） 之前，请填当天或之后的日期。",
        ),
        (PERIOD_OF_DAYS, "2026-04-20", "最长 30 天，最晚到 4月19日（周日）。（依据：5.1）"),
        (PERIOD_OF_DAYS, "2026-04-19", ""),
        (LETTER, "2026-02-08", "此项距今已超过 30 天，不能受理。（依据：7.2）"),
        (LETTER, "2026-02-09", ""),
        (SENT, "2026-02-08T23:59:00+08:00", "此项距今已超过 30 天，不能受理。"),
        (SENT, "2026-02-09T00:00:00+08:00", ""),
    ],
)
def test_a_time_that_cannot_stand_says_why(form: Form, value: Any, why: str) -> None:
    last = form.fields[-1]
    draft = Draft(at=last.key, answers={"starts": "2026-03-20"})
    assert said(times.check(asked_about(form, last, draft, world()), value)) == why


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        (DAY, "2026-03-10", "3月10日（周二）"),
        (NOTICED, "2026-03-10T15:05:00+08:00", "3月10日（周二）15:05"),
        (PAST, span_of("03-10T13:00", "03-10T14:00"), "3月10日（周二）13:00–14:00"),
        (
            PAST,
            span_of("03-10T23:00", "03-11T01:00"),
            "3月10日（周二）23:00 – 3月11日（周三）01:00",
        ),
    ],
)
def test_a_time_is_shown_as_it_is_said(form: Form, value: Any, shown: str) -> None:
    assert said(times.render(asked(form, world()), value)) == shown


def test_half_of_a_span_that_is_gone_is_warned_of() -> None:
    here = world(NOON, keeps_days={"B-Z04": 12})
    span = next(f for f in FOOTAGE.fields if f.key == "span")
    about = asked_about(FOOTAGE, span, Draft(at="span", answers={"zones": ["B-Z04"]}), here)
    warned = times.warning(about, span_of("02-27T11:00", "02-27T13:00"))
    assert said(warned) == "请留意：2月27日（周五）12:00 之前的部分已被覆盖，看不到了。"
    assert times.warning(about, None) is None
    assert times.warning(asked(DAY, here), "2026-02-27") is None


@pytest.mark.parametrize(
    ("form", "typed", "kept"),
    [
        # Said in March of what is planned, December is the one to come.
        (one(FieldKind.DAY, ahead=True), "12月30日", "2026-12-30"),
        (
            PAST,
            "今天8点到现在",
            {"from": "2026-03-11T08:00:00+08:00", "to": "2026-03-11T10:20:00+08:00"},
        ),
    ],
)
def test_what_is_typed_is_read_from_now(form: Form, typed: str, kept: Any) -> None:
    here = world()
    assert after(form, begin(form, here), here, Typed(typed)).answers["it"] == kept


@pytest.mark.parametrize("before", [(), ("今天",), ("今天上午",), ("今天", "9")])
def test_something_is_noticed_now_at_whatever_step_it_is_said(before: tuple[str, ...]) -> None:
    here = world()
    said_so = (Typed(words) for words in (*before, "现在"))
    draft = after(NOTICED, begin(NOTICED, here), here, *said_so)
    assert draft.answers["it"] == "2026-03-11T10:20:00+08:00"


def test_now_is_not_a_time_of_yesterday() -> None:
    here = world()
    begun = after(NOTICED, begin(NOTICED, here), here, Typed("昨天"))
    assert turn(NOTICED, begun, Typed("现在"), here).problem
