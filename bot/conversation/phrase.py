"""Typed moments and spans: 昨天下午3点到4点, 3月2日 15:00-16:00, last Friday 3pm to 4pm.

A bounded grammar that reads the whole text or nothing. What has two meanings ("3点" without
上午 or 下午) is asked back: footage of the wrong hour is noticed only in the viewing room.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Literal

from bot.conversation.dates import BESIDE, PATTERNS, Today, Unclear, check_beside
from bot.conversation.numerals import arabic, plain

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
_PART_WORDS = {
    "凌晨": "dawn",
    "清晨|早晨|早上|上午|晨|早|morning": "morning",
    "中午|正午": "noon",
    "下午|午后|afternoon": "afternoon",
    "傍晚|晚上|晚间|晚|evening|night": "evening",
    "深夜|半夜|夜里|夜间|夜": "night",
}
# An hour after such a start may belong to the next day: 昨晚23点到1点.
_LATE, _EARLY = 18 * 60, 8 * 60


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


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    exact: bool  # one hour is meant by people of a school: 15:00, 03:00, 3pm, 9点
    half_said: bool = False  # am or pm stands beside it

    @property
    def readings(self) -> tuple[int, ...]:
        if 1 <= self.hour <= 12 and not self.half_said:
            return (self.hour, self.hour + 12)
        return (self.hour,)

    @property
    def literal(self) -> bool:
        """Not even a part of the day said earlier changes it."""
        return len(self.readings) == 1 or (self.exact and self.hour <= 6)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal[
        "day", "part", "clock", "to", "lasting", "ago", "period", "whole", "next", "vague"
    ]
    value: object = None


@dataclass(slots=True)
class _Point:
    day: date | None = None
    part: str = ""
    clock: _Clock | None = None
    period: tuple[int, int] | None = None
    next_day: bool = False
    whole: bool = False

    @property
    def timed(self) -> bool:
        return self.clock is not None or self.period is not None


_UNIT = r"(?P<unit>小时|钟头|刻钟?|分钟?|hours?|hrs?|minutes?|mins?|h(?![a-z]))"
_LENGTH = r"(?:(?P<n>\d{1,3})(?P<dot>\.5)? ?个?(?P<half>半)?|(?P<only>半)个?)" + _UNIT
_HOUR_BEFORE_RANGE = re.compile(r"(?<![\d:点时月/])(\d{1,2})(?= ?(?:-|到|至) ?\d{1,2} ?[点时])")
_SHARED_AMPM = re.compile(
    r"(?<![\d:])(\d{1,2})( ?(?:-|to|until) ?)(\d{1,2})(:\d\d)? ?([ap])\.?m\b\.?"
)
_CLOCKS = (
    re.compile(r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::00)? ?(?:(?P<ap>[ap])\.?m\b\.?)?(?!\d|:)"),
    re.compile(r"(?P<h>\d{1,2}) ?(?P<ap>[ap])\.?m\b\.?"),
    re.compile(
        r"(?P<h>\d{1,2})[点时](?:钟|整)?"
        r"(?:(?P<half>半)|(?P<q>[13])刻|(?P<m>\d{1,2})分?(?!\d|分|小时|个|天))?"
    ),
)
_FILL = re.compile(
    r"\s+|从|自|在|于|的|之间|这段时间|那段时间|这段|那天|当天|开始|起|[,。、!;]"
    r"|持续|一共|共|为时|t(?=\d)|\b(?:from|between|at|on|the|in|for|starting|same day)\b"
)
_TO = re.compile(r"-|到|至|\b(?:to|until|till|and)\b")
_VAGUE = re.compile(
    r"左右|前后|大概|大约|约|差不多|附近|以后|以前|之前|之后|刚才|刚刚|某|几"
    r"|\b(?:around|about|approximately|or so|roughly|sometime)\b"
)
_WHOLE = re.compile(r"1?整天|全天|整日|\b(?:all day|whole day)\b")
_NEXT = re.compile(r"次日|第二天|第2天|隔天|翌日|\b(?:the )?next day\b")
_LASTING = re.compile(_LENGTH + r"(?!前|以前|之前| ago)|(?P<an>half an hour|an hour)(?! ago)")
_AGO = re.compile(_LENGTH + r"(?:之?前|以前| ago)|(?P<an>half an hour|an hour) ago")
_PART = re.compile("|".join(f"(?P<{name}>{words})" for words, name in _PART_WORDS.items()))
_NOON = re.compile(r"\bnoon\b")
_PERIOD = re.compile(r"第(?P<first>\d{1,2})(?:节?课?(?:-|到|至)第?(?P<last>\d{1,2}))?节课?")


Periods = Mapping[str, tuple[time, time]]


def listen(text: str, today: Today, periods: Periods, known: Heard | None = None) -> Heard:
    """Read the whole of `text`, with what is already `known` filling its gaps.

    Raises `Unclear`. The result may still lack a day, a start or an end.
    """
    known = known or Heard()
    first, last, minutes = _points(_tokens(_prepared(text), today, periods))
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


def minutes_ago(text: str) -> int | None:
    """半小时前 → 30: a moment counted back from now."""
    found = _AGO.fullmatch(arabic(plain(text)))
    return _length(found) if found else None


def _prepared(text: str) -> str:
    said = arabic(plain(text))
    said = _SHARED_AMPM.sub(_share_ampm, said)
    return _HOUR_BEFORE_RANGE.sub(r"\1点", said)


def _share_ampm(m: re.Match[str]) -> str:
    # "11-1pm" begins in the morning, or is a slip: left as it stands, it is asked back.
    if int(m[1]) % 12 >= int(m[3]) % 12:
        return m[0]
    return f"{m[1]}{m[5]}m{m[2]}{m[3]}{m[4] or ''}{m[5]}m"


def _tokens(text: str, today: Today, periods: Periods) -> list[_Token]:
    tokens, at = [], 0
    while at < len(text):
        token, at = _next_token(text, at, today, periods)
        if token:
            tokens.append(token)
    return tokens


def _next_token(
    text: str, at: int, today: Today, periods: Periods
) -> tuple[_Token | None, int]:
    for read in (_read_period, _read_length, _read_day, _read_clock, _read_word):
        found = read(text, at, today, periods)
        if found:
            return found
    if filler := _FILL.match(text, at):
        return None, filler.end()
    raise Unclear("unclear_time", text=text)


def _read_period(
    text: str, at: int, today: Today, periods: Periods
) -> tuple[_Token, int] | None:
    del today
    for name in sorted(periods, key=len, reverse=True):
        if not name.isdigit() and text.startswith(plain(name), at):
            return _Token("period", _minutes(periods[name])), at + len(plain(name))
    found = _PERIOD.match(text, at)
    if not found:
        return None
    named = [found["first"], found["last"] or found["first"]]
    for name in named:
        if name not in periods:
            raise Unclear("no_such_period", period=name)
    (start, _), (_, end) = (_minutes(periods[name]) for name in named)
    return _Token("period", (start, end)), found.end()


def _minutes(period: tuple[time, time]) -> tuple[int, int]:
    return period[0].hour * 60 + period[0].minute, period[1].hour * 60 + period[1].minute


def _read_length(
    text: str, at: int, today: Today, periods: Periods
) -> tuple[_Token, int] | None:
    del today, periods
    if found := _LASTING.match(text, at):
        return _Token("lasting", _length(found)), found.end()
    return None


def _length(m: re.Match[str]) -> int:
    if m["an"]:
        return 30 if m["an"].startswith("half") else 60
    unit = 60 if m["unit"][0] in "小钟h" else 15 if m["unit"][0] == "刻" else 1
    if m["only"]:
        return unit // 2
    half = unit // 2 if m["half"] or m["dot"] else 0
    return int(m["n"]) * unit + half


def _read_day(text: str, at: int, today: Today, periods: Periods) -> tuple[_Token, int] | None:
    del periods
    for pattern, resolve in PATTERNS:
        if found := pattern.match(text, at):
            day, end = resolve(today, found), found.end()
            if beside := BESIDE.match(text, end):
                check_beside(day, beside)
                end = beside.end()
            return _Token("day", day), end
    return None


def _read_clock(
    text: str, at: int, today: Today, periods: Periods
) -> tuple[_Token, int] | None:
    del today, periods
    for pattern in _CLOCKS:
        if found := pattern.match(text, at):
            return _Token("clock", _clock(found.groupdict(), text)), found.end()
    if found := _NOON.match(text, at):
        return _Token("clock", _Clock(12, 0, exact=True, half_said=True)), found.end()
    return None


def _clock(m: Mapping[str, str | None], text: str) -> _Clock:
    written, hour = m["h"] or "", int(m["h"] or 0)
    minute = 30 if m.get("half") else int(m.get("q") or 0) * 15 or int(m.get("m") or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Unclear("no_such_time", text=text)
    if m.get("ap"):
        if not 1 <= hour <= 12:
            raise Unclear("no_such_time", text=text)
        return _Clock(
            hour % 12 + (12 if m["ap"] == "p" else 0), minute, exact=True, half_said=True
        )
    # 7 to 12 are hours of a school day as they stand; 1 to 6 are said of both halves of a day.
    return _Clock(hour, minute, exact=not 1 <= hour <= 6 or written.startswith("0"))


def _read_word(text: str, at: int, today: Today, periods: Periods) -> tuple[_Token, int] | None:
    del today, periods
    for pattern, kind in ((_VAGUE, "vague"), (_WHOLE, "whole"), (_NEXT, "next"), (_TO, "to")):
        if found := pattern.match(text, at):
            return _Token(kind), found.end()  # type: ignore[arg-type]  # the four are of the list
    if found := _PART.match(text, at):
        return _Token("part", found.lastgroup), found.end()
    return None


def _points(tokens: list[_Token]) -> tuple[_Point, _Point | None, int | None]:
    """`first [to last] [lasting]`; anything else is not a span people write."""
    if any(t.kind == "vague" for t in tokens):
        raise Unclear("vague_time")
    points, lasting = [_Point()], None
    for token in _day_first(tokens):
        if lasting is not None:
            raise Unclear("unclear_span")
        if token.kind == "to":
            points.append(_Point())
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


def _day_first(tokens: list[_Token]) -> list[_Token]:
    """3pm to 4pm yesterday: a day said last, and only there, is the day of the start."""
    kinds = [t.kind for t in tokens]
    if len(kinds) > 1 and kinds.count("day") == 1 and kinds[-1] == "day" and kinds[-2] != "to":
        return [tokens[-1], *tokens[:-1]]
    return tokens


def _add(point: _Point, token: _Token) -> None:
    match token.kind, token.value:
        case "day", date() as day if point.day is None and not point.timed:
            point.day = day
        case "part", str(part) if not point.part and not point.timed:
            point.part = part
        case "clock", _Clock() as clock if not point.timed:
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
    day = first.day or known.day
    if first.whole:
        return Heard(day, "", 0, DAY_MINUTES)
    part = first.part or ("" if first.day else known.part)
    if first.period:
        return _from_period(first.period, day, last, minutes)
    if first.clock is None:
        if last or minutes is not None:
            raise Unclear("unclear_span")
        # A new day keeps times that were said before it: 15:00-16:00, then 昨天.
        return Heard(day, part, known.start, known.end) if first.day else Heard(day, part)
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
    if point.whole or point.clock is None:
        raise Unclear("unclear_end")
    assert known.start is not None
    return replace(known, end=_end(point, known.start, known.part or "known", known.day))


def _minute_of(clock: _Clock, part: str) -> int:
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
        if end <= start and last.part == "dawn":
            end += DAY_MINUTES
    else:
        end = _end_without_part(clock, start, part)
    if end <= start:
        raise Unclear("end_before_start")
    return end


def _end_without_part(clock: _Clock, start: int, part: str) -> int:
    readings = clock.readings if part and not clock.literal else (clock.hour,)
    later = [h * 60 + clock.minute for h in readings if h * 60 + clock.minute > start]
    if later:
        end = later[0]
        if not part and not clock.exact:
            raise Unclear("which_half", hour=clock.hour)
        return end
    end = clock.hour * 60 + clock.minute
    return end + DAY_MINUTES if start >= _LATE and end <= _EARLY else end


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
