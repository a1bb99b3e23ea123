"""The days of a month to tap: which can be chosen, and what a school knows of them."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.cards import Saying
from bot.conversation.asked import Asked, Choice, Pager, problem
from bot.conversation.form import FieldKind
from bot.conversation.times import newest, oldest
from bot.people.days import DayKind

MARKS = {
    DayKind.HOLIDAY: "cell.rest",
    DayKind.OWN_OFF: "cell.rest",
    DayKind.MAKE_UP: "cell.work",
    DayKind.OWN_WORK: "cell.work",
}
WEEKDAYS = tuple(problem(f"weekday.{i}") for i in range(7))
_ELSEWHERE = Choice(id="", text=" ")
Days = tuple[date, date]  # the first that can be chosen, and the last


def selectable(asked: Asked) -> Days:
    """The first day and the last. At midnight nothing of today has passed yet that could be
    looked at."""
    past = asked.field.past and asked.field.kind is FieldKind.SPAN
    last = newest(asked) - timedelta(minutes=1) if past else newest(asked)
    return oldest(asked).date(), last.date()


def quick(asked: Asked, days: Days) -> tuple[Choice, ...]:
    base = asked.world.now.date()
    names = (
        (("today", 0), ("yesterday", -1), ("day_before", -2))
        if asked.field.past
        else (("today", 0), ("tomorrow", 1), ("day_after", 2))
    )
    named = [(name, base + timedelta(days=shift)) for name, shift in names]
    first, last = days
    open_days = [(name, day) for name, day in named if first <= day <= last]
    chosen = tuple(
        Choice(id=f"d{day}", text=problem(name), typed=str(i))
        for i, (name, day) in enumerate(open_days, 1)
    )
    return (*chosen, *_now(asked))


def _now(asked: Asked) -> Iterator[Choice]:
    """What is noticed is often told at once."""
    if asked.field.past and asked.field.kind is FieldKind.MOMENT:
        yield Choice(id="now", text=problem("right_now"))


def shown(asked: Asked, days: Days) -> date:
    """The page asked for, else the month in which answers lie."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})", asked.page):
        year, month = int(found[1]), int(found[2])
        if 1 <= month <= 12 and year:
            return date(year, month, 1)
    return max(days[0], asked.world.now.date()).replace(day=1)


def cells(asked: Asked, month: date, days: Days) -> Iterator[Choice]:
    """Whole weeks, without those in which no day can be chosen. A day that cannot be is dotted, and
    whoever taps it hears why."""
    first, last = days
    for week in calendar.Calendar().monthdatescalendar(month.year, month.month):
        here = [day for day in week if day.month == month.month]
        if any(first <= day <= last for day in here):
            yield from (_cell(asked, day, day in here, first <= day <= last) for day in week)


def _cell(asked: Asked, day: date, here: bool, open_: bool) -> Choice:
    if not here:
        return _ELSEWHERE
    return Choice(id=f"d{day}", text=_named(asked, day) if open_ else _dotted(day))


def _dotted(day: date) -> Saying:
    return problem("cell.closed", day=day.day)


def _named(asked: Asked, day: date) -> Saying | str:
    if day == asked.world.now.date():
        return problem("cell.today", day=day.day)
    known = asked.world.calendar
    mark = MARKS.get(known.day_of(day).kind) if known else None
    return problem(mark, day=day.day) if mark else str(day.day)


def pager(month: date, days: Days) -> Pager:
    before = month - timedelta(days=1)
    after = (month + timedelta(days=31)).replace(day=1)
    first, last = days
    return Pager(
        title=problem("month", year=month.year, month=month.month),
        prev=f"{before:%Y-%m}" if first <= before <= last else "",
        next=f"{after:%Y-%m}" if first <= after <= last else "",
    )
