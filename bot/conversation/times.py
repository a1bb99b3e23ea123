"""Which times can stand: not in the future, not longer than allowed, not overwritten already."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.cards import Saying, Words
from bot.conversation.asked import Asked, cited, problem
from bot.conversation.dates import Today
from bot.conversation.form import FieldKind

DAY_END = 24 * 60 - 1  # minutes
REACH = timedelta(days=366)  # how far a calendar leads where nothing limits it


def today(asked: Asked) -> Today:
    """A day that may not come before another one is told from there."""
    now, field = asked.world.now, asked.field
    near = first_day(asked) if field.since else None
    return Today(now.date(), field.past, near, ahead=field.ahead, at=now.time())


def kept_days(asked: Asked) -> float:
    """Days until the last of the chosen recorders has certainly overwritten. Only footage asked
    for in the past is subject to it."""
    zones = asked.answered(FieldKind.ZONES) or ()
    cameras = asked.answered(FieldKind.CAMERAS) or ()
    return asked.world.longest_kept(zones, cameras)


def oldest(asked: Asked) -> datetime:
    now, days = asked.world.now, kept_days(asked)
    if asked.field.ahead or asked.field.since:
        return at(asked, first_day(asked), 0)
    if not bound_by_recorders(asked) or days * timedelta(days=1) > REACH:
        return now - REACH
    return now - timedelta(days=days)


def bound_by_recorders(asked: Asked) -> bool:
    """A span in the past is footage; other past times (when something was noticed) may be old."""
    return asked.field.past and asked.field.kind is FieldKind.SPAN and kept_days(asked) < 1e6


def first_day(asked: Asked) -> date:
    """Where a day that may not come before another one begins."""
    before = asked.answers.get(asked.field.since)
    return date.fromisoformat(before) if before else asked.world.now.date()


def newest(asked: Asked) -> datetime:
    if asked.field.max_days:
        return at(asked, first_day(asked) + timedelta(days=asked.field.max_days), DAY_END)
    return asked.world.now if asked.field.past else asked.world.now + REACH


def at(asked: Asked, day: date, minutes: int) -> datetime:
    midnight = datetime.combine(day, time(0), asked.world.now.tzinfo)
    return midnight + timedelta(minutes=minutes)


# ---------------------------------------------------------------- what can stand


def check(asked: Asked, value: Any) -> Saying | None:
    match asked.field.kind:
        case FieldKind.SPAN:
            start, end = (datetime.fromisoformat(value[k]) for k in ("from", "to"))
            return _check_span(asked, start, end)
        case FieldKind.MOMENT:
            moment = datetime.fromisoformat(value)
            return future(asked, moment) if moment > newest(asked) else long_ago(asked, moment)
    return _check_day(asked, date.fromisoformat(value))


def _check_day(asked: Asked, day: date) -> Saying | None:
    if asked.field.since and day < first_day(asked):
        return problem("before_start", when=day, start=first_day(asked))
    if asked.field.ahead and day < asked.world.now.date():
        return problem("in_past", when=day)
    if day <= newest(asked).date():
        return long_ago(asked, day)
    if asked.field.max_days:
        days, last = asked.field.max_days, newest(asked).date()
        return cited(asked, problem("too_many_days", days=days, last=last))
    return future(asked, day)


def long_ago(asked: Asked, when: date) -> Saying | None:
    """Older than the form takes: a letter of last year says nothing about today."""
    limit = asked.field.max_age
    day = when.date() if isinstance(when, datetime) else when
    if not limit or asked.world.now.date() - day <= timedelta(days=limit):
        return None
    return cited(
        asked, problem("too_long_ago", label=asked.world.say(asked.field.label), days=limit)
    )


def _check_span(asked: Asked, start: datetime, end: datetime) -> Saying | None:
    if end <= start:
        return problem("end_before_start")
    if asked.field.ahead and end <= asked.world.now:
        return problem("in_past", when=end)
    if end > newest(asked):
        return future(asked, end)
    if wrong := too_long(asked, (end - start) // timedelta(minutes=1)):
        return wrong
    return overwritten(asked, start) if too_old(asked, end) else None


def too_long(asked: Asked, minutes: int) -> Saying | None:
    limit = asked.field.max_hours
    if not limit or minutes <= limit * 60:
        return None
    return cited(asked, problem("span_too_long", hours=f"{limit:g}"))


def future(asked: Asked, moment: date) -> Saying:
    """`moment` is a day or a datetime; a datetime is shown with its time."""
    if not asked.field.past:
        return problem("too_far", when=moment)
    if asked.field.kind is not FieldKind.SPAN:
        return problem("not_yet", when=moment)
    return problem("in_future", when=moment, now=asked.world.now)


def too_old(asked: Asked, end: datetime) -> bool:
    return bound_by_recorders(asked) and end < oldest(asked)


def overwritten(asked: Asked, start: date) -> Saying:
    days = kept_days(asked)
    return problem("overwritten", when=start, days=f"{days:g}", oldest=oldest(asked))


def warning(asked: Asked, value: Any) -> Saying | None:
    """The beginning of a span may be gone although its end is not."""
    if not isinstance(value, Mapping) or not bound_by_recorders(asked):
        return None
    start = datetime.fromisoformat(value["from"])
    if start < oldest(asked):
        return problem("partly_overwritten", oldest=oldest(asked))
    return None


# ---------------------------------------------------------------- how it is shown


def render(asked: Asked, value: Any) -> Words:
    if asked.field.kind is FieldKind.DAY:
        day = date.fromisoformat(value)
        return problem("day", day=day)
    if asked.field.kind is FieldKind.MOMENT:
        moment = datetime.fromisoformat(value)
        return problem("moment", moment=moment)
    start, end = (datetime.fromisoformat(value[k]) for k in ("from", "to"))
    if start.date() == end.date():
        return problem("span_same_day", start=start, end=f"{end:%H:%M}")
    return problem("span_two_days", start=start, end=end)


def heard_so_far(asked: Asked) -> Saying | None:
    """What is known of a time that is not whole yet, so that nobody wonders what was understood."""
    p = asked.partial
    day = date.fromisoformat(p["day"]) if "day" in p else None
    start, end = p.get("start"), p.get("end")
    if start is not None and end is not None:
        return problem("heard.times", start=_clock(start), end=_clock(end))
    if start is not None and day:
        return problem("heard.start", start=at(asked, day, start))
    if start is not None:
        return problem("heard.time", start=_clock(start))
    if "part" in p:
        part = problem(f"part.{p['part']}")
        if day:
            return problem("heard.part_of_day", day=day, part=part)
        return problem("heard.part", part=part)
    return problem("heard.day", day=day) if day else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
