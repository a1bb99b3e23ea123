"""Picking a time by taps: day, hour, minute, then an end. What each step offers.

`partial` holds what is known: `day` ISO, `part` of the day, `start` and `end` in minutes from that
day's midnight, and while tapping `hour`, `own` (an end of one's own) and `end_hour`.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards import Saying, Words
from bot.conversation.asked import Asked, Choice, Offer, Pager, problem
from bot.conversation.form import FieldKind
from bot.conversation.phrase import PARTS
from bot.conversation.times import at, newest, oldest

_QUICK_ENDS = (15, 30, 60, 120)


@dataclass(frozen=True, slots=True)
class Stage:
    """The next thing to ask for, and what is known when asking."""

    name: str
    day: date
    start: int
    hour: int


def stage(asked: Asked) -> Stage:
    p = asked.partial
    day = date.fromisoformat(p["day"]) if "day" in p else asked.world.now.date()
    start = p.get("start", 0)
    if "day" not in p:
        name = "day"
    elif "start" not in p:
        name = "minute" if "hour" in p else "hour"
    elif not p.get("own"):
        name = "end"
    else:
        name = "end_minute" if "end_hour" in p else "end_hour"
    return Stage(name, day, start, p.get("end_hour" if p.get("own") else "hour", 0))


def offer(asked: Asked) -> Offer:
    now = stage(asked)
    match now.name:
        case "day":
            return _offer_day(asked)
        case "hour" | "end_hour":
            return _offer_hours(asked, now)
        case "minute" | "end_minute":
            return _offer_minutes(asked, now)
    return _offer_ends(asked, now)


def _selectable(asked: Asked) -> tuple[date, date]:
    """The first day and the last."""
    return oldest(asked).date(), newest(asked).date()


def _offer_day(asked: Asked) -> Offer:
    month = _month_shown(asked)
    step = problem("step.day") if asked.field.kind is not FieldKind.DAY else None
    return Offer(
        options=tuple(_cells(asked, month)),
        quick=_quick_days(asked),
        header=tuple(problem(f"weekday.{i}") for i in range(7)),
        layout="grid7",
        pager=_months(asked, month),
        step=step,
        placeholder=_placeholder(asked),
    )


def _placeholder(asked: Asked) -> Saying:
    """An example of how it is typed, in the direction that is asked about."""
    if asked.field.kind is FieldKind.SPAN and not asked.field.past:
        return problem("placeholder.span_ahead")
    return problem(f"placeholder.{asked.field.kind}")


def _quick_days(asked: Asked) -> tuple[Choice, ...]:
    base = asked.world.now.date()
    names = (
        (("today", 0), ("yesterday", -1), ("day_before", -2))
        if asked.field.past
        else (("today", 0), ("tomorrow", 1), ("day_after", 2))
    )
    days = [(name, base + timedelta(days=shift)) for name, shift in names]
    first, last = _selectable(asked)
    open_days = [(name, day) for name, day in days if first <= day <= last]
    return tuple(
        Choice(id=f"d{day}", text=problem(name), typed=str(i))
        for i, (name, day) in enumerate(open_days, 1)
    )


def _month_shown(asked: Asked) -> date:
    """The page asked for, else the month of the answer, else this month."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})", asked.page):
        year, month = int(found[1]), int(found[2])
        if 1 <= month <= 12 and year:
            return date(year, month, 1)
    first = _selectable(asked)[0] if asked.field.since else asked.world.now.date()
    return max(first, asked.world.now.date()).replace(day=1)


def _cells(asked: Asked, month: date) -> Iterator[Choice]:
    first, last = _selectable(asked)
    for day in calendar.Calendar().itermonthdates(month.year, month.month):
        if day.month == month.month and first <= day <= last:
            yield Choice(id=f"d{day}", text=str(day.day))
        elif day.month == month.month:
            yield Choice(id="", text=f"·{day.day}·")
        else:
            yield Choice(id="", text=" ")


def _months(asked: Asked, month: date) -> Pager:
    before = month - timedelta(days=1)
    after = (month + timedelta(days=31)).replace(day=1)
    first, last = _selectable(asked)
    return Pager(
        title=problem("month", year=month.year, month=month.month),
        prev=f"{before:%Y-%m}" if first <= before <= last else "",
        next=f"{after:%Y-%m}" if first <= after <= last else "",
    )


def _possible(asked: Asked, now: Stage, minutes: int) -> bool:
    """Whether a start, or an end, at this minute would not be refused for its place in time."""
    moment = at(asked, now.day, minutes)
    if now.name.startswith("end"):
        limit = asked.field.max_hours
        if minutes <= now.start or (limit and minutes - now.start > limit * 60):
            return False
    elif asked.field.kind is FieldKind.SPAN and asked.field.past:
        return moment < asked.world.now
    return moment <= newest(asked)


def _hours(asked: Asked, now: Stage) -> Iterator[int]:
    if now.name == "end_hour":
        first = now.start // 60
        return (h for h in range(first, first + 24) if _any_minute(asked, now, h))
    low, high = PARTS.get(asked.partial.get("part", ""), (0, 23))
    return (h for h in range(low, min(high, 23) + 1) if _any_minute(asked, now, h))


def _any_minute(asked: Asked, now: Stage, hour: int) -> bool:
    return any(_possible(asked, now, hour * 60 + m) for m in range(60))


def _hour_text(hour: int) -> Saying:
    return problem("hour", hour=hour) if hour < 24 else problem("next_hour", hour=hour - 24)


def _offer_hours(asked: Asked, now: Stage) -> Offer:
    options = tuple(
        Choice(id=f"h{h}", text=_hour_text(h), typed=str(h) if h < 24 else "")
        for h in _hours(asked, now)
    )
    key = "step.end_hour" if now.name == "end_hour" else "step.hour"
    return Offer(
        options=options,
        layout="grid4",
        step=problem(key, day=now.day),
        placeholder=problem("placeholder.time"),
    )


def _offer_minutes(asked: Asked, now: Stage) -> Offer:
    minutes = [m for m in (0, 15, 30, 45) if _possible(asked, now, now.hour * 60 + m)]
    options = tuple(
        Choice(id=f"m{m}", text=f"{now.hour % 24:02}:{m:02}", typed=f"{m:02}") for m in minutes
    )
    return Offer(
        options=options,
        layout="grid4",
        step=problem(f"step.{now.name}", day=now.day),
        placeholder=problem("placeholder.minute"),
    )


def _offer_ends(asked: Asked, now: Stage) -> Offer:
    return Offer(
        options=tuple(
            Choice(id=name, text=text, typed=str(i))
            for i, (name, text) in enumerate(_ends(asked, now), 1)
        ),
        step=problem("step.end", start=at(asked, now.day, now.start)),
        placeholder=problem("placeholder.end"),
    )


def _ends(asked: Asked, now: Stage) -> Iterator[tuple[str, Words]]:
    for length in _QUICK_ENDS:
        if _possible(asked, now, now.start + length):
            until = at(asked, now.day, now.start + length)
            yield f"e{length}", problem(f"end.{length}", end=f"{until:%H:%M}")
    if asked.field.past and _possible(asked, now, minutes_now(asked, now)):
        yield "now", problem("end.now", end=f"{asked.world.now:%H:%M}")
    yield "own", problem("end.own")


def minutes_now(asked: Asked, now: Stage) -> int:
    return (asked.world.now - at(asked, now.day, 0)) // timedelta(minutes=1)
