"""Picking a time by taps: day, hour, minute, then an end. What each step offers.

`partial` holds what is known: `day` ISO, `part` of the day, `start` and `end` in minutes from that
day's midnight, and while tapping `hour`, `own` (an end of one's own) and `end_hour`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards import Saying, Words
from bot.conversation import bells, month
from bot.conversation.asked import Asked, Choice, Offer, problem
from bot.conversation.form import FieldKind
from bot.conversation.phrase import DAY_MINUTES, PARTS
from bot.conversation.times import at, bound_by_recorders, newest, oldest

WAKING = 6  # o'clock
STEP = 5  # minutes between two that can be tapped; any other is typed
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


def _offer_day(asked: Asked) -> Offer:
    days = month.selectable(asked)
    shown = month.shown(asked, days)
    return Offer(
        options=tuple(month.cells(asked, shown, days)),
        quick=month.quick(asked, days),
        header=month.WEEKDAYS,
        layout="grid7",
        pager=month.pager(shown, days),
        step=_which_day(asked),
        placeholder=_placeholder(asked),
    )


def _which_day(asked: Asked) -> Saying | None:
    """With the day before which no recorder keeps anything: asking for it would be in vain."""
    if asked.field.kind is FieldKind.DAY:
        return None
    if bound_by_recorders(asked):
        return problem("step.day_since", oldest=oldest(asked).date())
    return problem("step.day")


def _placeholder(asked: Asked) -> Saying:
    """An example of how it is typed, in the direction that is asked about."""
    if asked.field.kind is FieldKind.SPAN and not asked.field.past:
        return problem("placeholder.span_ahead")
    return problem(f"placeholder.{asked.field.kind}")


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
    fit = [h for h in range(low, min(high, 23) + 1) if _any_minute(asked, now, h)]
    # Of the small hours 凌晨 knows; a day that has had no others shows them.
    waking = [h for h in fit if h >= WAKING] if "part" not in asked.partial else fit
    return iter(waking or fit)


def _any_minute(asked: Asked, now: Stage, hour: int) -> bool:
    """That can be tapped; every other one can be typed."""
    return any(_possible(asked, now, hour * 60 + m) for m in range(0, 60, STEP))


def _hour_text(hour: int) -> Saying:
    return problem("hour", hour=hour) if hour < 24 else problem("next_hour", hour=hour - 24)


def _offer_hours(asked: Asked, now: Stage) -> Offer:
    options = tuple(
        Choice(id=f"h{h}", text=_hour_text(h), typed=str(h) if h < 24 else "")
        for h in _hours(asked, now)
    )
    ending = now.name == "end_hour"
    return Offer(
        options=options,
        quick=() if ending else tuple(bells.parts(asked, now.day)),
        bells=() if ending else tuple(bells.periods(asked, now.day)),
        layout="grid4",
        step=problem("step.end_hour", day=now.day) if ending else bells.heading(asked, now.day),
        placeholder=bells.example(asked),
    )


def _offer_minutes(asked: Asked, now: Stage) -> Offer:
    minutes = [m for m in range(0, 60, STEP) if _possible(asked, now, now.hour * 60 + m)]
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
        quick=tuple(_nudges(asked, now)),
        step=problem("step.end", start=at(asked, now.day, now.start)),
        placeholder=problem("placeholder.end"),
    )


def _nudges(asked: Asked, now: Stage) -> Iterator[Choice]:
    """The start a little earlier or later, without going back for it."""
    for by, name in ((-STEP, "earlier"), (STEP, "later")):
        moved = nudged(asked, now, by)
        if moved is not None:
            yield Choice(id=f"n{by}", text=problem(name, n=STEP))


def nudged(asked: Asked, now: Stage, by: int) -> int | None:
    start = now.start + by
    there = Stage("hour", now.day, start, 0)
    fits = 0 <= start < DAY_MINUTES and _possible(asked, there, start)
    return start if fits else None


def _ends(asked: Asked, now: Stage) -> Iterator[tuple[str, Words]]:
    for length in _QUICK_ENDS:
        if _possible(asked, now, now.start + length):
            until = at(asked, now.day, now.start + length)
            yield f"e{length}", problem(f"end.{length}", end=f"{until:%H:%M}")
    if asked.field.past and _possible(asked, now, minutes_now(asked, now)):
        yield "now", problem("end.now", end=f"{asked.world.now:%H:%M}")
    if next(_hours(asked, Stage("end_hour", now.day, now.start, 0)), None) is not None:
        yield "own", problem("end.own")


def minutes_now(asked: Asked, now: Stage) -> int:
    return (asked.world.now - at(asked, now.day, 0)) // timedelta(minutes=1)
