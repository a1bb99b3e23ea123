"""Which silence means that a line is dead, in working time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.lines import ANSWERED_WITHIN, QUIET, QUIET_IN_GROUP, Chat, Line, Step, step
from bot.people.person import Platform

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def line(chat: Chat = Chat.DIRECT, **times: datetime) -> Line:
    return Line(platform=Platform.WECOM, chat=chat, **{"since": NOON, **times})


def by_the_clock(start: datetime, end: datetime) -> timedelta:
    return end - start


@pytest.mark.parametrize(
    ("known", "hours", "wanted"),
    [
        (line(), 9, Step.NOTHING),
        (line(), 10, Step.PROBE),
        (line(heard_at=NOON + 5 * HOUR), 14, Step.NOTHING),
        (line(heard_at=NOON + 5 * HOUR), 15, Step.PROBE),
        (line(probed_at=NOON + 10 * HOUR), 11, Step.NOTHING),
        (line(probed_at=NOON + 10 * HOUR), 12, Step.TELL),
        (line(probed_at=NOON + 10 * HOUR, told_at=NOON + 12 * HOUR), 99, Step.NOTHING),
        (line(Chat.GROUP), 29, Step.NOTHING),
        (line(Chat.GROUP), 30, Step.TELL),
    ],
)
def test_a_silent_line_is_tried_and_then_told(known: Line, hours: int, wanted: Step) -> None:
    assert step(known, NOON + hours * HOUR, by_the_clock) is wanted


@given(hours=st.integers(0, 10_000), chat=st.sampled_from(Chat))
def test_nobody_is_disturbed_when_nobody_works(hours: int, chat: Chat) -> None:
    at_night = step(line(chat), NOON + hours * HOUR, lambda _start, _end: timedelta())
    assert at_night is Step.NOTHING


def test_the_question_comes_before_the_alarm() -> None:
    assert timedelta() < ANSWERED_WITHIN < QUIET < QUIET_IN_GROUP
