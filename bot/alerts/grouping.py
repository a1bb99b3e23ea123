"""Which faults have one cause, and so are one outage: one message, one ticket, one clock. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.alerts.rules import AlertRules
from bot.alerts.troubles import NATURES, Severity, Trouble
from bot.cameras.devices import Devices

GRAVE = (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)  # the gravest last
PAUSES = 3  # nothing new for a third of the gathering time: they have all come
CLOCKS = timedelta(seconds=10)  # so far the clocks of two machines may be apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An outage with everything that ever belonged to it."""

    outage: Outage
    faults: tuple[Fault, ...]

    @property
    def open(self) -> tuple[Fault, ...]:
        return tuple(f for f in self.faults if f.open)

    @property
    def last(self) -> datetime:
        return max((f.since for f in self.open), default=self.outage.heard_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Faults of one cause; `joins`: the outage that stands already."""

    faults: tuple[Fault, ...]
    joins: int | None = None


def ready(waiting: Sequence[Fault], rules: AlertRules, now: datetime) -> bool:
    """Whether to tell now: the first has waited long enough, and no more keep coming. What comes
    and goes is told at once: later it would not be there. So is what a clock that was ahead heard
    in an hour still to come: nobody waits for that hour."""
    if not waiting:
        return False
    waited = [now - f.since for f in waiting]
    quiet = min(waited) >= rules.gather / PAUSES or max(waited) >= rules.mass_within
    at_once = min(waited) < -CLOCKS or any(unstable(f, rules) for f in waiting)
    return (max(waited) >= rules.gather and quiet) or at_once


def by_now(fault: Fault, now: datetime) -> Fault:
    """As it was heard by a clock that is right: not later than now."""
    shown = fault.shown_at and min(fault.shown_at, now)
    return replace(fault, heard_at=min(fault.heard_at, now), shown_at=shown)


def unstable(fault: Fault, rules: AlertRules) -> bool:
    return fault.opens >= rules.flaps


def gathered(
    waiting: Sequence[Fault], standing: Sequence[Standing], devices: Devices, rules: AlertRules
) -> list[Group]:
    """Every one of `waiting`, in exactly one group."""
    here = [s for s in standing if s.outage.stage is Stage.OPEN]
    found: dict[int, list[Fault]] = defaultdict(list)
    alone: list[Fault] = []
    for fault in _oldest_first(waiting):
        joined = joins(fault, here, devices, rules)
        (found[joined] if joined else alone).append(fault)
    groups = [Group(faults=tuple(some), joins=joined) for joined, some in found.items()]
    return groups + list(_apart(alone, here, devices, rules))


def _oldest_first(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda f: (f.since, f.id))


def joins(
    fault: Fault, here: Iterable[Standing], devices: Devices, rules: AlertRules
) -> int | None:
    """The outage under way this fault is a part of."""
    return next(
        (
            s.outage.id
            for s in here
            if _same_device(fault, s) or _late(fault, s, devices, rules)
        ),
        None,
    )


def _same_device(fault: Fault, standing: Standing) -> bool:
    """A camera that is dark is dark for one reason; a clock that is wrong is another matter."""
    return any(f.device == fault.device and _alike(f, fault) for f in standing.open)


def _alike(one: Fault, other: Fault) -> bool:
    return family(one) == family(other)


def family(fault: Fault) -> str:
    return "dark" if fault.dark else fault.trouble.value


def _late(fault: Fault, standing: Standing, devices: Devices, rules: AlertRules) -> bool:
    """It came a little later than the others: behind the same device, or among so many that where
    it hangs says nothing."""
    others = standing.open
    if not any(_alike(f, fault) for f in others):
        return False
    if not -rules.mass_within <= fault.since - standing.last <= rules.mass_within:
        return False
    if len(others) >= rules.mass:
        return True
    return _hung((fault,), devices, _whatever).meets(_hung(others, devices, _whatever))


def _whatever(_: Fault) -> str:
    return ""


Places = frozenset[tuple[str, str]]  # a kind of trouble and a device


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hung:
    """Faults and where they hang. Two of these are compared at once: fault by fault, two thousand
    beside two thousand, would hold up every answer for seconds."""

    faults: tuple[Fault, ...]
    own: Places
    direct: Places  # and their own
    above: Places

    def meets(self, other: "_Hung") -> bool:
        """Two of one kind are behind the same recorder or switch, or one behind the other."""
        return not (
            self.direct.isdisjoint(other.direct)
            and self.own.isdisjoint(other.above)
            and self.above.isdisjoint(other.own)
        )

    def __or__(self, other: "_Hung") -> "_Hung":
        return _Hung(
            faults=self.faults + other.faults,
            own=self.own | other.own,
            direct=self.direct | other.direct,
            above=self.above | other.above,
        )


def _hung(faults: Sequence[Fault], devices: Devices, kind: Callable[[Fault], str]) -> _Hung:
    own = frozenset((kind(f), f.device) for f in faults)
    return _Hung(
        faults=tuple(faults),
        own=own,
        direct=own | {(what, up) for what, device in own for up in devices.direct(device)},
        above=frozenset((what, up) for what, device in own for up in devices.above(device)),
    )


def _apart(
    alone: list[Fault], here: Sequence[Standing], devices: Devices, rules: AlertRules
) -> Iterator[Group]:
    """So many at once are one outage wherever they are; with those told a moment ago as well. And
    what is told in one breath and hangs together is one, however long a part of it waited: a clock
    may have been set between two posts of the monitoring system."""
    new: list[list[Fault]] = []
    for run in _runs(alone, rules):
        lately = [s for s in here if run[0].since - s.last <= rules.mass_within]
        if len(run) >= rules.mass:
            new.append(run)
        elif lately and len(run) + sum(len(s.open) for s in lately) >= rules.mass:
            yield Group(faults=tuple(run), joins=lately[0].outage.id)
        else:
            new += ([fault] for fault in run)
    yield from (Group(faults=tuple(some)) for some in _hanging_together(new, devices))


def _runs(faults: Sequence[Fault], rules: AlertRules) -> Iterator[list[Fault]]:
    """Those that came one upon the other, oldest first."""
    run: list[Fault] = []
    for fault in faults:
        if run and fault.since - run[-1].since > rules.mass_within:
            yield run
            run = []
        run.append(fault)
    if run:
        yield run


def _hanging_together(some: Iterable[list[Fault]], devices: Devices) -> list[list[Fault]]:
    groups: list[_Hung] = []
    for new in some:
        mine, rest = _hung(new, devices, family), []
        for group in groups:
            if group.meets(mine):
                mine = group | mine
            else:
                rest.append(group)
        groups = [*rest, mine]
    return [_oldest_first(group.faults) for group in groups]


# ------------------------------------------------------------------ what an outage says


def cause(faults: Iterable[Fault], devices: Devices) -> str:
    """The nearest device behind which all of them hang, one of themselves if it can be; their only
    one; "": several places."""
    named = list(dict.fromkeys(f.device for f in faults))
    ways = [(d, *devices.above(d)) for d in named]
    shared = [d for d in ways[0] if all(d in way for way in ways)] if ways else []
    return next((d for d in shared if d in named), next(iter(shared), ""))


def severity(
    faults: Iterable[Fault], key_places: frozenset[tuple[str, str]] = frozenset()
) -> Severity:
    """The gravest; a dark camera of a key place is worse than another one. `key_places`: pairs of
    device and area."""
    found = [
        Severity.CRITICAL
        if f.dark and (f.device, f.zone) in key_places
        else NATURES[f.trouble].severity
        for f in faults
    ]
    return max(found, key=GRAVE.index, default=Severity.MINOR)


def trouble(faults: Iterable[Fault]) -> Trouble:
    """The gravest, and of several the most frequent."""
    count = Counter(f.trouble for f in faults)
    return max(count, key=lambda t: (GRAVE.index(NATURES[t].severity), count[t]))


def first_heard(group: Group, here: Iterable[Fault], rules: AlertRules) -> datetime:
    """The first signal of it: a camera may have said so a moment before its recorder did."""
    since = min(fault.since for fault in group.faults)
    parents = {f"parent/{fault.device}" for fault in group.faults}
    early = [
        f.since
        for f in here
        if f.hidden in parents and timedelta(0) <= since - f.since <= rules.mass_within
    ]
    return min(early, default=since)


def returns(faults: Iterable[Fault]) -> int:
    """How often an outage began: as often as the worst of its devices."""
    count = Counter((f.device, f.trouble) for f in faults)
    return max(count.values(), default=1)
