"""What a span of footage lacks: when which cameras were dark, doubtful, or had a wrong clock.

A camera is dark when it is itself, or when anything its picture comes through is.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.alerts.fault import Fault
from bot.alerts.troubles import NATURES, Footage, Trouble

Interval = tuple[datetime, datetime | None]  # None: until now, and no end is known


class Lack(StrEnum):
    DARK = "dark"
    DOUBTFUL = "doubtful"  # covered, blurred, a failing disk
    SKEWED = "skewed"  # there, with a wrong time on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """From `start` to `end`, which may reach beyond the span that was asked for."""

    lack: Lack
    start: datetime
    end: datetime | None
    cameras: tuple[str, ...]
    outages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Darkness:
    gaps: tuple[Gap, ...] = ()  # the dark ones first, then in time
    whole: bool = False  # no camera asked about shows any moment of the span
    lit: tuple[str, ...] = ()  # cameras that show some of it

    def __bool__(self) -> bool:
        return bool(self.gaps)

    @property
    def outages(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(o for gap in self.gaps for o in gap.outages))

    def of(self, lack: Lack) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.lack is lack)


def looked_at(
    faults: Iterable[Fault],
    above: Callable[[str], Collection[str]],
    cameras: Sequence[str],
    start: datetime,
    end: datetime,
) -> Darkness:
    """`above`: what a camera hangs behind."""
    by_device: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_device[fault.device].append(fault)
    dark: dict[str, list[Interval]] = {}
    together: dict[tuple[Lack, Interval], list[str]] = defaultdict(list)
    causes: dict[tuple[Lack, Interval], dict[int, None]] = defaultdict(dict)
    for camera in cameras:
        own = [f for device in (camera, *above(camera)) for f in by_device.get(device, ())]
        for lack, those in _by_lack(own).items():
            spans = merged((f.began_at, f.ended_at) for f in those)
            spans = [s for s in spans if _meets(s, start, end)]
            if lack is Lack.DARK:
                dark[camera] = spans
            for span in spans:
                together[lack, span].append(camera)
                found = (f.outage for f in those if _within(f, span) and f.outage)
                causes[lack, span].update(dict.fromkeys(found))
    lit = tuple(c for c in cameras if not covers(dark.get(c, ()), start, end))
    return Darkness(gaps=_gaps(together, causes), whole=bool(cameras) and not lit, lit=lit)


def _gaps(
    together: Mapping[tuple[Lack, Interval], list[str]],
    causes: Mapping[tuple[Lack, Interval], Mapping[int, None]],
) -> tuple[Gap, ...]:
    order = list(Lack)
    found = (
        Gap(
            lack=lack,
            start=span[0],
            end=span[1],
            cameras=(*those,),
            outages=(*causes[lack, span],),
        )
        for (lack, span), those in together.items()
    )
    return tuple(sorted(found, key=lambda gap: (order.index(gap.lack), gap.start)))


def lack_of(trouble: Trouble) -> Lack | None:
    if trouble is Trouble.CLOCK:
        return Lack.SKEWED
    match NATURES[trouble].footage:
        case Footage.NONE:
            return Lack.DARK
        case Footage.DOUBTFUL:
            return Lack.DOUBTFUL
    return None


def _by_lack(faults: Iterable[Fault]) -> Mapping[Lack, list[Fault]]:
    found: dict[Lack, list[Fault]] = defaultdict(list)
    for fault in faults:
        if lack := lack_of(fault.trouble):
            found[lack].append(fault)
    return found


def merged(spans: Iterable[Interval]) -> list[Interval]:
    """The same moments in as few intervals as can be, in order; those that touch are one."""
    found: list[Interval] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if found and (found[-1][1] is None or start <= found[-1][1]):
            first, last = found.pop()
            found.append((first, None if last is None or end is None else max(last, end)))
        else:
            found.append((start, end))
    return found


def covers(spans: Iterable[Interval], start: datetime, end: datetime) -> bool:
    """Of merged intervals: whether one of them holds the whole span."""
    return any(first <= start and (last is None or end <= last) for first, last in spans)


def _meets(span: Interval, start: datetime, end: datetime) -> bool:
    first, last = span
    return first < end and (last is None or last > start)


def _within(fault: Fault, span: Interval) -> bool:
    return span[0] <= fault.began_at and (span[1] is None or fault.began_at <= span[1])
