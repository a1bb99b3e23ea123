"""The words of a typed time: days, parts of the day, clocks, lengths, periods."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Literal

from bot.conversation.dates import BESIDE, PATTERNS, Today, Unclear, check_beside
from bot.conversation.numerals import arabic, plain, quoted

LONGEST = 80  # characters; more is a story, not a time

_PART_WORDS = {
    "凌晨": "dawn",
    "清晨|早晨|早上|上午|晨|早|morning": "morning",
    "中午|正午": "noon",
    "下午|午后|afternoon": "afternoon",
    "傍晚|晚上|晚间|晚|evening|night": "evening",
    "深夜|半夜|夜里|夜间|夜": "night",
}


@dataclass(frozen=True, slots=True)
class Clock:
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
class Token:
    kind: Literal[
        "day", "part", "clock", "to", "lasting", "period", "whole", "next", "vague", "now"
    ]
    value: object = None


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
        r"(?:(?P<half>半)|(?P<q>[13])刻|(?P<m>\d{2}|\d(?=分))分?(?!\d|分|小时|个|天|[班楼号名位人次年辆件张双岁]))?"
    ),
)
_FILL = re.compile(
    r"\s+|从|自|在|于|的|之间|这段时间|那段时间|这段|那天|当天|开始|起|[,。、!;]"
    r"|1直(?=[到至])|持续|1?共|为时|t(?=\d)"
    r"|\b(?:from|between|at|on|the|in|for|starting|same day)\b"
)
_TO = re.compile(r"-|到|至|\b(?:to|until|till|and)\b")
_UNTIL_NOW = re.compile(
    r"(?:-|(?:截止?)?[到至]|\b(?:to|until|till)\b) ?(?:现在|目前|此刻|这会儿|now\b)"
    r"|至今(?![天日早晚晨夜年])"
)
_VAGUE = re.compile(
    r"左右|前后|大概|大约|约|差不多|附近|以后|以前|之前|之后|刚才|刚刚|某|几"
    r"|\b(?:around|about|approximately|or so|roughly|sometime)\b"
)
_WHOLE = re.compile(r"1?整天|全天|整日|\b(?:all day|whole day)\b")
_NEXT = re.compile(r"次日|第2天|隔天|翌日|\b(?:the )?next day\b")
_LASTING = re.compile(_LENGTH + r"(?!前|以前|之前| ago)|(?P<an>half an hour|an hour)(?! ago)")
_AGO = re.compile(_LENGTH + r"(?:之?前|以前| ago)|(?P<an>half an hour|an hour) ago")
_PART = re.compile("|".join(f"(?P<{name}>{words})" for words, name in _PART_WORDS.items()))
_NOON = re.compile(r"\bnoon\b")
_PERIOD = re.compile(r"第(?P<first>\d{1,2})(?:节?课?(?:-|到|至)第?(?P<last>\d{1,2}))?节课?")


Periods = Mapping[str, tuple[time, time]]


def minutes_ago(text: str) -> int | None:
    """半小时前 → 30: a moment counted back from now."""
    found = _AGO.fullmatch(arabic(plain(text)))
    return _length(found) if found else None


def prepared(text: str) -> str:
    """As the words below are read: half-width, digits for numerals, each hour with its mark."""
    said = arabic(plain(text))
    said = _SHARED_AMPM.sub(_share_ampm, said)
    return _HOUR_BEFORE_RANGE.sub(r"\1点", said)


def _share_ampm(m: re.Match[str]) -> str:
    # "11-1pm" begins in the morning, or is a slip: left as it stands, it is asked back.
    if int(m[1]) % 12 >= int(m[3]) % 12:
        return m[0]
    return f"{m[1]}{m[5]}m{m[2]}{m[3]}{m[4] or ''}{m[5]}m"


def tokens_of(written: str, today: Today, periods: Periods) -> list[Token]:
    """Raises `Unclear` at the first word that has no place in a time."""
    if len(written) > LONGEST:
        raise Unclear("unclear_time", text=quoted(written))
    text = prepared(written)
    tokens, at = [], 0
    while at < len(text):
        token, at = next_token(text, at, today, periods)
        if token:
            tokens.append(token)
            if isinstance(token.value, date):
                today = replace(today, near=token.value)
    return tokens


def next_token(text: str, at: int, today: Today, periods: Periods) -> tuple[Token | None, int]:
    """The word of a time that begins there and where it ends; None for one that only fills."""
    for read in (_read_period, _read_length, _read_day, _read_clock, _read_word):
        found = read(text, at, today, periods)
        if found:
            return found
    if filler := _FILL.match(text, at):
        return None, filler.end()
    raise Unclear("unclear_time", text=quoted(text))


def _read_period(
    text: str, at: int, today: Today, periods: Periods
) -> tuple[Token, int] | None:
    del today
    for name in sorted(periods, key=len, reverse=True):
        if not name.isdigit() and text.startswith(plain(name), at):
            return Token("period", _minutes(periods[name])), at + len(plain(name))
    found = _PERIOD.match(text, at)
    if not found:
        return None
    named = [found["first"], found["last"] or found["first"]]
    for name in named:
        if name not in periods:
            raise Unclear("no_such_period", period=name)
    (start, _), (_, end) = (_minutes(periods[name]) for name in named)
    return Token("period", (start, end)), found.end()


def _minutes(period: tuple[time, time]) -> tuple[int, int]:
    return period[0].hour * 60 + period[0].minute, period[1].hour * 60 + period[1].minute


def _read_length(
    text: str, at: int, today: Today, periods: Periods
) -> tuple[Token, int] | None:
    del today, periods
    if found := _LASTING.match(text, at):
        return Token("lasting", _length(found)), found.end()
    return None


def _length(m: re.Match[str]) -> int:
    if m["an"]:
        return 30 if m["an"].startswith("half") else 60
    unit = 60 if m["unit"][0] in "小钟h" else 15 if m["unit"][0] == "刻" else 1
    if m["only"]:
        return unit // 2
    half = unit // 2 if m["half"] or m["dot"] else 0
    return int(m["n"]) * unit + half


def _read_day(text: str, at: int, today: Today, periods: Periods) -> tuple[Token, int] | None:
    del periods
    for pattern, resolve in PATTERNS:
        if found := pattern.match(text, at):
            day, end = resolve(today, found), found.end()
            if beside := BESIDE.match(text, end):
                check_beside(day, beside)
                end = beside.end()
            return Token("day", day), end
    return None


def _read_clock(text: str, at: int, today: Today, periods: Periods) -> tuple[Token, int] | None:
    del today, periods
    for pattern in _CLOCKS:
        if found := pattern.match(text, at):
            return Token("clock", _clock(found.groupdict(), text)), found.end()
    if found := _NOON.match(text, at):
        return Token("clock", Clock(12, 0, exact=True, half_said=True)), found.end()
    return None


def _clock(m: Mapping[str, str | None], text: str) -> Clock:
    written = str(m["h"])
    hour = int(written)
    minute = 30 if m.get("half") else int(m.get("q") or 0) * 15 or int(m.get("m") or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Unclear("no_such_time", text=quoted(text))
    if m.get("ap"):
        if not 1 <= hour <= 12:
            raise Unclear("no_such_time", text=quoted(text))
        return Clock(
            hour % 12 + (12 if m["ap"] == "p" else 0), minute, exact=True, half_said=True
        )
    # 7 to 12 are hours of a school day as they stand; 1 to 6 are said of both halves of a day.
    return Clock(hour, minute, exact=not 1 <= hour <= 6 or written.startswith("0"))


def _read_word(text: str, at: int, today: Today, periods: Periods) -> tuple[Token, int] | None:
    del periods
    if today.at and (found := _UNTIL_NOW.match(text, at)):
        now = Clock(today.at.hour, today.at.minute, exact=True)
        return Token("now", (today.day, now)), found.end()
    for pattern, kind in ((_VAGUE, "vague"), (_WHOLE, "whole"), (_NEXT, "next"), (_TO, "to")):
        if found := pattern.match(text, at):
            return Token(kind), found.end()  # type: ignore[arg-type]  # the four are of the list
    if found := _PART.match(text, at):
        return Token("part", found.lastgroup), found.end()
    return None
