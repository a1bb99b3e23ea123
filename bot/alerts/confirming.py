"""Whether a device is dead, from answers that may be wrong: N of the last M must agree (C39).

One lost packet is no outage and one answer no recovery. Whether we ourselves are off the network
is asked first (C42): a round in which nobody could have answered says nothing about anybody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Self

Round = tuple[datetime, bool]  # when it was asked, whether it answered


@dataclass(frozen=True, slots=True)
class Quorum:
    """`need` of the last `of` answers. More than half, or a device could be dead and alive."""

    need: int
    of: int

    @classmethod
    def read(cls, text: str) -> Self:
        """`3 of 4`. Raises ValueError."""
        found = re.fullmatch(r"\s*(\d{1,2})\s*of\s*(\d{1,2})\s*", text)
        if found is None:
            raise ValueError("quorum")
        quorum = cls(int(found[1]), int(found[2]))
        if not quorum.of < 2 * quorum.need <= 2 * quorum.of:
            raise ValueError("quorum")
        return quorum


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one device answered lately, and what that was taken to mean."""

    rounds: tuple[Round, ...] = ()
    down_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A device is dead (`since`: the first question of those it left unanswered), or alive again
    (`since`: its first answer)."""

    device: str
    alive: bool
    since: datetime
    down_since: datetime  # tells this death from the device's others


def heard(
    device: str, before: Watched, at: datetime, alive: bool, quorum: Quorum
) -> tuple[Watched, Turned | None]:
    rounds = (*before.rounds, (at, alive))[-quorum.of :]
    now = replace(before, rounds=rounds)
    was_up = before.down_since is None
    against = [when for when, answered in rounds if answered is not was_up]
    if len(against) < quorum.need:
        return now, None
    first = against[0]
    down = first if was_up else before.down_since
    assert down is not None
    turned = Turned(device=device, alive=not was_up, since=first, down_since=down)
    return replace(now, down_since=down if was_up else None), turned


# ------------------------------------------------------------------ are we there at all?

FEW = 5  # of fewer devices "nearly all" says nothing
NEARLY = 0.9


def blind(
    answers: Mapping[str, bool], anchors: Sequence[bool], dead: Mapping[str, object]
) -> bool:
    """Whether this round speaks of us and not of the devices: none of the anchors answers or,
    where none are named, hardly anything does that is not known to be dead."""
    if anchors:
        return not any(anchors)
    expected = [answered for device, answered in answers.items() if device not in dead]
    return len(expected) >= FEW and expected.count(False) >= NEARLY * len(expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Everything a prober knows between two rounds."""

    devices: Mapping[str, Watched] = field(default_factory=lambda: MappingProxyType({}))
    blind_since: datetime | None = None
    blind_rounds: int = 0

    @property
    def dead(self) -> Mapping[str, datetime]:
        return {d: w.down_since for d, w in self.devices.items() if w.down_since}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    watch: Watch
    turned: tuple[Turned, ...] = ()


def judged(
    watch: Watch,
    at: datetime,
    answers: Mapping[str, bool],
    anchors: Sequence[bool],
    quorum: Quorum,
) -> Judged:
    """After one round. A blind one changes what is known of no device; one whose device is no
    longer in the list is forgotten."""
    if blind(answers, anchors, watch.dead):
        since = watch.blind_since or at
        rounds = watch.blind_rounds + 1
        return Judged(watch=replace(watch, blind_since=since, blind_rounds=rounds))
    devices: dict[str, Watched] = {}
    turned: list[Turned] = []
    for device, alive in answers.items():
        before = watch.devices.get(device, Watched())
        devices[device], change = heard(device, before, at, alive, quorum)
        turned += [change] if change else []
    return Judged(watch=Watch(devices=devices), turned=tuple(turned))
