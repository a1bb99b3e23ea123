"""A school's figures for alarms: section `[alerts]` of its pack, with our defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from bot.alerts.troubles import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """Where cameras stay dark so long in one of these zones, or in one with such a flag, somebody
    walks."""

    kind: str = ""  # the kind of request that sends him; empty: nobody is sent
    after: timedelta = timedelta(hours=4)
    flags: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A trouble as a ticket has it: `fault_class` is an option of its form, `words` the school's
    own (Chinese: a ticket is the school's document)."""

    fault_class: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    ticket: str = "fault"  # the kind of request a ticket is; empty: no tickets, no alarms
    groups: tuple[str, ...] = ("security", "maintenance")
    # Faults are gathered before anybody is told, so that one cause is one message.
    gather: timedelta = timedelta(seconds=45)
    mass: int = 5  # so many within `mass_within` are one outage
    mass_within: timedelta = timedelta(minutes=2)
    flaps: int = 3  # so many beginnings within `flaps_within` are "unstable"
    flaps_within: timedelta = timedelta(minutes=30)
    stable: timedelta = timedelta(minutes=5)  # works for so long before it counts as recovered
    reopens: timedelta = timedelta(hours=24)  # back within: the same outage, with its old start
    handling: timedelta = timedelta(minutes=30)  # how long "I have it" holds
    # Between two calls to the groups while nobody has it in hand; the last one repeats for ever.
    calls: tuple[timedelta, ...] = tuple(
        timedelta(minutes=m) for m in (15, 30, 60, 120, 240, 480)
    )
    patrol: Patrol = Patrol()
    wordings: Mapping[Trouble, Wording] = field(default_factory=lambda: MappingProxyType({}))
    recovered: str = (
        ""  # what stands under the report's first question when nobody had to report
    )
    # Who is told of cameras covered or moved without an approval.
    unapproved: tuple[str, ...] = ()

    def worded(self, trouble: Trouble) -> Wording:
        return self.wordings.get(trouble) or Wording(fault_class="other", words=trouble.value)
