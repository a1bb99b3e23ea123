"""A school's calendar as its office sends it in, and every mistake in it at once."""

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bot.people import calendar_sheet
from bot.people.days import Almanac, DayKind, PeriodKind
from bot.speech import Voice

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER = "from,to,kind,name,flags,announced\n"
GOOD = (
    HEADER
    + "2026-10-08,2026-10-09,休,国庆后补休,,2026-09-30 16:00\n"
    + "2026/10/10,,上班,补课,,\n"
    + "2026年9月1日,2027-01-20,学期,2026年秋季学期,,\n"
    + "2026-12-12,2026-12-13,考试,全国大学英语四六级考试,national_exam,2026-10-15\n"
)


def read(text: str | bytes) -> tuple[Almanac, list[tuple[int, str, str]]]:
    data = text if isinstance(text, bytes) else text.encode()
    almanac, mistakes = calendar_sheet.almanac(
        data, flags={"national_exam", "privacy"}, zone=SHANGHAI
    )
    for voice in (Voice("zh"), Voice("en")):
        assert all(voice(mistake) for mistake in mistakes)
    return almanac, [
        (m.values["row"], m.values["column"], m.key.removeprefix("importing."))
        for m in mistakes
    ]


def test_days_and_periods_are_read_as_an_office_writes_them() -> None:
    almanac, mistakes = read(GOOD)
    assert mistakes == []
    assert {day.isoformat(): c.kind for day, c in almanac.changes.items()} == {
        "2026-10-08": DayKind.OWN_OFF,
        "2026-10-09": DayKind.OWN_OFF,
        "2026-10-10": DayKind.OWN_WORK,
    }
    announced = almanac.changes[date(2026, 10, 8)].announced_at
    assert announced == datetime(2026, 9, 30, 16, tzinfo=SHANGHAI)
    term, exam = almanac.periods
    assert (term.kind, term.start) == (PeriodKind.TERM, date(2026, 9, 1))
    assert (exam.flags, exam.end) == (("national_exam",), date(2026, 12, 13))


def test_what_is_written_out_reads_the_same_again() -> None:
    almanac, _ = read(GOOD)
    text = io.StringIO()
    csv.writer(text).writerows([calendar_sheet.COLUMNS, *calendar_sheet.rows(almanac)])
    assert len(list(calendar_sheet.rows(almanac))) == 4
    assert read(text.getvalue()) == (almanac, [])


def test_a_date_in_a_spreadsheet_is_a_date() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(calendar_sheet.COLUMNS))
    sheet.append([datetime(2026, 10, 8), None, "休", "补休", None, None])  # noqa: DTZ001  # a cell has no zone
    out = io.BytesIO()
    book.save(out)
    almanac, mistakes = read(out.getvalue())
    assert (list(almanac.changes), mistakes) == ([date(2026, 10, 8)], [])


WRONG = [
    ("2026-13-01,,休,x,,", (2, "from", "bad_day")),
    ("2026-10-01,10月3日,休,x,,", (2, "to", "bad_day")),
    ("2026-10-03,2026-10-01,休,x,,", (2, "to", "ends_before_it_begins")),
    ("2026-10-03,2036-10-01,学期,x,,", (2, "to", "period_too_long")),
    (",,休,x,,", (2, "from", "required")),
    ("2026-10-03,,,x,,", (2, "kind", "required")),
    ("2026-10-03,,休,,,", (2, "name", "required")),
    ("2026-10-03,,周末,x,,", (2, "kind", "unknown_kind")),
    ("2026-10-03,,休,x,national_exam,", (2, "flags", "flag_of_a_day")),
    ("2026-10-03,,考试,x,secret,", (2, "flags", "unknown_flag")),
    ("2026-10-03,,休,x,,昨天", (2, "announced", "bad_moment")),
    ("2026-10-01,2026-10-03,休,x,,\n2026-10-03,,上班,y,,", (3, "from", "day_twice")),
    ("2026-09-01,,学期,秋,,\n2026-09-01,2027-01-20,学期,秋,,", (3, "from", "day_twice")),
]


@pytest.mark.parametrize(("rows", "found"), WRONG)
def test_each_mistake_is_told_with_its_place(rows: str, found: tuple[int, str, str]) -> None:
    assert read(HEADER + rows) == (Almanac(), [found])


SAID = [
    (
        "2026-10-01,10月3日,休,x,,",
        "第 2 行，to 列：“10月3日”不是日期，请写成 2026-10-08。",
    ),
    ("2026-10-03,2026-10-01,休,x,,", "第 2 行，to 列：2026-10-01 早于开始日期。"),
    ("2026-10-03,2036-10-01,学期,x,,", "第 2 行，to 列：超过 400 天，请核对年份。"),
    (
        "2026-10-03,,周末,x,,",
        (
            "第 2 行，kind 列：没有“周末”这一类；可用的："
            "holiday、make_up、own_off、own_work、term、exam、event、"
            "放假、法定假日、调休上班、休、停课、上班、学期、考试、活动。"
        ),
    ),
    (
        "2026-10-03,,休,x,national_exam,",
        "第 2 行，flags 列：标记只用于学期、考试、活动，不用于单日（national_exam）。",
    ),
    (
        "2026-10-03,,考试,x,secret,",
        "第 2 行，flags 列：没有“secret”这个标记；可用的：national_exam、privacy。",
    ),
    (
        "2026-10-03,,休,x,,昨天",
        (
            "第 2 行，announced 列：“昨天”不是日期或时间，"
            "请写成 2026-10-08 或 2026-10-08 09:00。"
        ),
    ),
    (
        "2026-10-01,2026-10-03,休,x,,\n2026-10-03,,上班,y,,",
        "第 3 行，from 列：自 2026-10-03 起与第 2 行重复。",
    ),
]


@pytest.mark.parametrize(("rows", "said"), SAID)
def test_each_mistake_is_told_in_a_sentence(rows: str, said: str) -> None:
    _, (mistake,) = calendar_sheet.almanac(
        (HEADER + rows).encode(), flags={"national_exam", "privacy"}, zone=SHANGHAI
    )
    assert Voice("zh")(mistake) == said


def test_two_exams_may_begin_on_one_day_and_a_term_may_last_as_long_as_that() -> None:
    almanac, mistakes = read(
        HEADER
        + "2026-10-10,,考试,四级,national_exam;privacy,2026-09-01\n"
        + "2026-10-10,2026-10-10,考试,六级,,\n"
        + "2026-09-01,2027-10-06,学期,秋,,\n"
    )
    assert mistakes == []
    said = {p.name: (p.end - p.start, p.announced_at) for p in almanac.periods}
    september = datetime(2026, 9, 1, tzinfo=SHANGHAI)
    assert said["四级"] == (timedelta(0), september)
    assert said["六级"] == (timedelta(0), None)
    assert said["秋"] == (timedelta(days=400), None)
    assert list(calendar_sheet.rows(almanac)) == [
        ("2026-09-01", "2027-10-06", "term", "秋", "", ""),
        ("2026-10-10", "", "exam", "六级", "", ""),
        ("2026-10-10", "", "exam", "四级", "national_exam;privacy", "2026-09-01 00:00:00"),
    ]


def test_a_file_without_anything_is_told_so() -> None:
    _, (mistake,) = calendar_sheet.almanac(b"", flags=(), zone=SHANGHAI)
    assert Voice("zh")(mistake).startswith("这个文件里没有内容")


def test_all_mistakes_come_at_once() -> None:
    _, mistakes = read(HEADER + "2026-13-01,,休,,,\n2026-10-03,,周末,x,,\n")
    assert len(mistakes) == 3
    _, mistakes = read(HEADER + "2026-13-01,,休,x,,\n2026-10-03,,休,y,,,多出来的\n")
    assert [row for row, _, _ in mistakes] == [2, 3]


def test_what_is_written_later_goes_before_what_stood_there() -> None:
    almanac, _ = read(GOOD)
    newer, _ = read(
        HEADER + "2026-10-08,,上班,照常上班,,\n2026-09-01,2027-01-13,学期,2026年秋季学期,,"
    )
    both = almanac.with_(newer)
    assert both.changes[date(2026, 10, 8)].kind is DayKind.OWN_WORK
    assert both.changes[date(2026, 10, 9)].kind is DayKind.OWN_OFF
    assert [p.end for p in both.periods] == [date(2027, 1, 13), date(2026, 12, 13)]


def test_a_stretch_is_taken_out_by_its_days_or_by_its_name() -> None:
    almanac, _ = read(GOOD)
    fewer = almanac.without(date(2026, 10, 9), date(2026, 12, 31))
    assert list(fewer.changes) == [date(2026, 10, 8)]
    assert [p.kind for p in fewer.periods] == [PeriodKind.TERM]
    named = almanac.without(date(2026, 10, 1), date(2026, 10, 31), name="补课")
    assert len(named.changes) == 2
    assert named.periods == almanac.periods
