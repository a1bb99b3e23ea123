"""How much of a month the cameras of each area were alive, and what ailed them.

Uptime is one less the dark camera-hours out of all camera-hours. What was dark because works had
been approved is no fault of anybody and stands apart.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.alerts.darkness import Interval, merged
from bot.alerts.fault import Fault
from bot.alerts.troubles import Trouble
from bot.cameras.works import Window
from bot.cameras.zone import Camera, Zone

Span = tuple[datetime, datetime]
NONE = timedelta()
BY_A_PARENT = "parent/"  # hidden so: the parent is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRow:
    zone: str  # its name
    cameras: int
    whole: timedelta  # camera-hours of the month, as far as it has gone
    dark: timedelta
    planned: timedelta

    @property
    def uptime(self) -> float:
        return 1 - self.dark / self.whole if self.whole else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleRow:
    """`median`: how long half of those that are over took to end; None: none is over."""

    trouble: Trouble
    began: int
    open: int
    median: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """`watched` False: no source was ever heard, and nothing can be said."""

    watched: bool = False
    zones: tuple[ZoneRow, ...] = ()  # the worst first
    troubles: tuple[TroubleRow, ...] = ()  # the most frequent first

    @property
    def total(self) -> ZoneRow:
        return ZoneRow(
            zone="",
            cameras=sum(row.cameras for row in self.zones),
            whole=sum((row.whole for row in self.zones), NONE),
            dark=sum((row.dark for row in self.zones), NONE),
            planned=sum((row.planned for row in self.zones), NONE),
        )


UNWATCHED = Uptime()


def by_zone(
    zones: Iterable[Zone],
    cameras_in: Callable[[str], Sequence[Camera]],
    behind: Callable[[str], Collection[str]],
    faults: Iterable[Fault],
    windows: Iterable[Window],
    month: Span,
) -> tuple[ZoneRow, ...]:
    """`month` as far as it has gone. `behind`: the cameras that are dark when a device is."""
    dark: dict[str, list[Interval]] = defaultdict(list)
    for fault in faults:
        if fault.dark:
            for camera in behind(fault.device):
                dark[camera].append((fault.began_at, fault.ended_at))
    planned: dict[str, list[Interval]] = defaultdict(list)
    for window in windows:
        ends = min(window.ends, window.ended_at or window.ends)
        planned[window.camera].append((window.starts, ends))
    rows = [
        _row(zone, [c.id for c in those], dark, planned, month)
        for zone in zones
        if (those := cameras_in(zone.id))
    ]
    return tuple(sorted(rows, key=lambda row: (row.uptime, row.zone)))


def _row(
    zone: Zone,
    cameras: Sequence[str],
    dark: Mapping[str, list[Interval]],
    planned: Mapping[str, list[Interval]],
    month: Span,
) -> ZoneRow:
    found = [
        (clipped(dark.get(camera, ()), month), clipped(planned.get(camera, ()), month))
        for camera in cameras
    ]
    covered = [lasting(both(spans, allowed)) for spans, allowed in found]
    every = [lasting(spans) for spans, _ in found]
    return ZoneRow(
        zone=zone.name,
        cameras=len(cameras),
        whole=(month[1] - month[0]) * len(cameras),
        dark=sum(every, NONE) - sum(covered, NONE),
        planned=sum(covered, NONE),
    )


def clipped(spans: Iterable[Interval], month: Span) -> list[Span]:
    """Merged, and no more of them than lies in the month."""
    start, end = month
    inside = ((max(first, start), min(last or end, end)) for first, last in merged(spans))
    return [(first, last) for first, last in inside if first < last]


def both(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Where two lists of merged spans lie over each other."""
    crossed = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return [(first, last) for first, last in crossed if first < last]


def lasting(spans: Iterable[Span]) -> timedelta:
    return sum((last - first for first, last in spans), NONE)


def by_trouble(faults: Iterable[Fault], month: Span) -> tuple[TroubleRow, ...]:
    """Those that began in the month. What only fell silent behind a dark recorder is not counted
    beside it."""
    found: dict[Trouble, list[Fault]] = defaultdict(list)
    for fault in faults:
        if month[0] <= fault.began_at < month[1] and not fault.hidden.startswith(BY_A_PARENT):
            found[fault.trouble].append(fault)
    rows = (
        TroubleRow(
            trouble=trouble,
            began=len(those),
            open=sum(f.open for f in those),
            median=_median([f.ended_at - f.began_at for f in those if f.ended_at]),
        )
        for trouble, those in found.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.began, row.trouble)))


def _median(times: Sequence[timedelta]) -> timedelta | None:
    if not times:
        return None
    return timedelta(seconds=median(time.total_seconds() for time in times))
