"""What a day is divided into: 上午 and 下午 for everybody, 第3节 and 午休 where the school has told
its timetable. A period is a whole answer at one tap."""

import re
from collections.abc import Iterator
from datetime import date, time

from bot.cards import Saying, Words
from bot.conversation.asked import Asked, Choice, Reply, problem
from bot.conversation.form import FieldKind
from bot.conversation.phrase import PARTS
from bot.conversation.times import at, newest

PART_NAMES = ("dawn", "morning", "noon", "afternoon", "evening")
PERIOD = re.compile(r"p(\d{1,4})-(\d{1,4})")
MOST = 16  # periods that are still found at a glance


def parts(asked: Asked, day: date) -> Iterator[Choice]:
    """They narrow the hours below them, until one is chosen."""
    for name in () if "part" in asked.partial else PART_NAMES:
        if not asked.field.past or at(asked, day, PARTS[name][0] * 60) < asked.world.now:
            yield Choice(id=f"w{name}", text=problem(f"pick.{name}"))


def periods(asked: Asked, day: date) -> Iterator[Choice]:
    low, high = PARTS.get(asked.partial.get("part", ""), (0, 24))
    seen: set[str] = set()
    for name, (start, end) in list(asked.world.periods.items())[:MOST]:
        choice = Choice(id=f"p{_minutes(start)}-{_minutes(end)}", text=named(name))
        fits = low * 60 <= _minutes(start) < high * 60 and possible(asked, day, start, end)
        if fits and choice.id not in seen:
            seen.add(choice.id)
            yield choice


def possible(asked: Asked, day: date, start: time, end: time) -> bool:
    """Whether such a period would not be refused for its length or its place in time."""
    limit = asked.field.max_hours
    if limit and _minutes(end) - _minutes(start) > limit * 60:
        return False
    ends = end if asked.field.kind is FieldKind.SPAN else start
    return at(asked, day, _minutes(ends)) <= newest(asked)


def named(name: str) -> Words:
    """A number is a lesson; everything else is called what the school calls it."""
    return problem("lesson", n=name) if name.isdigit() else name


def rung(option: str) -> dict[str, int | str] | Reply:
    """What is known after a tap on a part or a period."""
    if option[1:] in PARTS and option.startswith("w"):
        return {"part": option[1:]}
    found = PERIOD.fullmatch(option)
    if found is None:
        return problem("no_such_option")
    start, end = int(found[1]), int(found[2])
    if not start < end <= 24 * 60:
        return problem("no_such_option")
    return {"start": start, "end": end}


def heading(asked: Asked, day: date) -> Saying:
    part = asked.partial.get("part", "")
    if not part:
        return problem("step.hour", day=day)
    return problem("step.hour_of_part", day=day, part=problem(f"part.{part}"))


WRITTEN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–~]\s*(\d{1,2}):(\d{2})")


def read(written: str) -> tuple[time, time]:
    """A period as an operator writes it: 08:00-08:40. Raises ValueError."""
    found = WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError("period")
    (first, minute), (last, late) = found.group(1, 2), found.group(3, 4)
    return _in_order(_clock(first, minute), _clock(last, late))


def _clock(hour: str, minute: str) -> time:
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError("period")
    return time(int(hour), int(minute))


def _in_order(first: time, last: time) -> tuple[time, time]:
    if last <= first:
        raise ValueError("period")
    return first, last


def example(asked: Asked) -> Saying:
    """How a time may be typed, with a lesson where the school has told its own."""
    lesson = next((name for name in asked.world.periods if name.isdigit()), "")
    if not lesson:
        return problem("placeholder.time")
    return problem("placeholder.lesson", lesson=named(lesson))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
