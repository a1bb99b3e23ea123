"""Days, moments and spans answered: step by step, or typed whole or in part at any step."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.cards import Saying
from bot.conversation import bells
from bot.conversation.asked import Asked, Ongoing, Reply, Settled, problem
from bot.conversation.dates import Unclear
from bot.conversation.form import FieldKind
from bot.conversation.numerals import plain
from bot.conversation.phrase import DAY_MINUTES, Heard, listen, minutes_ago
from bot.conversation.steps import STEP, Stage, minutes_now, nudged, offer, stage
from bot.conversation.times import (
    at,
    check,
    future,
    newest,
    overwritten,
    render,
    today,
    too_long,
    too_old,
)

__all__ = ["check", "chosen", "fewer", "offer", "render", "settle", "told", "typed"]

_NOW = frozenset({"现在", "到现在", "至今", "now", "to now", "until now"})


def chosen(asked: Asked, option: str) -> Reply:
    now = stage(asked)
    if (quick := _quickly(asked, now, option)) is not None:
        return quick
    found = re.fullmatch(r"([dhme])([\d-]{1,10})|now|own", option)
    if not found:
        return problem("no_such_option")
    match now.name, found[1] or option:
        case "day", "d":
            return _take_day(asked, found[2])
        case "hour", "h":
            return _take(asked, {"hour": _within(found[2], 24)})
        case "minute", "m":
            return _take(asked, {"start": _within(found[2], 60, now.hour * 60)}, drop="hour")
        case "end", "e":
            return _take(asked, {"end": _within(found[2], 24 * 60, now.start)})
        case "end" | "end_hour" | "end_minute", "now":
            return _take(asked, {"end": minutes_now(asked, now)})
        case "end", "own":
            return Ongoing({**asked.partial, "own": True})
        case "end_hour", "h":
            return _take(asked, {"end_hour": _within(found[2], 48)})
        case "end_minute", "m":
            return _take(asked, {"end": _within(found[2], 60, now.hour * 60)})
    return problem("no_such_option")


def _quickly(asked: Asked, now: Stage, option: str) -> Reply | None:
    """What stands beside the grid: now; a part of the day or a period of the timetable; a start
    moved a little."""
    if option == "now" and _may_be_now(asked, now):
        return settle(asked, _to_minute(asked.world.now))
    if option[:1] in ("w", "p") and now.name in ("hour", "minute"):
        heard = bells.rung(option)
        return _take(asked, heard, drop="hour") if isinstance(heard, dict) else heard
    if option in (f"n{-STEP}", f"n{STEP}") and now.name == "end":
        return _nudge(asked, nudged(asked, now, int(option[1:])))
    return None


def _nudge(asked: Asked, start: int | None) -> Reply:
    return problem("no_such_option") if start is None else _take(asked, {"start": start})


def tells_of_now(asked: Asked) -> bool:
    return asked.field.past and asked.field.kind is FieldKind.MOMENT


def _may_be_now(asked: Asked, now: Stage) -> bool:
    """Not once another day has been said."""
    return tells_of_now(asked) and now.day == asked.world.now.date()


def _within(digits: str, limit: int, since: int = 0) -> int:
    """A button's number, counted from `since`; -1 for one no button has, forged or mistyped."""
    return since + int(digits) if digits.isdigit() and int(digits) < limit else -1


def _take_day(asked: Asked, text: str) -> Reply:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return problem("no_such_option")
    return _take(asked, {"day": day.isoformat()})


def _take(asked: Asked, more: Mapping[str, Any], drop: str = "") -> Reply:
    if -1 in more.values():
        return problem("no_such_option")
    merged = {k: v for k, v in {**asked.partial, **more}.items() if k != drop}
    return _go_on(asked, merged)


def typed(asked: Asked, text: str) -> Reply:
    bare = plain(text)
    if shortcut := _shortcut(asked, bare):
        return chosen(asked, shortcut)
    try:
        return _hear(asked, bare)
    except Unclear as unclear:
        return problem(unclear.code, **unclear.values)


def _shortcut(asked: Asked, bare: str) -> str:
    """A bare number means what is shown under it; "现在" is an end."""
    now = stage(asked)
    ending = now.name.startswith("end")
    if bare in _NOW and (ending or _may_be_now(asked, now)):
        return "now"
    if not re.fullmatch(r"\d{1,2}", bare):
        return ""
    if now.name in ("minute", "end_minute"):
        return f"m{int(bare)}"
    shown = offer(asked)
    return next((c.id for c in (*shown.quick, *shown.options) if c.typed == bare), "") or next(
        (c.id for c in shown.options if c.typed and c.typed == str(int(bare))), ""
    )


def _hear(asked: Asked, bare: str) -> Reply:
    if asked.field.kind is FieldKind.MOMENT and (back := minutes_ago(bare)) is not None:
        return settle(asked, _to_minute(asked.world.now) - timedelta(minutes=back))
    heard = listen(bare, today(asked), asked.world.periods, _known(asked))
    if asked.field.kind is FieldKind.DAY and (heard.part or heard.start is not None):
        return problem("day_only")
    if asked.field.kind is FieldKind.MOMENT and heard.end is not None:
        return problem("one_time_only")
    return told(asked, heard)


def told(asked: Asked, heard: Heard) -> Reply:
    """What was heard, settled where it is whole."""
    said = {
        "day": heard.day.isoformat() if heard.day else None,
        "part": heard.part or None,
        "start": heard.start,
        "end": heard.end,
    }
    return _go_on(asked, {k: v for k, v in said.items() if v is not None})


def _known(asked: Asked) -> Heard:
    p = asked.partial
    day = date.fromisoformat(p["day"]) if "day" in p else None
    return Heard(day, p.get("part", ""), p.get("start"), p.get("end"))


def _to_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _go_on(asked: Asked, said: Mapping[str, Any]) -> Reply:
    """Settle what is complete; otherwise keep what is possible and ask for the rest."""
    day = date.fromisoformat(said["day"]) if "day" in said else None
    start, end = said.get("start"), said.get("end")
    if day and asked.field.kind is FieldKind.DAY:
        return settle(asked, day)
    if day and start is not None and asked.field.kind is FieldKind.MOMENT:
        return settle(asked, at(asked, day, start))
    if day and start is not None and end is not None:
        return settle(asked, (at(asked, day, start), at(asked, day, end)))
    if start is not None and end is not None and (wrong := too_long(asked, end - start)):
        return wrong
    if day and (wrong := _impossible(asked, day, said)):
        return wrong
    return Ongoing(said)


def _impossible(asked: Asked, day: date, said: Mapping[str, Any]) -> Saying | None:
    """A day or start that no later step could mend."""
    timed = "start" in said or "hour" in said
    begin = at(asked, day, said.get("start", said.get("hour", 0) * 60))
    when = begin if timed else day
    if begin > newest(asked):
        return future(asked, when)
    if too_old(asked, at(asked, day, DAY_MINUTES)):
        return overwritten(asked, when)
    if "end_hour" in said and (said["end_hour"] + 1) * 60 <= said["start"] + 1:
        return problem("end_before_start")
    if "end_hour" in said and at(asked, day, said["end_hour"] * 60) > newest(asked):
        return future(asked, at(asked, day, said["end_hour"] * 60))
    return None


def settle(asked: Asked, value: date | datetime | tuple[datetime, datetime]) -> Reply:
    kept: Any
    if isinstance(value, tuple):
        kept = {"from": value[0].isoformat(), "to": value[1].isoformat()}
    else:
        kept = value.isoformat()
    return check(asked, kept) or Settled(kept)


def fewer(partial: Mapping[str, Any]) -> Mapping[str, Any] | None:
    p = dict(partial)
    for key in ("end_hour", "own", "end"):
        if p.pop(key, None) is not None:
            return p
    if "start" in p:
        start = p.pop("start")
        return {**p, "hour": start // 60} if "day" in p else p
    for key in ("hour", "part", "day"):
        if p.pop(key, None) is not None:
            return p
    return None
