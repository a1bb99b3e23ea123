"""When a duty of the calendar falls. Pure: the school's calendar is an argument."""

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.approvals.pack import Duty
from bot.people.calendar import Calendar
from bot.people.days import DayKind, PeriodKind

ONE = timedelta(days=1)
# How far back what was missed is still filed: old rounds of a screen help nobody.
REMEMBERED = {"day": timedelta(days=3)}
LONGEST = timedelta(days=45)
MOVES = ("week", "month", "year")  # off days of rest; what stands for its own day does not
# The longest stretch of days of rest: a summer, with what a school adds to it.
RESTS = timedelta(days=100)
BEFORE = {"exam": PeriodKind.EXAM, "event": PeriodKind.EVENT, "term_start": PeriodKind.TERM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    duty: Duty
    period: str  # the day it stands for, and the name of what lies ahead: once for ever
    at: datetime


def fallen(duty: Duty, by: Calendar, since: datetime, now: datetime) -> Iterator[Falling]:
    """What fell in (since, now], as far back as anybody still cares."""
    since = max(since, now - REMEMBERED.get(duty.every, LONGEST))
    day = since.date() - (RESTS if duty.working and duty.every in MOVES else timedelta())
    while day <= now.date():
        for name in named(duty, by, day):
            on = moved(duty, by, day)
            at = datetime.combine(on, duty.at, by.zone) if on else None
            if at and since < at <= now:
                yield Falling(duty=duty, period=f"{day} {name}".strip(), at=at)
        day += ONE


def named(duty: Duty, by: Calendar, day: date) -> Iterator[str]:
    """Once for each reason why it falls on this day, with the name of what lies ahead."""
    match duty.every:
        case "day":
            yield ""
        case "week":
            if day.isoweekday() == duty.on:
                yield ""
        case "month":
            if day.day == min(duty.on, months.monthrange(day.year, day.month)[1]):
                yield ""
        case "year":
            last = months.monthrange(day.year, duty.month)[1]
            if (day.month, day.day) == (duty.month, min(duty.on, last)):
                yield ""
        case _:
            what, _, rest = duty.every.partition("-")
            yield from ahead(by, what, day + int(rest.removesuffix("d")) * ONE)


def ahead(by: Calendar, what: str, day: date) -> Iterator[str]:
    """The names of what begins on this day."""
    if what in BEFORE:
        kind = BEFORE[what]
        yield from (p.name for p in by.own.periods if p.kind is kind and p.start == day)
        return
    eve, first = by.day_of(day - ONE), by.day_of(day)
    if first.kind is DayKind.HOLIDAY and eve.kind is not DayKind.HOLIDAY:
        yield first.name.zh


def moved(duty: Duty, by: Calendar, day: date) -> date | None:
    """The day it is done on: never on a day of rest, where the pack says so. What would meet the
    next one there is done once for both, and stands for the later one."""
    if not duty.working or by.works(day):
        return day
    if duty.every not in MOVES:
        return None
    on = by.next_working(day)
    skipped = (day + n * ONE for n in range(1, (on - day).days + 1))
    return None if any(list(named(duty, by, later)) for later in skipped) else on
