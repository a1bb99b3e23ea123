"""How long a signature may take, and when whoever owes it hears of it again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals.deadlines import (
    Allotted,
    Pace,
    allotted,
    given_up,
    next_after_due,
    steps_left,
    waits,
)
from bot.approvals.request import State
from tests.core.people import NOW, request, step

USUAL = Pace.of({})
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_a_pack_that_says_nothing_gives_a_day_for_each_step():
    assert Pace.of({}) == Pace(
        step=DAY, supply=DAY, gives_up=14 * DAY, valid=7 * DAY, nudge=4 * HOUR
    )


def test_each_clock_of_a_pack_is_its_own():
    said = {
        "step_hours": 8,
        "supply_hours": 48,
        "give_up_days": 10,
        "approval_valid_days": 3,
        "nudge_hours": 2,
    }
    assert Pace.of(said) == Pace(
        step=8 * HOUR, supply=2 * DAY, gives_up=10 * DAY, valid=3 * DAY, nudge=2 * HOUR
    )


@pytest.mark.parametrize(
    "left, overwritten, expected",
    [
        # Nothing is about to go: held, gone already, or far off.
        (1, None, Allotted(time=DAY)),
        (1, -HOUR, Allotted(time=DAY)),
        (1, timedelta(), Allotted(time=DAY)),
        (3, 30 * DAY, Allotted(time=DAY)),
        # Exactly enough for a day each is no hurry, a minute less is.
        (3, 4 * DAY, Allotted(time=DAY)),
        (3, 4 * DAY - hours(4), Allotted(time=hours(23), hurried=True)),
        # The rest is shared among the open steps and the one who looks.
        (1, 10 * HOUR, Allotted(time=5 * HOUR, hurried=True)),
        (4, 10 * HOUR, Allotted(time=2 * HOUR, hurried=True)),
        # Somebody has to read it all the same.
        (4, HOUR, Allotted(time=timedelta(minutes=30), hurried=True)),
    ],
)
def test_footage_that_will_be_overwritten_shortens_every_step(left, overwritten, expected):
    until = None if overwritten is None else NOW + overwritten
    assert allotted(USUAL, NOW, left, until) == expected


def test_the_open_step_counts_among_those_left():
    case = request(step("chief"), step("director"), step("vice"))
    assert [steps_left(replace(case, step=n)) for n in range(3)] == [3, 2, 1]


@pytest.mark.parametrize(
    "late, waits_for",
    [
        (0, 24),  # no sooner than the step's own time
        (24, 24),
        (30, 30),  # then as long again as all the time so far
        (71, 71),
        (72, 72),
        (200, 72),  # and never longer than three days
    ],
)
def test_reminders_grow_apart_and_never_stop(late, waits_for):
    now = NOW + hours(late)
    assert next_after_due(NOW, now, DAY) == now + hours(waits_for)


def test_it_is_given_up_on_the_fourteenth_day_and_not_before():
    assert not given_up(USUAL, NOW, NOW + 14 * DAY - HOUR)
    assert given_up(USUAL, NOW, NOW + 14 * DAY)
    assert given_up(USUAL, NOW, NOW + 20 * DAY)


def test_somebody_is_waited_for_until_the_end():
    case = request(step("chief"))
    waiting = {state for state in State if waits(replace(case, state=state))}
    assert waiting == {State.IN_APPROVAL, State.RETURNED, State.APPROVED}
