"""What a span of footage lacks, said of the cameras and everything their picture comes through."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.darkness import Darkness, Interval, Lack, covers, lack_of, looked_at, merged
from bot.alerts.fault import Fault
from bot.alerts.troubles import Trouble

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
ABOVE = {"C1": ("SW", "NVR"), "C2": ("SW", "NVR"), "C3": ("NVR",)}


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def fault(
    device: str,
    start: int,
    end: int | None,
    trouble: Trouble = Trouble.OFFLINE,
    outage: int = 0,
) -> Fault:
    began = at(start)
    return Fault(
        school="b",
        device=device,
        zone="Z",
        trouble=trouble,
        began_at=began,
        heard_at=began,
        last_at=began,
        ended_at=None if end is None else at(end),
        outage=outage or None,
    )


def seen(faults: list[Fault], cameras: tuple[str, ...], start: int, end: int) -> Darkness:
    return looked_at(faults, lambda camera: ABOVE[camera], cameras, at(start), at(end))


def test_a_dark_camera_is_dark_from_then_until_then() -> None:
    found = seen([fault("C1", 0, 140, outage=7)], ("C1",), 30, 60)
    (gap,) = found.gaps
    assert (gap.start, gap.end, gap.cameras, gap.outages) == (at(0), at(140), ("C1",), (7,))
    assert found.whole
    assert found.lit == ()


def test_one_that_works_again_within_the_time_shows_some_of_it() -> None:
    found = seen([fault("C1", 0, 45)], ("C1",), 30, 60)
    assert not found.whole
    assert found.lit == ("C1",)


def test_what_ended_before_or_begins_after_is_not_spoken_of() -> None:
    assert not seen([fault("C1", 0, 30), fault("C1", 60, 90)], ("C1",), 30, 60)


def test_a_dark_recorder_makes_all_its_cameras_dark_a_switch_its_own() -> None:
    assert seen([fault("NVR", 0, None)], ("C1", "C2", "C3"), 30, 60).whole
    found = seen([fault("SW", 0, None, outage=1)], ("C1", "C2", "C3"), 30, 60)
    (gap,) = found.gaps
    assert (gap.cameras, gap.end, found.lit) == (("C1", "C2"), None, ("C3",))


def test_child_and_parent_one_after_the_other_are_one_darkness_with_both_causes() -> None:
    found = seen(
        [fault("C1", 0, 40, outage=1), fault("NVR", 40, 90, outage=2)], ("C1",), 10, 80
    )
    (gap,) = found.gaps
    assert (gap.start, gap.end, gap.outages, found.whole) == (at(0), at(90), (1, 2), True)


def test_a_covered_lens_and_a_wrong_clock_are_no_darkness() -> None:
    faults = [fault("C1", 0, 90, Trouble.CLOCK), fault("C1", 0, 90, Trouble.COVERED)]
    found = seen(faults, ("C1",), 10, 80)
    assert [gap.lack for gap in found.gaps] == [Lack.DOUBTFUL, Lack.SKEWED]
    assert (found.whole, found.lit) == (False, ("C1",))


def test_a_try_of_the_door_says_nothing_about_footage() -> None:
    assert not seen([fault("C1", 0, 90, Trouble.ACCESS)], ("C1",), 10, 80)


def test_each_gap_names_its_cameras_and_its_outages_the_dark_ones_first() -> None:
    faults = [
        fault("C3", 0, 90, Trouble.COVERED, outage=4),
        fault("C1", 50, 55, outage=3),
        fault("C1", 10, 20, outage=1),
        fault("C1", 20, 30, outage=2),  # from one into the other
        fault("C1", 12, 15),  # of no outage
        fault("C2", 10, 30, outage=2),
        fault("C1", 95, 99, outage=5),  # after it
    ]
    found = seen(faults, ("C1", "C2", "C3"), 5, 90)
    assert [(g.lack, g.start, g.cameras, g.outages) for g in found.gaps] == [
        (Lack.DARK, at(10), ("C1", "C2"), (1, 2)),
        (Lack.DARK, at(50), ("C1",), (3,)),
        (Lack.DOUBTFUL, at(0), ("C3",), (4,)),
    ]
    assert found.outages == (1, 2, 3, 4)
    assert [gap.start for gap in found.of(Lack.DARK)] == [at(10), at(50)]
    assert [gap.lack for gap in found.of(Lack.DOUBTFUL)] == [Lack.DOUBTFUL]
    assert found
    assert not Darkness()


def test_a_fault_that_ended_as_it_began_belongs_to_what_it_touches() -> None:
    faults = [fault("C1", 10, 20, outage=1), fault("C1", 20, 20, outage=2)]
    assert seen(faults, ("C1",), 5, 90).outages == (1, 2)


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        ([(0, 90)], True),
        ([(30, 60)], True),  # to the minute
        ([(30, None)], True),
        ([(31, None)], False),
        ([(0, 59)], False),
        ([(0, 40), (45, 90)], False),
        ([], False),
    ],
)
def test_the_whole_time_is_dark_in_one_piece(
    spans: list[tuple[int, int | None]], whole: bool
) -> None:
    dark: list[Interval] = [(at(a), None if b is None else at(b)) for a, b in spans]
    assert covers(dark, at(30), at(60)) is whole


def test_of_no_camera_nothing_is_lacking() -> None:
    assert seen([fault("C1", 0, None)], (), 5, 90) == Darkness()


@pytest.mark.parametrize(
    ("trouble", "lack"),
    [
        (Trouble.OFFLINE, Lack.DARK),
        (Trouble.DISK, Lack.DOUBTFUL),
        (Trouble.CLOCK, Lack.SKEWED),
        (Trouble.ROOM, None),
    ],
)
def test_what_a_trouble_takes_from_footage(trouble: Trouble, lack: Lack | None) -> None:
    assert lack_of(trouble) is lack


minutes = st.integers(0, 60)
lasting = st.tuples(minutes, st.one_of(st.none(), st.integers(1, 30)))
spans = st.lists(
    lasting.map(lambda s: (s[0], s[1] if s[1] is None else s[0] + s[1])), max_size=8
)


def holds(span: tuple[int, int | None], minute: int) -> bool:
    return span[0] <= minute and (span[1] is None or minute < span[1])


@given(spans)
def test_merging_changes_no_minute(found: list[tuple[int, int | None]]) -> None:
    as_times: list[Interval] = [(at(a), None if b is None else at(b)) for a, b in found]
    less = merged(as_times)
    for minute in range(100):
        now = at(minute)
        there = any(s <= now and (e is None or now < e) for s, e in less)
        assert there == any(holds(span, minute) for span in found)
    assert all(e is not None and e < s for (_, e), (s, _) in pairwise(less))


devices = st.sampled_from(["C1", "C2", "C3", "SW", "NVR"])


@given(st.lists(st.tuples(devices, spans), max_size=4), minutes, st.integers(1, 30))
def test_whole_means_every_minute_on_every_camera(
    hung: list[tuple[str, list[tuple[int, int | None]]]], start: int, lasts: int
) -> None:
    faults = [fault(device, a, b) for device, those in hung for a, b in those]
    cameras = ("C1", "C2", "C3")
    found = seen(faults, cameras, start, start + lasts)

    def dark(camera: str, minute: int) -> bool:
        here = {camera, *ABOVE[camera]}
        return any(device in here and holds(s, minute) for device, those in hung for s in those)

    lit = tuple(c for c in cameras if not all(dark(c, m) for m in range(start, start + lasts)))
    assert (found.lit, found.whole) == (lit, not lit)
