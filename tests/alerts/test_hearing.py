"""One signal after another about one camera: what begins, goes on, comes back and ends."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.alerts import hearing
from bot.alerts.fault import Fault
from bot.alerts.hearing import Said
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble
from tests.alerts.test_grouping import MINUTE, NOON, RULES, SECOND, cover, fault

HOUR = timedelta(hours=1)
OPEN, PULSE, CLOSE = Phase.OPEN, Phase.PULSE, Phase.CLOSE


def said(
    after: timedelta,
    phase: Phase = OPEN,
    occurred: timedelta | None = None,
    trouble: Trouble = Trouble.OFFLINE,
) -> Said:
    at = NOON + after
    when = at if occurred is None else NOON + occurred
    signal = Signal(
        source="x", key="k", device="C10", phase=phase, occurred_at=when, trouble=trouble
    )
    return Said(device="C10", zone="Z7", at=at, signal=signal)


def hear(known: list[Fault], one: Said) -> Fault | None:
    return hearing.hear(known, one, "s", RULES)


def over(number: int, began: timedelta, ended: timedelta, **other: object) -> Fault:
    one = fault("C10", number, since=NOON + began, **other)
    return replace(one, ended_at=NOON + ended, last_at=NOON + ended)


def test_a_first_signal_begins_a_fault_where_the_camera_hangs() -> None:
    one = hear([], said(MINUTE, occurred=30 * SECOND, trouble=Trouble.DISK))
    assert one == Fault(
        school="s",
        device="C10",
        zone="Z7",
        trouble=Trouble.DISK,
        began_at=NOON + 30 * SECOND,
        heard_at=NOON + MINUTE,
        last_at=NOON + MINUTE,
    )


@pytest.mark.parametrize(
    ("phase", "trouble", "by_eye"),
    [
        (OPEN, Trouble.OFFLINE, False),
        (PULSE, Trouble.OFFLINE, True),
        (OPEN, Trouble.COVERED, True),
        (PULSE, Trouble.COVERED, True),
    ],
)
def test_who_says_that_it_is_over(phase: Phase, trouble: Trouble, by_eye: bool) -> None:
    one = hear([], said(MINUTE, phase, trouble=trouble))
    assert one
    assert one.by_eye is by_eye


@pytest.mark.parametrize(
    ("again", "began", "heard", "last"),
    [
        (said(MINUTE), 0, 0, 1),
        (said(-MINUTE), -1, -1, 0),  # it came late, and was the first
        (said(MINUTE, occurred=-2 * MINUTE), -2, 0, 1),
    ],
)
def test_what_is_heard_again_moves_no_two_hours(
    again: Said, began: int, heard: int, last: int
) -> None:
    one = hear([fault("C10", 1)], again)
    assert one
    moments = (one.began_at, one.heard_at, one.last_at)
    assert moments == tuple(NOON + n * MINUTE for n in (began, heard, last))
    assert (one.id, one.open) == (1, True)


def test_the_same_once_more_changes_nothing() -> None:
    assert hear([fault("C10", 1)], said(0 * SECOND)) is None


def test_of_several_the_open_one_goes_on_then_the_latest_and_of_two_the_newer_row() -> None:
    ended = over(3, 2 * MINUTE, 3 * MINUTE, outage=3)
    going = fault("C10", 1)
    one = hear([going, ended], said(4 * MINUTE))
    assert one
    assert one.id == 1
    twins = [over(n, MINUTE, 2 * MINUTE, outage=n) for n in (5, 4)]
    back = hear([*twins, over(9, -HOUR, -HOUR, outage=9)], said(4 * MINUTE))
    assert back
    assert (back.id, back.outage) == (0, 5)


def test_an_end_is_told_again_and_a_beginning_that_is_over() -> None:
    ended = over(1, 0 * SECOND, MINUTE)
    assert hear([ended], said(2 * MINUTE, CLOSE)) is None
    assert hear([], said(2 * MINUTE, CLOSE)) is None
    assert hear([ended], said(2 * MINUTE, occurred=0 * SECOND)) is None  # under another key
    assert hear([ended], said(2 * MINUTE, PULSE, occurred=0 * SECOND)) is None
    assert hear([ended], said(2 * MINUTE, occurred=SECOND)) is not None


@pytest.mark.parametrize(
    ("ended", "back", "same"),
    [
        (MINUTE, 24 * HOUR + MINUTE, True),
        (MINUTE, 24 * HOUR + MINUTE + SECOND, False),
        (-HOUR, 24 * HOUR - HOUR + SECOND, False),
    ],
)
def test_back_within_a_day_it_is_the_same_outage(
    ended: timedelta, back: timedelta, same: bool
) -> None:
    one = hear([over(1, -2 * HOUR, ended, outage=7)], said(back))
    assert one
    assert one.outage == (7 if same else None)


def test_the_day_counts_from_the_end_of_a_picture_that_was_said_to_be_back() -> None:
    """The source's clock was an hour behind; we heard of the end later than it says."""
    ended = replace(over(1, -2 * HOUR, -HOUR, outage=7), last_at=NOON)
    one = hear([ended], said(24 * HOUR))
    assert one
    assert one.outage == 7


@pytest.mark.parametrize(("apart", "opens"), [(30 * MINUTE - SECOND, 2), (30 * MINUTE, 1)])
def test_how_often_it_began_within_half_an_hour(apart: timedelta, opens: int) -> None:
    one = hear([over(1, 0 * SECOND, MINUTE)], said(apart))
    assert one
    assert one.opens == opens


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        (30 * SECOND, 30 * SECOND),
        (MINUTE, MINUTE),
        (0 * SECOND, MINUTE),  # as it began: the source's clock stands still
        (2 * MINUTE, MINUTE),  # in the future
    ],
)
def test_it_ended_when_the_source_says_so_if_that_can_be(
    told: timedelta, ended: timedelta
) -> None:
    one = hear([fault("C10", 1)], said(MINUTE, CLOSE, occurred=told))
    assert one
    assert (one.ended_at, one.last_at) == (NOON + ended, NOON + MINUTE)


def test_what_a_person_has_to_look_at_goes_on() -> None:
    one = hear([fault("C10", 1, by_eye=True)], said(MINUTE, CLOSE))
    assert one
    assert (one.open, one.last_at) == (True, NOON + MINUTE)


def test_an_end_that_arrives_after_a_later_signal_takes_nothing_back() -> None:
    known = replace(fault("C10", 1), last_at=NOON + HOUR)
    one = hear([known], said(MINUTE, CLOSE))
    assert one
    assert (one.ended_at, one.last_at) == (NOON + MINUTE, NOON + HOUR)


# ------------------------------------------------------------------ shown or hidden


def shown(one: Fault, *dark: str, now: datetime = NOON) -> Fault:
    return cover([fault(device) for device in dark], now).shown(one)


def test_a_camera_is_hidden_while_its_recorder_is_dark_and_shown_when_it_is_not() -> None:
    camera = fault("C10", 1)
    hidden = shown(camera, "NVR1")
    assert (hidden.hidden, hidden.shown_at) == ("parent/NVR1", None)
    assert shown(hidden, "NVR1", "SW1").hidden == "parent/SW1"  # the switch is nearer
    again = shown(hidden, now=NOON + MINUTE)
    assert (again.hidden, again.shown_at) == ("", NOON + MINUTE)
    assert shown(camera) == camera


def test_what_is_over_is_neither_hidden_nor_shown() -> None:
    ended = replace(fault("C10", 1), ended_at=NOON)
    assert shown(ended, "NVR1") == ended
    hidden = replace(ended, hidden="parent/NVR1")
    assert shown(hidden) == hidden


def test_what_belongs_to_an_outage_and_was_hidden_from_people_is_shown_in_its_turn() -> None:
    hidden = fault("C10", 1, outage=3, hidden="parent/NVR1")
    assert shown(hidden, now=NOON + MINUTE).shown_at == NOON + MINUTE
