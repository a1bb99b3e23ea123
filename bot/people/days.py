"""Days as a school sees them: of work or of rest and by whose word; what a stretch is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType

from bot.conversation.form import Label

NO_NAME = Label("")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NATIONAL_DAY = (10, 1)  # which every yearly notice names: where it is known, its year is
MONDAY_TO_FRIDAY = frozenset(range(5))


class DayKind(StrEnum):
    WORKING = "working"
    WEEKEND = "weekend"
    # By the State Council's yearly notice.
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # 调休: a day of rest that is worked
    # By the school's own word.
    OWN_OFF = "own_off"
    OWN_WORK = "own_work"

    @property
    def works(self) -> bool:
        return self in WORKED


WORKED = (DayKind.WORKING, DayKind.MAKE_UP, DayKind.OWN_WORK)
# What a school may write into its calendar: a notice the seed does not know yet, or its own word.
WRITTEN = (DayKind.HOLIDAY, DayKind.MAKE_UP, DayKind.OWN_OFF, DayKind.OWN_WORK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    date: date
    kind: DayKind
    name: Label = NO_NAME  # 国庆节; empty for days like any other
    known: bool = (
        True  # False: no notice for its year, so weekends are taken for the days of rest
    )

    @property
    def works(self) -> bool:
        return self.kind.works


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One day the school's own calendar says otherwise."""

    date: date
    kind: DayKind  # of WRITTEN
    name: str
    announced_at: datetime | None = None


class PeriodKind(StrEnum):
    TERM = "term"
    EXAM = "exam"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """`flags` of the pack are carried by whatever footage is asked for from these days."""

    kind: PeriodKind
    name: str
    start: date
    end: date  # the last day, not the one after it
    flags: tuple[str, ...] = ()
    announced_at: datetime | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Almanac:
    """What a school has written into its own calendar, on top of the official days."""

    changes: Mapping[date, Change] = field(default_factory=lambda: MappingProxyType({}))
    periods: tuple[Period, ...] = ()

    def with_(self, other: "Almanac") -> "Almanac":
        """The other's word goes before this one's: for its days, and for a period that is called
        the same and begins the same day."""
        new = {(p.kind, p.start, p.name) for p in other.periods}
        kept = [p for p in self.periods if (p.kind, p.start, p.name) not in new]
        return Almanac(
            changes=dict(sorted({**self.changes, **other.changes}.items())),
            periods=tuple(sorted((*kept, *other.periods), key=lambda p: p.start)),
        )

    def without(self, first: date, last: date, name: str = "") -> "Almanac":
        """Less every day from `first` to `last`, and every period that begins there; with a name
        only what is called so."""

        def goes(day: date, called: str) -> bool:
            return first <= day <= last and name in ("", called)

        return Almanac(
            changes={d: c for d, c in self.changes.items() if not goes(d, c.name)},
            periods=tuple(p for p in self.periods if not goes(p.start, p.name)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a working day begins and ends, and which days of the week are worked (Monday is 0)."""

    start: time = time(8)
    end: time = time(18)
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """Days the State Council named, in the years whose notice is known."""

    days: Mapping[date, tuple[DayKind, Label]]
    years: frozenset[int]
