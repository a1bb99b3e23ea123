"""The time a sentence speaks of: its words of time gathered, and joined where they belong together.

昨天 and 下午3点到4点 may stand far apart. Two spans, or words with two meanings, give no time
at all; what is certain of it is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from bot.conversation.dates import Today, Unclear
from bot.conversation.lexicon import Periods, Token, next_token
from bot.conversation.phrase import Heard, heard
from bot.conversation.said import GAP, At, Said, inside_word

# Words that look like times and are none. Their place stays, so that nothing moves.
_NO_TIMES = re.compile(
    r"晚(?:归|到|了|饭|餐|会|育|于)|早(?:就|退|点|饭|餐|恋|已)|夜(?:不归|宵)"
    r"|[有快早晚多少大小慢好差看给]1点(?!\d|半|钟|整|到|多|左右)|1点(?:点|线索|东西|印象|证据|情况|都|也)"
    r"|(?:1|(?<=[看查调找]))下(?= ?(?:周|星期|礼拜))"
    r"|\d{1,2}点(?:要求|建议|意见|线索|理由|说明)"
    r"|\b(?:sat|sun|wed|mon|may|on|in|at)\b(?! *\d)"
)
# 3号 is a day only where a time stands behind it; otherwise it is a table, a door, a camera.
_NUMBERED = re.compile(
    r"(?<!月)(?<!\d)\d{1,2}号(?! ?(?:的)?(?:上午|下午|中午|凌晨|早|晚|傍晚|夜|半夜|清晨|深夜"
    r"|当天|那天|这天|\d{1,2}[点时:]|\(?(?:周|星期)"
    r"|, ?(?:上午|下午|中午|凌晨|晚上|早上|\d{1,2}[点时:])))"
)
_ROUGH = re.compile(r" ?(?:多|来钟|许|不到)")
_NEWS = re.compile(
    r"[ ,]*(?:才|刚|上午|下午|早上|晚上|家长|学生|有人|我)?(?:发现|反映|知道|接到|听说|报告)"
)
_AROUND = re.compile(r" ?(?:左右|前后|[以之][前后])")
_LONE = frozenset("早晚夜晨")
SEVERAL = "several_times"
_SAYS_WHEN = frozenset({"clock", "period", "whole", "lasting"})
_LOOSE = frozenset({"to", "vague", "next", "now"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """`heard` is what is certain; `wrong` says why it is not the whole span."""

    heard: Heard = field(default_factory=Heard)
    wrong: Unclear | None = None
    timed: bool = False  # hours are spoken of, not only a day
    at: tuple[At, ...] = ()

    @property
    def speaks_of_the_past(self) -> bool:
        """Hours of a day that is named; hours alone are those of any day: 三点到四点打扫卫生."""
        several = self.wrong is not None and self.wrong.code == SEVERAL
        return self.timed and (self.heard.day is not None or several)


@dataclass(slots=True)
class _Run:
    """Words of time with nothing between them but 的, 在 and commas."""

    tokens: list[Token] = field(default_factory=list)
    at: list[At] = field(default_factory=list)
    wrong: Unclear | None = None
    around: bool = False  # 昨天之前 is any day before

    def kinds(self) -> set[str]:
        return {t.kind for t in self.tokens}

    @property
    def timed(self) -> bool:
        return bool(self.kinds() & _SAYS_WHEN) or self.wrong is not None

    @property
    def days(self) -> list[date]:
        return [t.value for t in self.tokens if isinstance(t.value, date)]

    @property
    def parts(self) -> list[Token]:
        return [t for t in self.tokens if t.kind == "part"]


def times(said: Said, today: Today, periods: Periods) -> Times:
    masked = _without_numbers(_masked(said.text))
    runs = [r for r in (_trimmed(run, masked) for run in _runs(masked, today, periods)) if r]
    if not runs:
        return Times()
    at = tuple((run.at[0][0], run.at[-1][1]) for run in runs if run.at)
    timed = any(run.timed for run in runs)
    runs = _without_news(runs, masked)
    try:
        found = _together(runs)
    except Unclear as wrong:
        return Times(heard=_certain(runs, wrong), wrong=wrong, timed=timed, at=at)
    return Times(heard=found, timed=timed, at=at)


def _masked(text: str) -> str:
    return _NO_TIMES.sub(lambda found: GAP * len(found[0]), text)


def _without_numbers(text: str) -> str:
    return _NUMBERED.sub(lambda found: GAP * len(found[0]), text)


def _runs(text: str, today: Today, periods: Periods) -> Iterator[_Run]:
    at, run = 0, _Run()
    while at < len(text):
        if inside_word(text, at):
            at += 1
            continue
        try:
            token, end = next_token(text, at, today, periods)
        except Unclear as unclear:
            if unclear.code != "unclear_time":  # a word of time, and wrong
                run.wrong = unclear
            yield run
            at, run = at + 1, _Run()
            continue
        if token:
            run.tokens.append(token)
            run.at.append((at, end))
            if isinstance(token.value, date):
                today = replace(today, near=token.value)
        at = end
    yield run


def _trimmed(run: _Run, text: str) -> _Run | None:
    """Without words that only stood beside a time: 看到, 几个; and with 多 of 三点多."""
    pairs = list(zip(run.tokens, run.at, strict=True))
    pairs = [p for n, p in enumerate(pairs) if not _lone_part(pairs, n, text)]
    while pairs and pairs[0][0].kind in _LOOSE and not _hour_beside(pairs, 1):
        pairs.pop(0)
    while pairs and pairs[-1][0].kind in _LOOSE and not _belongs(pairs, text):
        pairs.pop()
    if not pairs or {t.kind for t, _ in pairs} <= {"lasting", *_LOOSE}:
        return _Run(wrong=run.wrong) if run.wrong else None
    around = any(t.kind == "day" and _AROUND.match(text, end) for t, (_, end) in pairs)
    kept = _Run([t for t, _ in pairs], [a for _, a in pairs], run.wrong, around=around)
    if kept.tokens[-1].kind == "clock" and _ROUGH.match(text, kept.at[-1][1]):
        kept.tokens.append(Token("vague"))
        kept.at.append((kept.at[-1][1], kept.at[-1][1] + 1))
    return kept


def _lone_part(pairs: list[tuple[Token, At]], n: int, text: str) -> bool:
    """晚 is a part of the day behind its day or before its hour, nowhere else."""
    token, (start, end) = pairs[n]
    if token.kind != "part" or text[start:end] not in _LONE:
        return False
    behind_day = n > 0 and pairs[n - 1][0].kind == "day" and _close(pairs, n - 1, text)
    before_hour = (
        n + 1 < len(pairs) and pairs[n + 1][0].kind == "clock" and _close(pairs, n, text)
    )
    return not (behind_day or before_hour)


def _close(pairs: list[tuple[Token, At]], n: int, text: str) -> bool:
    """Whether nothing stands behind this word and before the next: a space, 8点一直到现在."""
    (_, end), (begins, _) = pairs[n][1], pairs[n + 1][1]
    return text[end:begins].strip() in ("", "1直")


def _hour_beside(pairs: list[tuple[Token, At]], n: int) -> bool:
    first = pairs[0][0].kind
    return first == "vague" and n < len(pairs) and pairs[n][0].kind in ("clock", "period")


def _belongs(pairs: list[tuple[Token, At]], text: str) -> bool:
    """3点左右, 8点到现在: to the hour it follows at once. 3点在附近 speaks of a place."""
    if pairs[-1][0].kind not in ("vague", "now") or len(pairs) < 2:
        return False
    return pairs[-2][0].kind == "clock" and _close(pairs, -2, text)


def _without_news(runs: list[_Run], text: str) -> list[_Run]:
    """今天发现昨天…: the day somebody heard of it is not the day it happened."""
    news = [r for r in runs if r.days and not r.timed and _NEWS.match(text, r.at[-1][1])]
    others = [r for r in runs if r not in news]
    return others if any(r.days for r in others) else runs


def _together(runs: list[_Run]) -> Heard:
    """One span out of all that was said, or why there is none."""
    timed = [run for run in runs if run.timed]
    if any(run.wrong for run in timed):
        raise next(run.wrong for run in timed if run.wrong)
    whole = [(run, span) for run in timed if (span := _whole(run))]
    if len(whole) == 1 and not any(_is_range(r) for r in timed if r is not whole[0][0]):
        return whole[0][1]
    if len(timed) > 1:
        raise Unclear(SEVERAL)
    return _joined(runs, timed[0] if timed else None)


def _whole(run: _Run) -> Heard | None:
    try:
        found = heard(run.tokens, Heard())
    except Unclear:
        return None
    return found if found.whole else None


def _is_range(run: _Run) -> bool:
    return bool(run.kinds() & {"to", "now", "lasting", "whole", "period"})


def _joined(runs: list[_Run], timed: _Run | None) -> Heard:
    """The day said apart, and its part of the day, before the hours."""
    others = [run for run in runs if run is not timed]
    days = list(dict.fromkeys(day for run in runs for day in run.days))
    if len(days) > 1 and not (timed and len(timed.days) > 1):
        raise Unclear(SEVERAL)
    if any(run.around for run in runs):
        raise Unclear("vague_time")
    tokens = list(timed.tokens) if timed else []
    if len(days) == 1 and tokens and "day" in (tokens[0].kind, tokens[-1].kind):
        tokens = [t for t in tokens if t.kind != "day"]
    if not any(t.kind == "day" for t in tokens):
        tokens = [Token("day", day) for day in days] + _part_of(others, timed) + tokens
    if not tokens:
        raise Unclear(SEVERAL)
    return heard(tokens, Heard())


def _part_of(others: list[_Run], timed: _Run | None) -> list[Token]:
    if timed and timed.parts:
        return []
    parts = {str(t.value): t for run in others for t in run.parts}
    return list(parts.values()) if len(parts) == 1 else []


def _certain(runs: list[_Run], wrong: Unclear) -> Heard:
    """The day, if only one is spoken of, and its part."""
    days = list(dict.fromkeys(day for run in runs for day in run.days))
    several = any("to" in run.kinds() and len(run.days) > 1 for run in runs)
    if len(days) != 1 or several or any(run.around for run in runs):
        return Heard()
    parts = {str(t.value) for run in runs for t in run.parts}
    sure = wrong.code not in ("hour_and_part", SEVERAL, "end_before_start")
    return Heard(days[0], parts.pop() if len(parts) == 1 and sure else "")
