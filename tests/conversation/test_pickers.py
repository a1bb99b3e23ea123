"""Days and times by taps: whatever is shown can be tapped and leads where it says, or says why."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import Saying
from bot.conversation import bells, spans
from bot.conversation.asked import Choice
from bot.conversation.form import FieldKind, Form
from bot.conversation.turns import (
    Back,
    Chosen,
    Draft,
    Page,
    Typed,
    World,
    begin,
    question,
    turn,
)
from bot.people.calendar import Calendar
from bot.people.days import Almanac, Change, DayKind
from bot.platforms.telegram.render import KEYBOARD_LIMIT, ROW_LIMIT, parts
from bot.speech import Voice
from bot.taps import LIMIT
from bot.writing import questions
from tests.conversation.school import (
    FOOTAGE,
    SHANGHAI,
    WEDNESDAY,
    after,
    one,
    spoken,
    typed_until,
    world,
)
from tests.examples import examples

TIMES = (FieldKind.DAY, FieldKind.MOMENT, FieldKind.SPAN)
NATIONAL_DAY = datetime(2025, 10, 9, 9, 0, tzinfo=SHANGHAI)


def span(**more: object) -> Form:
    return one(FieldKind.SPAN, past=True, max_hours=4, **more)


def offered(form: Form, draft: Draft, here: World) -> list[Choice]:
    asked = question(form, draft, here)
    return [choice for choice in (*asked.quick, *asked.bells, *asked.options) if choice.id]


def labels(form: Form, draft: Draft, here: World) -> dict[str, str]:
    """What each option says, by its id."""
    say = Voice(here.language)
    return {choice.id: say(choice.text) for choice in offered(form, draft, here)}


def tapped(form: Form, here: World, *options: str) -> Draft:
    draft = begin(form, here)
    for option in options:
        draft = after(form, draft, here, Chosen(option))
    return draft


# ------------------------------------------------------------------ a day


def test_today_and_days_of_rest_are_marked() -> None:
    here = world(NATIONAL_DAY, calendar=Calendar(zone=SHANGHAI))
    form = one(FieldKind.MOMENT, past=True)
    said = labels(form, begin(form, here), here)
    assert {"d2025-10-08", "d2025-10-07"} <= set(said)
    grid = {
        c.id: spoken_label(c) for c in question(form, begin(form, here), here).options if c.id
    }
    assert grid["d2025-10-09"] == "9今"
    assert grid["d2025-10-01"] == "1休"
    assert grid["d2025-10-10"] == "·10·"


def test_the_school_s_own_days_are_marked_as_well() -> None:
    day = date(2026, 3, 7)  # a Saturday
    own = Change(date=day, kind=DayKind.OWN_WORK, name="补课")
    here = world(calendar=Calendar(zone=SHANGHAI, own=Almanac(changes={day: own})))
    form = one(FieldKind.DAY, past=True)
    grid = {
        c.id: spoken_label(c) for c in question(form, begin(form, here), here).options if c.id
    }
    assert grid["d2026-03-07"] == "7班"
    assert grid["d2026-03-08"] == "8"


def spoken_label(choice: Choice) -> str:
    return Voice("zh")(choice.text)


def test_a_day_that_cannot_be_says_why() -> None:
    here, form = world(), span()
    draft = begin(form, here)
    future = turn(form, draft, Chosen("d2026-03-13"), here)
    assert future.draft == draft
    assert future.problem
    assert spoken(future.problem).startswith("3月13日（周五）还没有到")


def test_what_recorders_have_overwritten_is_told_before_it_is_asked_for() -> None:
    here = world()
    draft = begin(FOOTAGE, here)
    for said in ("不是", "财物遗失", "操场", "跳过"):
        draft = after(FOOTAGE, draft, here, Typed(said))
    asked = question(FOOTAGE, draft, here)
    assert asked.step
    assert Voice("zh")(asked.step) == "哪一天？（2月26日（周四）以前的录像已被覆盖）"


# ------------------------------------------------------------------ a time


def test_yesterday_three_to_four_is_four_taps() -> None:
    here, form = world(), span()
    draft = tapped(form, here, "d2026-03-10", "h15", "m0", "e60")
    assert draft.answers["it"] == {
        "from": "2026-03-10T15:00:00+08:00",
        "to": "2026-03-10T16:00:00+08:00",
    }


def test_a_period_of_the_timetable_is_a_whole_answer() -> None:
    here, form = world(), span()
    said = labels(form, tapped(form, here, "d2026-03-10"), here)
    assert "h5" not in said, "the small hours are 凌晨's"
    assert said["p600-640"] == "第3节"
    assert said["p420-450"] == "早读"
    draft = tapped(form, here, "d2026-03-10", "p600-640")
    assert draft.answers["it"]["from"] == "2026-03-10T10:00:00+08:00"
    assert draft.answers["it"]["to"] == "2026-03-10T10:40:00+08:00"

    typed = after(form, tapped(form, here, "d2026-03-10"), here, Typed("第3节"))
    assert typed.answers == draft.answers


def test_a_moment_takes_the_bell_s_beginning() -> None:
    here, form = world(), one(FieldKind.MOMENT, past=True)
    draft = tapped(form, here, "d2026-03-10", "p600-640")
    assert draft.answers["it"] == "2026-03-10T10:00:00+08:00"


@pytest.mark.parametrize("word", ["现在", "now"])
def test_what_is_noticed_now_is_one_tap_or_one_word(word: str) -> None:
    here, form = world(), one(FieldKind.MOMENT, past=True)
    said = labels(form, begin(form, here), here)
    assert said["now"] == "现在"
    tapped_now = after(form, begin(form, here), here, Chosen("now"))
    assert tapped_now.answers["it"] == "2026-03-11T10:20:00+08:00"
    assert after(form, begin(form, here), here, Typed(word)).answers == tapped_now.answers
    for other in (span(), one(FieldKind.DAY, past=True), one(FieldKind.MOMENT)):
        assert turn(other, begin(other, here), Chosen("now"), here).problem


def test_a_lesson_that_is_not_over_yet_is_not_offered() -> None:
    here, form = world(), span()  # 10:20, in the middle of the third
    said = labels(form, tapped(form, here, "d2026-03-11"), here)
    assert "p420-450" in said
    assert "p600-640" not in said
    assert "wafternoon" not in said


def test_a_part_of_the_day_narrows_the_hours() -> None:
    here, form = world(), span()
    draft = tapped(form, here, "d2026-03-10", "wnoon")
    assert list(labels(form, draft, here)) == ["h11", "h12", "h13", "h14"]
    assert "中午" in spoken(question(form, draft, here).step)
    back = after(form, draft, here, Back())
    assert "wnoon" in labels(form, back, here)


def test_the_start_can_be_moved_a_little() -> None:
    here, form = world(), span()
    draft = tapped(form, here, "d2026-03-10", "h15", "m0")
    assert {"n-5", "n5"} <= set(labels(form, draft, here))
    moved = after(form, after(form, draft, here, Chosen("n-5")), here, Chosen("e30"))
    assert moved.answers["it"]["from"] == "2026-03-10T14:55:00+08:00"
    midnight = tapped(form, here, "d2026-03-10", "h0", "m0")
    assert "n-5" not in labels(form, midnight, here)
    before_midnight = turn(form, midnight, Chosen("n-5"), here).problem
    assert before_midnight
    assert before_midnight.key == "conversation.no_such_option"


@pytest.mark.parametrize(
    "forged",
    [
        "p0-0",
        "p900-60",
        "p900-1441",
        "p0-9999",
        "w",
        "wnever",
        "n60",
        "n-0",
        "h99",
        "d2026-02-30",
        "q",
    ],
)
def test_a_forged_option_changes_nothing(forged: str) -> None:
    here, form = world(), span()
    for draft in (
        begin(form, here),
        tapped(form, here, "d2026-03-10"),
        tapped(form, here, "d2026-03-10", "h15", "m0"),
    ):
        refused = turn(form, draft, Chosen(forged), here)
        assert refused.problem
        assert refused.problem.key == "conversation.no_such_option"
        assert refused.draft == draft


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("08:00-08:40", (time(8), time(8, 40))),
        (" 8:00 – 9:05 ", (time(8), time(9, 5))),
        ("08:40-08:00", None),
        ("25:00-26:00", None),
        ("08:00", None),
        ("08:00-08:61", None),
        ("08:00-08:60", None),
        ("08:00-08:00", None),
        ("24:00-24:30", None),
        ("23:00-23:59", (time(23), time(23, 59))),
    ],
)
def test_a_period_as_an_operator_writes_it(
    written: str, read: tuple[time, time] | None
) -> None:
    if read is None:
        with pytest.raises(ValueError, match=r"^period$"):
            bells.read(written)
    else:
        assert bells.read(written) == read


@pytest.mark.parametrize(
    ("before", "forged"),
    [
        (("d2026-03-11",), "h24"),
        (("d2026-03-11", "h15"), "m60"),
        (("d2026-03-11", "h15", "m0"), "e1440"),
        (("d2026-03-11", "h15", "m0", "own"), "h48"),
        (("d2026-03-11", "h15", "m0", "own", "h16"), "m60"),
    ],
)
def test_no_button_leads_beyond_its_clock(before: tuple[str, ...], forged: str) -> None:
    here, form = world(), one(FieldKind.SPAN)
    refused = turn(form, tapped(form, here, *before), Chosen(forged), here)
    assert refused.problem
    assert refused.problem.key == "conversation.no_such_option"


def test_minutes_an_hour_does_not_have_are_not_those_of_the_hour_before() -> None:
    here, form = world(), span()
    for before in (("h15",), ("h15", "m0", "own", "h15")):
        draft = tapped(form, here, "d2026-03-10", *before)
        for word in ("60", "75"):
            refused = turn(form, draft, Typed(word), here)
            assert refused.problem
            assert refused.draft == draft


@pytest.mark.parametrize(
    ("start", "hour", "wrong"),
    [
        ("8:59", "h8", "end_before_start"),  # of this hour no minute is left
        ("8:58", "h8", ""),
        ("9:00", "h8", "end_before_start"),
        ("9:00", "h10", ""),
        ("9:00", "h11", "in_future"),  # it is 10:20
    ],
)
def test_an_hour_in_which_no_end_can_lie_is_refused(start: str, hour: str, wrong: str) -> None:
    here, form = world(), span()
    draft = tapped(form, here, "d2026-03-11")
    draft = after(form, draft, here, Typed(start), Chosen("own"))
    said = turn(form, draft, Chosen(hour), here)
    assert (said.problem.key if said.problem else "") == (wrong and f"conversation.{wrong}")


@pytest.mark.parametrize(
    ("before", "word", "button"),
    [
        ((), "1", "d2026-03-11"),
        (("d2026-03-11",), "9", "h9"),
        (("d2026-03-11",), "09", "h9"),
        (("d2026-03-11", "h9"), "5", "m5"),
        (("d2026-03-11", "h9"), "05", "m5"),
        (("d2026-03-11", "h9", "m0"), "2", "e30"),
        (("d2026-03-11", "h9", "m0"), "到现在", "now"),
        (("d2026-03-11", "h9", "m0", "own"), "到现在", "now"),
        (("d2026-03-11", "h9", "m0", "own", "h10"), "现在", "now"),
        (("d2026-03-11", "h9", "m0", "own"), "10", "h10"),
        (("d2026-03-11", "h9", "m0", "own", "h9"), "45", "m45"),
        (("d2026-03-11", "h9", "m0", "own", "h9"), "47", "m47"),
    ],
)
def test_a_bare_number_means_what_is_shown_under_it(
    before: tuple[str, ...], word: str, button: str
) -> None:
    here, form = world(), span()
    draft = tapped(form, here, *before)
    typed, touched = (after(form, draft, here, one) for one in (Typed(word), Chosen(button)))
    assert (typed.answers, typed.partial) == (touched.answers, touched.partial)
    assert typed != draft


@pytest.mark.parametrize(
    ("before", "ends"),
    [(("now",), "10:20"), (("own", "h9", "m45"), "09:45"), (("e30",), "09:30")],
)
def test_an_end_by_taps(before: tuple[str, ...], ends: str) -> None:
    draft = tapped(span(), world(), "d2026-03-11", "h9", "m0", *before)
    assert draft.answers["it"]["to"] == f"2026-03-11T{ends}:00+08:00"


def test_a_lesson_or_a_part_of_the_day_can_still_be_tapped_when_an_hour_was() -> None:
    here, form = world(), span()
    lesson = tapped(form, here, "d2026-03-10", "h15", "p600-640")
    assert lesson.answers["it"]["from"] == "2026-03-10T10:00:00+08:00"
    part = tapped(form, here, "d2026-03-10", "h15", "wnoon")
    assert part.partial == {"day": "2026-03-10", "part": "noon"}
    start = tapped(form, here, "d2026-03-10", "h15", "m5")
    assert start.partial == {"day": "2026-03-10", "start": 905}


def test_a_number_nothing_is_shown_under_is_no_time() -> None:
    here, form = world(), span()
    refused = turn(form, begin(form, here), Typed("99"), here).problem
    assert refused
    assert refused.key == "conversation.unclear_time"


def test_a_moment_is_counted_back_from_now_to_the_minute() -> None:
    now = WEDNESDAY.replace(second=41, microsecond=7)
    here, form = world(now), one(FieldKind.MOMENT, past=True)
    draft = after(form, begin(form, here), here, Typed("半小时前"))
    assert draft.answers["it"] == "2026-03-11T09:50:00+08:00"


def test_a_part_of_the_day_said_first_holds_for_the_hours_said_next() -> None:
    here, form = world(), span()
    draft = after(form, begin(form, here), here, Typed("昨天下午"), Typed("3点到4点"))
    assert draft.answers["it"]["from"] == "2026-03-10T15:00:00+08:00"
    assert draft.answers["it"]["to"] == "2026-03-10T16:00:00+08:00"


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ([Typed("明天")], date(2026, 3, 12)),
        ([Typed("今天15:00")], datetime(2026, 3, 11, 15, tzinfo=SHANGHAI)),
        ([Chosen("d2026-03-11"), Chosen("h15")], datetime(2026, 3, 11, 15, tzinfo=SHANGHAI)),
    ],
)
def test_what_has_not_come_yet_is_named_as_it_was_said(
    said: list[Typed | Chosen], when: date
) -> None:
    here, form = world(), span()
    draft = after(form, begin(form, here), here, *said[:-1])
    refused = turn(form, draft, said[-1], here).problem
    assert refused
    assert (refused.key, refused.values["when"]) == ("conversation.in_future", when)


def test_a_day_and_an_hour_that_have_just_begun_are_taken() -> None:
    form = span()
    midnight = world(WEDNESDAY.replace(hour=0, minute=30))
    assert after(form, begin(form, midnight), midnight, Typed("今天")).partial
    here = world(WEDNESDAY.replace(minute=0))
    draft = after(form, begin(form, here), here, Typed("今天9:00"), Chosen("own"))
    assert after(form, draft, here, Chosen("h10")).partial["end_hour"] == 10
    refused = turn(form, draft, Chosen("h11"), here).problem
    assert refused
    assert refused.values["when"] == here.now + timedelta(hours=1)


def test_a_day_of_which_nothing_is_left_is_named() -> None:
    here = world()
    refused = turn(FOOTAGE, typed_until(FOOTAGE, here, "span"), Typed("2月1日"), here).problem
    assert refused
    assert (refused.key, refused.values["when"]) == (
        "conversation.overwritten",
        date(2026, 2, 1),
    )


DAY = "2026-03-10"


@pytest.mark.parametrize(
    ("partial", "before"),
    [
        (
            {"day": DAY, "start": 915, "own": True, "end_hour": 16},
            {"day": DAY, "start": 915, "own": True},
        ),
        ({"day": DAY, "start": 915, "own": True}, {"day": DAY, "start": 915}),
        ({"start": 900, "end": 960}, {"start": 900}),
        ({"day": DAY, "start": 600}, {"day": DAY, "hour": 10}),
        ({"start": 915}, {}),
        ({"day": DAY, "part": "noon", "hour": 12}, {"day": DAY, "part": "noon"}),
        ({"day": DAY, "part": "noon"}, {"day": DAY}),
        ({"day": DAY}, {}),
        ({}, None),
    ],
)
def test_a_time_is_taken_back_by_what_was_said_last(
    partial: dict[str, object], before: dict[str, object] | None
) -> None:
    assert spans.fewer(partial) == before


# ------------------------------------------------------------------ laws

MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda n: datetime(2026, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=n)
)
TIMETABLES = st.dictionaries(
    st.sampled_from([*map(str, range(1, 15)), "早读", "午休", "放学后"]),
    st.tuples(st.integers(0, 1380), st.integers(1, 59)).map(
        lambda p: (time(*divmod(p[0], 60)), time(*divmod(p[0] + p[1], 60)))
    ),
)


def test_no_hour_is_offered_in_which_no_end_could_be_tapped() -> None:
    """Minutes go by five: after 00:55 an end of one's own begins with the next hour."""
    here, form = world(datetime(2026, 1, 1, tzinfo=SHANGHAI)), one(FieldKind.SPAN, max_hours=1)
    draft = tapped(form, here, "d2026-01-01", "wdawn", "h0", "m55", "own")
    assert [choice.id for choice in offered(form, draft, here)] == ["h1"]


@settings(max_examples=examples(120), deadline=None)
@given(
    kind=st.sampled_from(TIMES),
    past=st.booleans(),
    hours=st.sampled_from((0, 1, 4)),
    now=MOMENTS,
    periods=TIMETABLES,
    language=st.sampled_from(("zh", "en")),
    fingers=st.lists(st.integers(0, 999), min_size=24, max_size=24),
)
def test_whatever_is_shown_leads_where_it_says(
    kind, past, hours, now, periods, language, fingers
):
    form = one(kind, past=past, max_hours=hours)
    own = Calendar(zone=SHANGHAI)
    here = world(now, periods=periods, calendar=own, language=language)
    draft = begin(form, here)
    for turned, picked in zip(fingers[::2], fingers[1::2], strict=True):
        if draft.at_review:
            return
        asked = question(form, draft, here)
        fits_a_phone(form, draft, here)
        pages = [p for p in (asked.pager.prev, asked.pager.next) if p] if asked.pager else []
        if pages and turned % 3:
            draft = turn(form, draft, Page(pages[turned % len(pages)]), here).draft
        shown = offered(form, draft, here)
        choice = shown[picked % len(shown)]
        gone = turn(form, draft, Chosen(choice.id), here)
        if gone.problem:
            assert told_why(gone.problem, choice)
            assert gone.draft == draft
        else:
            assert gone.draft.version == draft.version + 1
            assert day_of(gone.draft, choice) in (None, choice.id[1:])
        draft = gone.draft


def told_why(problem: Saying, choice: Choice) -> bool:
    """Only a dotted day, or an end so late that it is not yet, is refused: with its reason."""
    dotted = Voice("zh")(choice.text).startswith("·")
    return problem.key != "conversation.no_such_option" and dotted


def day_of(draft: Draft, choice: Choice) -> str | None:
    if not choice.id.startswith("d"):
        return None
    settled = draft.answers.get("it")
    return str(draft.partial.get("day") or settled)


def fits_a_phone(form: Form, draft: Draft, here: World) -> None:
    desk = questions.Desk(draft=10**9, version=10**6, voice=Voice(here.language))
    card = questions.card(form, question(form, draft, here), desk)
    (shown,) = parts(card)
    assert shown.keyboard
    rows = shown.keyboard["inline_keyboard"]
    assert sum(map(len, rows)) <= KEYBOARD_LIMIT
    assert max(map(len, rows)) <= ROW_LIMIT
    assert len(rows) <= 16, "more than a phone shows"
    assert all(len(key["callback_data"].encode()) <= LIMIT for row in rows for key in row)


def test_the_calendar_reaches_back_as_far_as_the_recorders_do() -> None:
    here, form = world(WEDNESDAY), span()
    draft, months = begin(form, here), 0
    while prev := question(form, draft, here).pager.prev:
        draft = turn(form, draft, Page(prev), here).draft
        months += 1
    assert months == 12
    first = min(
        date.fromisoformat(c.id[1:]) for c in question(form, draft, here).options if c.id
    )
    assert first <= WEDNESDAY.date() - timedelta(days=366)
