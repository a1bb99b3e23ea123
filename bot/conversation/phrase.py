"""Typed moments and spans: 昨天下午3点到4点, 3月2日 15:00-16:00, last Friday 3pm to 4pm.

A bounded grammar that reads the whole text or nothing. What has two meanings ("3点" without
上午 or 下午) is asked back: footage of the wrong hour is noticed only in the viewing room.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.conversation.dates import Today, Unclear
from bot.conversation.lexicon import Clock, Periods, Token, minutes_ago, tokens_of

__all__ = ["DAY_MINUTES", "PARTS", "Heard", "heard", "listen", "minutes_ago"]

DAY_MINUTES = 24 * 60

# First and last hour a part of the day can name; 24 and more is the night after.
PARTS = {
    "dawn": (0, 6),
    "morning": (5, 12),
    "noon": (11, 14),
    "afternoon": (12, 20),
    "evening": (17, 24),
    "night": (21, 24),
}
# An hour after such a start may belong to the next day: 昨晚23点到1点.
_LATE, _EARLY = 18 * 60, 8 * 60
_DAWN = PARTS["dawn"][1] * 60  # 凌晨 said of an end is the night after a start later than this


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text says, as far as it says it. Minutes count from the first midnight of `day`;
    past 1440 they lie in the next day. Nothing heard is not guessed: it is None."""

    day: date | None = None
    part: str = ""
    start: int | None = None
    end: int | None = None

    @property
    def whole(self) -> bool:
        return self.day is not None and self.start is not None and self.end is not None


@dataclass(slots=True)
class _Point:
    day: date | None = None
    part: str = ""
    clock: Clock | None = None
    period: tuple[int, int] | None = None
    next_day: bool = False
    whole: bool = False
    now: bool = False

    @property
    def timed(self) -> bool:
        return self.clock is not None or self.period is not None


def listen(text: str, today: Today, periods: Periods, known: Heard | None = None) -> Heard:
    """Read the whole of `text`, with what is already `known` filling its gaps.

    Raises `Unclear`. The result may still lack a day, a start or an end.
    """
    return heard(tokens_of(text, today, periods), known or Heard())


def heard(tokens: list[Token], known: Heard) -> Heard:
    """What these words say together, with what is already `known`. Raises `Unclear`."""
    first, last, minutes = _points(tokens)
    if last is None and minutes is None and known.start is not None and first.day is None:
        return _ending(first, known)
    if (
        minutes is not None
        and not first.timed
        and first.day is None
        and known.start is not None
    ):
        return replace(known, end=known.start + minutes)
    return _joined(first, last, minutes, known)


def _points(tokens: list[Token]) -> tuple[_Point, _Point | None, int | None]:
    """`first [to last] [lasting]`; anything else is not a span people write."""
    if any(t.kind == "vague" for t in tokens):
        raise Unclear("vague_time")
    points, lasting = [_Point()], None
    for token in _day_first(tokens):
        if lasting is not None:
            raise Unclear("unclear_span")
        if token.kind == "to":
            points.append(_Point())
        elif token.kind == "now":
            points.append(_Point(*_moment(token), now=True))
        elif token.kind == "lasting":
            lasting = int(str(token.value))
        else:
            _add(points[-1], token)
    if len(points) > 2 or (len(points) == 2 and lasting is not None):
        raise Unclear("unclear_span")
    last = points[1] if len(points) == 2 else None
    if not tokens or (last == _Point()):
        raise Unclear("unclear_span")
    return points[0], last, lasting


def _moment(token: Token) -> tuple[date, str, Clock]:
    match token.value:
        case (date() as day, Clock() as clock):
            return day, "", clock
    raise AssertionError(token)


def _day_first(tokens: list[Token]) -> list[Token]:
    """3pm to 4pm yesterday: a day said last, and only there, is the day of the start."""
    kinds = [t.kind for t in tokens]
    if len(kinds) > 1 and kinds.count("day") == 1 and kinds[-1] == "day" and kinds[-2] != "to":
        return [tokens[-1], *tokens[:-1]]
    return tokens


def _add(point: _Point, token: Token) -> None:
    match token.kind, token.value:
        case "day", date() as day if point.day is None and not point.timed:
            point.day = day
        case "part", str(part) if not point.part and not point.timed:
            point.part = part
        case "clock", Clock() as clock if not point.timed:
            point.clock = clock
        case "period", (int(start), int(end)) if not point.timed:
            point.period = (start, end)
        case "whole", _ if not point.timed and not point.part:
            point.whole = True
        case "next", _ if not point.timed and point.day is None:
            point.next_day = True
        case _:
            raise Unclear("unclear_span")


def _joined(first: _Point, last: _Point | None, minutes: int | None, known: Heard) -> Heard:
    if first.next_day or (first.whole and (last or minutes)):
        raise Unclear("unclear_span")
    day = first.day or known.day or (last.day if last and last.now else None)
    if first.whole:
        return Heard(day, "", 0, DAY_MINUTES)
    part = first.part or ("" if first.day else known.part)
    if first.period:
        return _from_period(first.period, day, last, minutes)
    if first.clock is None:
        if last or minutes is not None:
            raise Unclear("unclear_span")
        # A new day keeps times that were said before it: 15:00-16:00, then 昨天.
        return Heard(day, part, known.start, known.end)
    start = _minute_of(first.clock, part)
    if minutes is not None:
        return Heard(day, part, start, start + minutes)
    if last is None:
        return Heard(day, part, start)
    return Heard(day, part, start, _end(last, start, part, day))


def _from_period(
    period: tuple[int, int], day: date | None, last: _Point | None, minutes: int | None
) -> Heard:
    start, end = period
    if minutes is not None or (last and (last.period is None or last.day)):
        raise Unclear("unclear_span")
    if last and last.period:
        end = last.period[1]
    if end <= start:
        raise Unclear("end_before_start")
    return Heard(day, "", start, end)


def _ending(point: _Point, known: Heard) -> Heard:
    """A time alone, when the start is known, is the end."""
    assert known.start is not None
    return replace(known, end=_end(point, known.start, known.part or "known", known.day))


def _minute_of(clock: Clock, part: str) -> int:
    if not part:
        if not clock.exact:
            raise Unclear("which_half", hour=clock.hour)
        return clock.hour * 60 + clock.minute
    low, high = PARTS[part]
    fitting = [h for h in clock.readings if low <= h <= high]
    if len(fitting) != 1:
        raise Unclear("hour_and_part", hour=clock.hour)
    return fitting[0] * 60 + clock.minute


def _end(last: _Point, start: int, part: str, day: date | None) -> int:
    """Minutes of the end, seen from the first midnight of the start's day."""
    if last.whole or last.period or last.clock is None:
        raise Unclear("unclear_end")
    clock = last.clock
    if last.day is not None or last.next_day:
        return _end_on_other_day(last, start, day)
    if last.part:
        end = _minute_of(clock, last.part)
        if end <= start and last.part == "dawn" and start > _DAWN:
            end += DAY_MINUTES
    else:
        end = _end_without_part(clock, start, part)
    if end <= start:
        raise Unclear("end_before_start")
    return end


def _end_without_part(clock: Clock, start: int, part: str) -> int:
    # Of the small hours no afternoon follows without its word: 凌晨2点到1点 is a slip.
    either = part not in ("", "dawn") and not clock.literal
    readings = clock.readings if either else (clock.hour,)
    later = [h * 60 + clock.minute for h in readings if h * 60 + clock.minute > start]
    if later:
        return later[0]
    end = clock.hour * 60 + clock.minute
    if start >= _LATE and end <= _EARLY:
        return end + DAY_MINUTES
    if not part and not clock.exact:
        raise Unclear("which_half", hour=clock.hour)
    return end


def _end_on_other_day(last: _Point, start: int, day: date | None) -> int:
    assert last.clock is not None
    if last.next_day:
        days = 1
    elif day is None or last.day is None:
        raise Unclear("unclear_span")
    else:
        days = (last.day - day) // timedelta(days=1)
    # On the morning after, 1点 is the hour after midnight; said of the evening, it needs its part.
    part = last.part or ("dawn" if days and not last.clock.exact else "")
    end = _minute_of(last.clock, part) + days * DAY_MINUTES
    if end <= start:
        raise Unclear("end_before_start")
    return end
