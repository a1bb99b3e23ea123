"""Which day is meant by 前天, 上周三, 3月2日, 20号, last Friday: one table of patterns.

A day is only resolved when one reading is possible. What could be two days is an `Unclear` with the
reason, never the likelier of the two.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Unclear(Exception):
    """The words allow no reading, or two. `code` is the last part of the catalogue's key."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Today:
    """`past`: the form asks about something that has already happened; `ahead`: about something
    planned. `near`: a day named just before, whose year the next one shares. `at`: the clock when
    it is said; without one nothing lasts until now."""

    day: date
    past: bool
    near: date | None = None
    ahead: bool = False
    at: time | None = None


_SOON = timedelta(days=60)


def _real(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear("no_such_day", month=month, day=day) from None


def nearest(today: Today, month: int, day: int) -> date:
    """A date without its year is the nearest such date. Of the past it is the latest there was,
    unless the coming one is so close that somebody may have meant it: that will be refused. Of
    what is planned it is the next, with the same exception.
    """
    found = []
    for year in range(today.day.year - 8, today.day.year + 9):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    if not found:
        raise Unclear("no_such_day", month=month, day=day)
    if today.near is None and today.past:
        return max(d for d in found if d <= today.day + _SOON)
    if today.near is None and today.ahead:
        return min(d for d in found if d >= today.day - _SOON)
    return min(found, key=lambda d: abs((d - (today.near or today.day)).days))


def _full(today: Today, m: re.Match[str]) -> date:
    del today
    year = int(m["y"])
    return _real(year + 2000 if year < 100 else year, int(m["m"]), int(m["d"]))


def _of_year(today: Today, m: re.Match[str]) -> date:
    return _real(today.day.year - (m["which"] == "去年"), int(m["m"]), int(m["d"]))


def _of_month(today: Today, m: re.Match[str]) -> date:
    first = today.day.replace(day=1)
    in_it = first - timedelta(days=1) if m["which"].startswith("上") else first
    return _real(in_it.year, in_it.month, int(m["d"]))


def _bare_day(today: Today, m: re.Match[str]) -> date:
    day = _real(today.day.year, today.day.month, int(m["d"]))
    if today.past and day > today.day:
        raise Unclear("which_month", day=int(m["d"]))
    return day


def _ago(today: Today, m: re.Match[str]) -> date:
    return today.day - timedelta(days=int(m["n"]))


_RELATIVE = {
    "大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2,
    "day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0,
    "last": -1, "this": 0,
}  # fmt: skip


def _relative(today: Today, m: re.Match[str]) -> date:
    return today.day + timedelta(days=_RELATIVE[m["rel"]])


def _week_shift(today: Today, m: re.Match[str]) -> date:
    """Weeks begin on Monday: said on a Sunday, 上周五 is nine days ago, not two."""
    monday = today.day - timedelta(days=today.day.weekday())
    index = 6 if m["w"] in "日天7" else int(m["w"]) - 1
    match m["shift"]:
        case "" | None:
            return _bare_weekday(today, index)
        case "这" | "本":
            weeks = 0
        case "下":
            weeks = 1
        case ups:
            weeks = -len(ups)
    return monday + timedelta(days=index, weeks=weeks)


def _bare_weekday(today: Today, index: int) -> date:
    back = (today.day.weekday() - index) % 7
    if today.past:
        return today.day - timedelta(days=back)
    return today.day + timedelta(days=(7 - back) % 7)


def _english_weekday(today: Today, m: re.Match[str]) -> date:
    index = WEEKDAYS.index(m["wd"][:3])
    recent = today.day - timedelta(days=(today.day.weekday() - index) % 7 or 7)
    match m["shift"]:
        case None:
            return _bare_weekday(today, index)
        case "this":
            return today.day + timedelta(days=index - today.day.weekday())
    # In the week that is running, "last Friday" is this week's to some and last week's to others.
    if recent > today.day - timedelta(days=today.day.weekday() + 1):
        raise Unclear("which_week", day=m["wd"])
    return recent


def _english_date(today: Today, m: re.Match[str]) -> date:
    month = MONTHS.index(m["mon"][:3]) + 1
    year = m["y"] or m["y2"]
    if year:
        return _real(int(year), month, int(m["d"]))
    return nearest(today, month, int(m["d"]))


def _month_day(today: Today, m: re.Match[str]) -> date:
    return nearest(today, int(m["m"]), int(m["d"]))


_MON = r"(?P<mon>(?:" + "|".join(MONTHS) + r")[a-z]*)\.?"
_TH = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_WD = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_YEAR = r"(?:(?P<y>\d{4}):? )?(?:" + _WD + r",? )?"

# Tried in this order at each place of the text, the longer forms first.
PATTERNS: tuple[tuple[re.Pattern[str], Callable[[Today, re.Match[str]], date]], ...] = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (
            r"(?P<y>\d{4}|\d{2}(?=年))年(?P<m>\d{1,2})月(?P<d>\d{1,2})(?:[日号]|(?![\d:点时]))",
            _full,
        ),
        (r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)", _full),
        (
            r"(?P<which>去年|今年)(?P<m>\d{1,2})月(?P<d>\d{1,2})(?:[日号]|(?![\d:点时]))",
            _of_year,
        ),
        (r"(?P<which>上个?月|这个?月|本月)(?P<d>\d{1,2})[日号]", _of_month),
        (r"(?P<m>\d{1,2})月(?P<d>\d{1,2})(?:[日号]|(?![\d:点时]))", _month_day),
        (r"(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d:点时/])", _month_day),
        (r"(?P<m>\d{1,2})-(?P<d>\d{1,2})(?= +\d{1,2}[:点时])", _month_day),
        (r"(?P<d>\d{1,2})[日号]", _bare_day),
        (r"(?P<n>\d{1,3})天(?:之?前|以前)", _ago),
        (r"(?P<n>\d{1,3}) days? ago", _ago),
        (r"(?P<rel>大前|前|昨|今|明|后)[天日儿]", _relative),
        (r"(?P<rel>前|昨|今|明)(?=[早晚晨夜])", _relative),
        (
            r"(?:the )?(?P<rel>day before yesterday|yesterday|today|tomorrow)(?![a-z])",
            _relative,
        ),
        (
            r"(?P<rel>last(?= night\b)|tonight|this(?= (?:morning|afternoon|evening)\b))",
            _relative,
        ),
        (
            r"(?P<shift>上{0,3}|这|本|下)个?(?:周|星期|礼拜)(?P<w>[1-7日天])(?![\d:点])",
            _week_shift,
        ),
        (_YEAR + _TH + " (?:of )?" + _MON + r"(?:,? (?P<y2>\d{4})(?!\d|:))?", _english_date),
        (_YEAR + _MON + " " + _TH + r"(?!\d|:)(?:,? (?P<y2>\d{4})(?!\d|:))?", _english_date),
        (r"(?:(?P<shift>last|this) )?(?P<wd>" + _WD + r")(?![a-z])", _english_weekday),
    )
)

# A weekday written beside a date must agree with it: 3月2日（周一）.
BESIDE = re.compile(r"\s*\(?(?:周|星期|礼拜)(?P<w>[1-7日天])\s*\)?")


def check_beside(day: date, m: re.Match[str]) -> None:
    index = 6 if m["w"] in "日天7" else int(m["w"]) - 1
    if day.weekday() != index:
        raise Unclear("weekday_mismatch", day=day)
