"""Which faults are one outage, at the edges of time, of number and of what hangs behind what."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts import grouping
from bot.alerts.fault import Fault
from bot.alerts.grouping import Standing
from bot.alerts.outage import Stage
from bot.alerts.troubles import Trouble
from tests.alerts import test_grouping
from tests.alerts.test_grouping import DEVICES, MINUTE, NOON, RULES, SECOND, fault

LONG_AGO = NOON - timedelta(hours=5)


def outage(number: int, *faults: Fault, stage: Stage = Stage.OPEN) -> Standing:
    since = {"began_at": LONG_AGO, "heard_at": LONG_AGO}
    return Standing(outage=test_grouping.outage(number, stage=stage, **since), faults=faults)


def many(count: int, **other: object) -> list[Fault]:
    """Cameras that hang behind nothing."""
    return [fault(f"L{n:03}", 100 + n, **other) for n in range(count)]


def groups(waiting: list[Fault], *standing: Standing) -> list[tuple[int | None, list[str]]]:
    found = grouping.gathered(waiting, standing, DEVICES, RULES)
    return [(group.joins, [f.device for f in group.faults]) for group in found]


def joined(one: Fault, *standing: Standing) -> int | None:
    ((number, _),) = groups([one], *standing)
    return number


@pytest.mark.parametrize("seconds", [-120, 0, 120])
def test_what_hangs_behind_the_same_and_comes_within_two_minutes_joins(seconds: int) -> None:
    here = outage(7, fault("C10", 1))
    assert joined(fault("C11", 2, since=NOON + seconds * SECOND), here) == 7


@pytest.mark.parametrize("seconds", [-121, 121])
def test_what_comes_later_or_came_earlier_than_that_is_another_outage(seconds: int) -> None:
    here = outage(7, fault("C10", 1))
    assert joined(fault("C11", 2, since=NOON + seconds * SECOND), here) is None


@pytest.mark.parametrize(
    ("device", "trouble", "joins"),
    [
        ("C11", Trouble.OFFLINE, 7),  # of the same recorder
        ("C11", Trouble.CLOCK, None),  # another matter
        ("C20", Trouble.OFFLINE, None),
        ("NVR1", Trouble.OFFLINE, 7),  # it hangs behind it
        ("CORE", Trouble.OFFLINE, 7),
        ("L001", Trouble.OFFLINE, None),
    ],
)
def test_near_is_what_hangs_together(device: str, trouble: Trouble, joins: int | None) -> None:
    here = outage(7, fault("C10", 1))
    assert joined(fault(device, 2, trouble=trouble), here) == joins


@pytest.mark.parametrize("parent", ["NVR1", "SW1", "CORE"])
def test_a_camera_joins_what_it_hangs_behind(parent: str) -> None:
    assert joined(fault("C10", 2), outage(7, fault(parent, 1))) == 7


def test_a_camera_that_is_dark_joins_its_own_outage_however_late() -> None:
    here = outage(7, fault("C10", 1, since=LONG_AGO))
    assert joined(fault("C10", 2, trouble=Trouble.POWER), here) == 7
    assert joined(fault("C11", 2), here) is None


@pytest.mark.parametrize("stage", [Stage.RECOVERED, Stage.CLOSED])
def test_an_outage_that_is_over_takes_nothing_up(stage: Stage) -> None:
    assert joined(fault("C10", 2), outage(7, fault("C10", 1), stage=stage)) is None


def test_what_is_over_in_an_outage_draws_nothing() -> None:
    over = fault("C10", 1, ended_at=NOON)
    assert joined(fault("C11", 2), outage(7, over, fault("L001", 3))) is None
    assert outage(7, over, fault("L001", 3)).open == (fault("L001", 3),)


def test_the_last_of_an_outage_is_what_goes_on_else_its_own_beginning() -> None:
    later = fault("C11", 2, since=NOON + MINUTE)
    assert outage(7, later, fault("C10", 1)).last == NOON + MINUTE
    assert outage(7, fault("C10", 1, ended_at=NOON)).last == LONG_AGO


@pytest.mark.parametrize(("so_many", "joins"), [(5, 7), (4, 7), (3, None)])
def test_among_so_many_it_does_not_matter_where_it_hangs(
    so_many: int, joins: int | None
) -> None:
    """Five there are a mass; four and this one are five as well."""
    assert joined(fault("C10", 2), outage(7, *many(so_many))) == joins


def test_five_apart_are_one_and_four_are_four() -> None:
    devices = [one.device for one in many(5)]
    assert groups(many(5)) == [(None, devices)]
    assert groups(many(4)) == [(None, [one]) for one in devices[:4]]


@pytest.mark.parametrize(("apart", "found"), [(120, 1), (121, 6)])
def test_a_mass_comes_one_upon_the_other(apart: int, found: int) -> None:
    spread = [replace(one, heard_at=NOON + n * apart * SECOND) for n, one in enumerate(many(6))]
    assert len(groups(spread)) == found


def test_two_masses_with_a_pause_between_them_are_two() -> None:
    evening = [replace(one, heard_at=NOON + 10 * MINUTE) for one in many(12)[6:]]
    assert [len(devices) for _, devices in groups([*many(6), *evening])] == [6, 6]


def test_those_told_a_moment_ago_count_with_those_that_come() -> None:
    told = outage(7, *many(3, since=NOON - 2 * MINUTE))
    old = outage(8, *many(3, since=NOON - 2 * MINUTE - SECOND))
    waiting = [fault("C10", 1), fault("C20", 2)]
    assert groups(waiting, told) == [(7, ["C10", "C20"])]
    assert groups(waiting, old) == [(None, ["C10"]), (None, ["C20"])]
    two = (outage(5, *many(1)), outage(6, *many(2)))
    assert groups(waiting, *two) == [(5, ["C10", "C20"])]
    assert groups(many(12)[6:], told) == [(None, [one.device for one in many(12)[6:]])]


def test_what_joins_comes_first_and_the_rest_goes_its_own_ways() -> None:
    here = outage(7, fault("C10", 1))
    waiting = [fault("L001", 4), fault("C11", 3), fault("C20", 2), fault("C21", 5)]
    assert groups(waiting, here) == [
        (7, ["C11"]),
        (None, ["L001"]),
        (None, ["C20", "C21"]),
    ]


def test_one_between_two_brings_them_together() -> None:
    """The switch of both recorders fails last."""
    waiting = [fault("C10", 1), fault("L001", 2), fault("C20", 3), fault("CORE", 4)]
    assert groups(waiting) == [(None, ["L001"]), (None, ["C10", "C20", "CORE"])]


def test_what_comes_and_goes_is_told_at_once() -> None:
    assert grouping.ready([fault("C10", 1), fault("C11", 2, opens=3)], RULES, NOON)
    assert not grouping.ready([fault("C10", 1, opens=2)], RULES, NOON)


def test_nothing_has_no_cause() -> None:
    assert grouping.cause([], DEVICES) == ""


def test_what_is_told_in_one_breath_and_hangs_together_is_one_however_long_a_part_waited() -> (
    None
):
    """A clock was eighteen minutes wrong between two posts of the monitoring system."""
    early = NOON - 18 * MINUTE
    assert len(groups([fault("C10", 1, since=early), fault("C11", 2)])) == 1
    assert len(groups([fault("C10", 1, since=early), fault("C20", 2)])) == 2
    assert len(groups([fault("C10", 1, since=early), *many(6)])) == 2
    assert len(groups([*many(6, since=early), fault("C10", 1)])) == 2
    lone = fault("C11", 9, since=early)
    assert sorted(len(some) for _, some in groups([lone, fault("C10", 1), *many(6)])) == [8]


def test_nothing_waits_for_an_hour_that_is_still_to_come() -> None:
    ahead = fault("C10", 1, since=NOON + 18 * MINUTE)
    assert grouping.ready([ahead], RULES, NOON)
    assert not grouping.ready([fault("C10", 1, since=NOON + 9 * SECOND)], RULES, NOON)
    assert grouping.by_now(ahead, NOON).since == NOON
    shown = replace(ahead, shown_at=NOON + MINUTE)
    assert grouping.by_now(shown, NOON).since == NOON
    early = fault("C10", 1, since=NOON - MINUTE)
    assert grouping.by_now(early, NOON) == early
