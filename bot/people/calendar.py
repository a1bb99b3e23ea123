"""The working time of a school: which days and hours count, and what a span of them comes to.

Spans are real time: an hour is an hour, also in the night a clock is put back. Moments that come
out are in the school's zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.conversation.form import Label
from bot.people.days import (
    NATIONAL_DAY,
    NO_NAME,
    Almanac,
    Change,
    Day,
    DayKind,
    Hours,
    Official,
    Period,
    PeriodKind,
)
from bot.people.official import OFFICIAL

ONE = timedelta(days=1)
NOTHING = timedelta(0)


class Counting(StrEnum):
    ALWAYS = "always"  # by the clock: nights and holidays count
    WORKING_DAYS = "working_days"  # days of 24 hours; days of rest do not count
    WORKING_HOURS = "working_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One stretch of a deadline. `days` are the different days it is made of, each named once;
    none where every hour counts. Not `counted` on a working day: outside its hours."""

    start: datetime
    end: datetime
    counted: bool
    days: tuple[Day, ...] = ()

    @property
    def known(self) -> bool:
        return all(day.known for day in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    zone: tzinfo
    hours: Hours = field(default_factory=Hours)
    own: Almanac = field(default_factory=Almanac)
    official: Official = OFFICIAL

    # ------------------------------------------------------------------ days

    def day_of(self, day: date) -> Day:
        """The school's word goes before the notice, the notice before the week."""
        known = self.knows(day.year)
        change = self.own.changes.get(day)
        if change:
            return Day(date=day, kind=change.kind, name=Label(change.name))
        kind, name = self.official.days.get(day, (None, NO_NAME))
        if kind is None:
            rests = day.weekday() not in self.hours.weekdays
            kind = DayKind.WEEKEND if rests else DayKind.WORKING
        return Day(date=day, kind=kind, name=name, known=known)

    def knows(self, year: int) -> bool:
        """Whether the year's notice is here: in the seed, or entered by the school."""
        entered = self.own.changes.get(date(year, *NATIONAL_DAY))
        return year in self.official.years or (
            entered is not None and entered.kind is DayKind.HOLIDAY
        )

    def works(self, day: date) -> bool:
        return self.day_of(day).works

    def next_working(self, day: date) -> date:
        """The first working day after this one."""
        return self.working_days(day, 1)

    def working_days(self, start: date, count: int) -> date:
        """The last of `count` working days that follow `start`, which itself is not counted."""
        while count > 0:
            start += ONE
            count -= self.works(start)
        return start

    def at_rest(self, now: datetime) -> bool:
        """Whether nobody need be at work: a day of rest, or outside the hours."""
        local = now.astimezone(self.zone)
        within = self.hours.start <= local.time() < self.hours.end
        return not (within and self.works(local.date()))

    def end_of(self, day: date) -> datetime:
        """The last minute of a day: until then, what is due that day is in time."""
        return datetime.combine(day, time(23, 59), self.zone)

    # ------------------------------------------------------------------ periods

    @property
    def terms(self) -> tuple[Period, ...]:
        found = (p for p in self.own.periods if p.kind is PeriodKind.TERM)
        return tuple(sorted(found, key=lambda period: period.start))

    def in_period(self, day: date, kind: PeriodKind) -> Period | None:
        return next((p for p in self.own.periods if p.kind is kind and day in p), None)

    # ------------------------------------------------------------------ spans

    def after(self, start: datetime, span: timedelta, counting: Counting) -> datetime:
        """When `span` of counted time is over. Only by the clock does it go back in time; else
        raises ValueError."""
        if span < NOTHING and counting is not Counting.ALWAYS:
            raise ValueError(f"working time is not counted backwards: {span}")
        if counting is Counting.ALWAYS:
            return (start.astimezone(UTC) + span).astimezone(self.zone)
        *_, end = (start.astimezone(UTC), *(p.end for p in self._until(start, span, counting)))
        return end.astimezone(self.zone)

    def between(self, start: datetime, end: datetime, counting: Counting) -> timedelta:
        """The counted time between two moments; less than nothing when `end` lies before."""
        if end < start:
            return -self.between(end, start, counting)
        if counting is Counting.ALWAYS:
            return end.astimezone(UTC) - start.astimezone(UTC)
        counted, last = NOTHING, end.astimezone(UTC)
        for part in self._parts(start, counting):
            if part.start >= last:
                break
            counted += (min(part.end, last) - part.start) * part.counted
        return counted

    def explain(self, start: datetime, span: timedelta, counting: Counting) -> tuple[Line, ...]:
        """From `start` to `after(…)` without a gap; the counted lines add up to `span` exactly."""
        if span <= NOTHING:
            return ()
        if counting is Counting.ALWAYS:
            end = self.after(start, span, counting)
            return (Line(start=start.astimezone(self.zone), end=end, counted=True),)
        return self._told(self._until(start, span, counting))

    def explain_days(
        self, start: date, count: int, counting: Counting = Counting.WORKING_DAYS
    ) -> tuple[Line, ...]:
        """As `explain`, for whole days counted from the one after `start`: as many counted days,
        to the end of the last."""
        if counting is Counting.ALWAYS:
            begins, ends = (
                self._midnight(start + ONE),
                self._midnight(start + (count + 1) * ONE),
            )
            return self._told(iter((Line(start=begins, end=ends, counted=True),)))
        first, last = self._midnight(start + ONE), self.working_days(start, count)
        parts = self._parts(first, Counting.WORKING_DAYS)
        upto = self._midnight(last + ONE)
        return self._told(part for part in _before(parts, upto) if part.start >= first)

    def _until(self, start: datetime, span: timedelta, counting: Counting) -> Iterator[Line]:
        """The parts up to the moment at which `span` is used up, the last one cut there."""
        left = span
        for part in self._parts(start, counting) if left > NOTHING else ():
            length = part.end - part.start
            if part.counted and length >= left:
                yield _cut(part, part.start + left)
                return
            left -= length * part.counted
            yield part

    def _parts(self, start: datetime, counting: Counting) -> Iterator[Line]:
        """Time from `start` on without end, in UTC: each part within one day, counted or not."""
        at = start.astimezone(UTC)
        day = start.astimezone(self.zone).date()
        while True:
            edges = self._edges(day, counting)
            for first, last, counted in edges:
                if last > max(first, at):
                    that = (self.day_of(day),)
                    yield Line(start=max(first, at), end=last, counted=counted, days=that)
            day += ONE

    def _edges(
        self, day: date, counting: Counting
    ) -> tuple[tuple[datetime, datetime, bool], ...]:
        first, last, works = self._midnight(day), self._midnight(day + ONE), self.works(day)
        if not works or counting is Counting.WORKING_DAYS:
            return ((first, last, works),)
        opens, closes = self._at(day, self.hours.start), self._at(day, self.hours.end)
        return (first, opens, False), (opens, closes, True), (closes, last, False)

    def _midnight(self, day: date) -> datetime:
        return self._at(day, time.min)

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def _told(self, parts: Iterator[Line]) -> tuple[Line, ...]:
        """Joined where one goes on as the one before, in the school's zone."""
        told: list[Line] = []
        for part in parts:
            local = Line(
                start=part.start.astimezone(self.zone),
                end=part.end.astimezone(self.zone),
                counted=part.counted,
                days=part.days,
            )
            if told and _goes_on(told[-1], local):
                told[-1] = _joined(told[-1], local)
            else:
                told.append(local)
        return tuple(told)


def _before(parts: Iterator[Line], end: datetime) -> Iterator[Line]:
    for part in parts:
        if part.start >= end:
            return
        yield part


def _cut(part: Line, end: datetime) -> Line:
    return Line(start=part.start, end=end, counted=part.counted, days=part.days)


def _goes_on(before: Line, after: Line) -> bool:
    """Rest goes on as rest under any name; work only as the same work, so that a make-up day is
    seen. A night is not joined with the holiday after it."""
    if before.end != after.start or before.counted != after.counted:
        return False
    works = {
        (day.works, day.kind if day.works else None) for day in (*before.days, *after.days)
    }
    return len(works) == 1


def _joined(before: Line, after: Line) -> Line:
    different = {(d.kind, d.name, d.known): d for d in reversed((*before.days, *after.days))}
    days = tuple(sorted(different.values(), key=lambda day: day.date))
    return Line(start=before.start, end=after.end, counted=before.counted, days=days)


__all__ = ["Calendar", "Change", "Counting", "Day", "DayKind", "Line", "Period", "PeriodKind"]
