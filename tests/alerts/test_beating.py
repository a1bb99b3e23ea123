"""A source's own pace says when it is silent."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.beating import ENOUGH, Beating

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=9)
MINUTE = timedelta(minutes=1)


def after(*gaps: timedelta) -> Beating:
    beating, at = Beating().beat(NOON, silent=False), NOON
    for gap in gaps:
        at += gap
        beating = beating.beat(at, silent=False)
    return beating


def missed(beating: Beating, later: timedelta, since: datetime = LONG_AGO) -> bool:
    assert beating.at
    return beating.missed(beating.at + later, since)


def test_what_beats_every_ten_minutes_is_missed_after_half_an_hour() -> None:
    beating = after(*[10 * MINUTE] * ENOUGH)
    assert not missed(beating, 29 * MINUTE)
    assert missed(beating, 31 * MINUTE)


def test_what_beats_every_second_is_not_missed_within_five_minutes() -> None:
    beating = after(*[timedelta(seconds=2)] * ENOUGH)
    assert not missed(beating, 4 * MINUTE)
    assert missed(beating, 6 * MINUTE)


def test_who_tried_it_twice_is_not_missed_for_ever() -> None:
    assert not missed(after(MINUTE), timedelta(days=3))
    assert not Beating().missed(NOON, LONG_AGO)


def test_one_late_beat_makes_it_patient_and_not_for_ever() -> None:
    late = after(*[MINUTE] * ENOUGH, 60 * MINUTE)
    assert not missed(late, 100 * MINUTE)
    again = after(*[MINUTE] * ENOUGH, 60 * MINUTE, *[MINUTE] * 60)
    assert missed(again, 6 * MINUTE)


def test_a_pace_is_counted_from_the_fifth_beat_and_missed_after_three_of_them() -> None:
    assert not missed(after(*[10 * MINUTE] * (ENOUGH - 2)), timedelta(days=3))
    beating = after(*[10 * MINUTE] * (ENOUGH - 1))
    assert beating.beats == ENOUGH
    assert not missed(beating, 30 * MINUTE)
    assert missed(beating, 30 * MINUTE + timedelta(seconds=1))


def test_a_message_of_several_parts_is_one_beat() -> None:
    once = Beating().beat(NOON, silent=False)
    assert (once.at, once.beats) == (NOON, 1)
    assert once.beat(NOON + timedelta(seconds=0.9), silent=False) == once
    twice = once.beat(NOON + timedelta(seconds=1), silent=False)
    assert (twice.at, twice.beats) == (NOON + timedelta(seconds=1), 2)
    assert twice.pace == timedelta(seconds=1)


def test_nothing_is_waited_for_longer_than_three_days() -> None:
    weekly = after(*[timedelta(days=7)] * ENOUGH)
    assert weekly.pace == timedelta(days=1)
    assert missed(weekly, timedelta(days=3, seconds=1))


def test_with_each_beat_a_tenth_of_a_late_one_is_forgotten() -> None:
    late = after(*[MINUTE] * ENOUGH, 60 * MINUTE, MINUTE, MINUTE)
    assert late.pace == 60 * MINUTE * 0.9 * 0.9


def test_while_nobody_listened_nothing_was_missed() -> None:
    beating = after(*[MINUTE] * ENOUGH)
    assert beating.at
    opened = beating.at + 60 * MINUTE
    assert not missed(beating, 62 * MINUTE, since=opened)
    assert missed(beating, 66 * MINUTE, since=opened)


def test_a_silence_that_was_told_is_no_measure() -> None:
    beating = after(*[MINUTE] * ENOUGH)
    assert beating.at
    back = beating.beat(beating.at + timedelta(hours=20), silent=True)
    assert back.pace == beating.pace
    assert missed(back, 6 * MINUTE)


@given(st.lists(st.integers(1, 3600), min_size=ENOUGH, max_size=40))
def test_whatever_its_pace_it_is_not_missed_while_it_keeps_it(gaps: list[int]) -> None:
    longest = timedelta(seconds=max(gaps[-1:]))
    assert not missed(after(*(timedelta(seconds=gap) for gap in gaps)), longest)
