"""Dates, spans, lists and sizes as a Chinese office and as an English reader would write them."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages import mofile, pofile
from hypothesis import given
from hypothesis import strategies as st

from bot import speech
from bot.cards import Saying
from bot.conversation.form import Label
from bot.speech import Voice, both

SHANGHAI = ZoneInfo("Asia/Shanghai")
THEN = datetime(2026, 11, 26, 15, 0, tzinfo=SHANGHAI)
LATER = datetime(2026, 11, 26, 16, 0, tzinfo=SHANGHAI)
MORNING = datetime(2026, 11, 27, 1, 0, tzinfo=SHANGHAI)
NOW = datetime(2026, 11, 27, 10, 0, tzinfo=SHANGHAI)
ZH, EN = Voice("zh", SHANGHAI, NOW), Voice("en", SHANGHAI, NOW)
LAST_YEAR = datetime(2025, 12, 31, 23, 30, tzinfo=SHANGHAI)
FIRST, LAST = datetime.fromisoformat("2020-01-02"), datetime.fromisoformat("2035-01-01")
MOMENTS = st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.just(SHANGHAI))


def test_a_moment_has_its_weekday_and_its_time() -> None:
    assert ZH.moment(THEN) == "11月26日（周四）15:00"
    assert EN.moment(THEN) == "Thu 26 Nov, 15:00"


def test_a_span_names_its_day_once_and_two_days_when_there_are_two() -> None:
    assert ZH.span(THEN, LATER) == "11月26日（周四）15:00–16:00"
    assert EN.span(THEN, LATER) == "Thu 26 Nov, 15:00–16:00"
    assert ZH.span(THEN, MORNING) == "11月26日（周四）15:00 – 11月27日（周五）01:00"
    assert EN.brief_span(THEN, MORNING) == "26 Nov, 15:00–27 Nov, 01:00"
    assert ZH.brief_span(THEN, LATER) == "11月26日 15:00–16:00"


def test_the_year_is_named_when_it_is_not_this_one() -> None:
    assert ZH.moment(LAST_YEAR) == "2025年12月31日（周三）23:30"
    assert EN.brief(LAST_YEAR) == "31 Dec 2025, 23:30"
    assert ZH.day(date(2027, 1, 1)) == "2027年1月1日（周五）"
    assert "2025" not in Voice("zh", SHANGHAI).moment(LAST_YEAR)  # who knows what year it is?


def test_the_year_and_the_day_are_the_school_s_not_greenwich_s() -> None:
    """At 00:30 of New Year in Shanghai it is still last year in London."""
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=ZoneInfo("UTC"))
    assert ZH.brief(new_year) == "2027年1月1日 00:30"
    assert Voice("zh", SHANGHAI, new_year).brief(new_year) == "1月1日 00:30"


@pytest.mark.parametrize(
    "span, zh, en",
    [
        (timedelta(minutes=90), "1 小时 30 分钟", "1 h 30 min"),
        (timedelta(minutes=25, seconds=59), "25 分钟", "25 min"),
        (timedelta(days=1, minutes=59), "1 天", "1 day"),
        (timedelta(days=3, hours=4), "3 天 4 小时", "3 days 4 h"),
        (timedelta(days=9, hours=4), "9 天", "9 days"),
        (timedelta(seconds=-5), "0 分钟", "0 min"),
    ],
)
def test_how_long_it_lasts(span: timedelta, zh: str, en: str) -> None:
    assert (ZH.lasting(span), EN.lasting(span)) == (zh, en)


def test_a_list_ends_as_each_language_ends_it() -> None:
    words = ["餐厅", "操场", "阅览室"]
    assert ZH.listed(words) == "餐厅、操场、阅览室"
    assert EN.listed(["A"]) == "A"
    assert EN.listed(["A", "B"]) == "A and B"
    assert EN.listed(["A", "B", "C"]) == "A, B and C"
    assert EN.listed([]) == ZH.listed([]) == ""


def test_names_that_hold_the_mark_of_a_list_are_told_apart_all_the_same() -> None:
    assert ZH.listed(["教学楼一、二楼", "餐厅"]) == "教学楼一、二楼；餐厅"
    assert ZH.listed(["教学楼一、二楼"]) == "教学楼一、二楼"
    assert ZH.say(
        "conversation.which_one", text="教学楼", names=["教学楼一、二楼", "教学楼三楼"]
    ) == ("“教学楼”有好几处：教学楼一、二楼；教学楼三楼。请写明是哪一个。")


@pytest.mark.parametrize(
    "octets, said",
    [(0, "0 B"), (812, "812 B"), (3_400, "3.4 KB"), (120_000_000, "120 MB"), (5e12, "5000 GB")],
)
def test_a_size_is_read_at_a_glance(octets: int, said: str) -> None:
    assert EN.size(octets) == ZH.size(octets) == said


def test_one_sentence_in_both_languages() -> None:
    assert both("sentence.cameras", n=1) == Label("1 个摄像头", "1 camera")
    assert both("group.try", name=Label("安保群", "security")).en == "Test security"


@given(MOMENTS, MOMENTS)
def test_a_day_carries_its_year_exactly_when_it_is_another(at: datetime, now: datetime) -> None:
    for language in ("zh", "en"):
        said = Voice(language, SHANGHAI, now)
        for words in (said.day(at.date()), said.moment(at), said.brief(at)):
            assert (str(at.year) in words) == (at.year != now.year)


@given(MOMENTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_a_span_tells_both_its_ends(start: datetime, length: timedelta) -> None:
    end = start + length
    for voice in (ZH, EN):
        for words in (voice.span(start, end), voice.brief_span(start, end)):
            assert words.endswith(f"{end:%H:%M}")
            assert (voice.day(end.date()) in voice.span(start, end)) or (
                start.date() == end.date()
            )


@given(st.integers(min_value=0, max_value=10**6), st.sampled_from(("zh", "en")))
def test_a_count_is_said_with_its_own_number(n: int, language: str) -> None:
    said = Voice(language)(Saying("batch.offer", {"n": n}))
    assert str(n) in said
    assert not set(said) & set("{|}")


SOURCE = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "{}"\n'
)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue whose package was built an hour ago, when its sentence was 旧."""
    monkeypatch.setattr(speech, "LOCALES", tmp_path)
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "a.po"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE.format("旧"))
    with source.open("rb") as sentences, source.with_suffix(".mo").open("wb") as packed:
        mofile.write_mo(packed, pofile.read_po(sentences))
    return source


def dated(file: Path, hours: int) -> None:
    os.utime(file, ns=(0, (100 + hours) * 3_600_000_000_000))


@pytest.mark.parametrize("hours, sentence", [(-1, "旧"), (1, "新")])
def test_what_was_built_is_read_unless_its_source_is_newer(room, hours, sentence):
    room.write_text(SOURCE.format("新"))
    dated(room, hours)
    dated(room.with_suffix(".mo"), 0)
    assert speech.catalogue.__wrapped__("zh") == {"a": sentence}


def test_a_wheel_without_sources_speaks(room):
    room.unlink()
    assert speech.catalogue.__wrapped__("zh") == {"a": "旧"}
