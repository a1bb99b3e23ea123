"""A school's own calendar as a list: sent in whole, all mistakes at once, and written out again.

from,to,kind,name,flags,announced
2026-11-06,,休,运动会补休,,2026-10-30
2026-12-12,2026-12-13,考试,全国大学英语四六级考试,national_exam,
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo

from bot.cards import Saying
from bot.people.days import WRITTEN, Almanac, Change, DayKind, Period, PeriodKind
from bot.people.sheets import Row, mistake, read

COLUMNS = ("from", "to", "kind", "name", "flags", "announced")
REQUIRED = ("from", "kind", "name")
LONGEST = timedelta(days=400)  # a term, a year; what is longer was mistyped
# What an office writes, beside the words of the program.
KINDS: dict[str, DayKind | PeriodKind] = {
    **{kind.value: kind for kind in WRITTEN},
    **{kind.value: kind for kind in PeriodKind},
    "放假": DayKind.HOLIDAY,
    "法定假日": DayKind.HOLIDAY,
    "调休上班": DayKind.MAKE_UP,
    "休": DayKind.OWN_OFF,
    "停课": DayKind.OWN_OFF,
    "上班": DayKind.OWN_WORK,
    "学期": PeriodKind.TERM,
    "考试": PeriodKind.EXAM,
    "活动": PeriodKind.EVENT,
}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")


def almanac(
    data: bytes, *, flags: Collection[str], zone: tzinfo
) -> tuple[Almanac, tuple[Saying, ...]]:
    """The whole list; with a mistake nothing of it. `flags` are those of the pack."""
    sheet = read(data, COLUMNS, REQUIRED)
    wrong = [*sheet.mistakes, *(m for row in sheet.rows for m in _alone(row, flags))]
    if not wrong:
        wrong += _between(sheet.rows)
    wrong.sort(key=lambda m: m.values.get("row", 0))
    return (Almanac(), tuple(wrong)) if wrong else (_almanac(sheet.rows, zone), ())


def _almanac(rows: Iterable[Row], zone: tzinfo) -> Almanac:
    changes: dict[date, Change] = {}
    periods: list[Period] = []
    for row in rows:
        kind, told = KINDS[row["kind"]], moment(row["announced"], zone)
        if isinstance(kind, PeriodKind):
            first, last = _ends(row)
            flags = row.listed("flags")
            name = row["name"]
            periods.append(
                Period(
                    kind=kind, name=name, start=first, end=last, flags=flags, announced_at=told
                )
            )
        else:
            for day in each(*_ends(row)):
                change = Change(date=day, kind=kind, name=row["name"], announced_at=told)
                changes[day] = change
    return Almanac(
        changes=dict(sorted(changes.items())),
        periods=tuple(sorted(periods, key=lambda p: (p.start, p.kind, p.name))),
    )


def each(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def day(text: str) -> date | None:
    """2026-10-08, 2026/10/8, 2026年10月8日, or a cell a spreadsheet program holds as a date."""
    match = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def moment(text: str, zone: tzinfo) -> datetime | None:
    if not text:
        return None
    if _MOMENT.fullmatch(text):
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    found = day(text)
    return datetime(found.year, found.month, found.day, tzinfo=zone) if found else None


def _ends(row: Row) -> tuple[date, date]:
    first, last = day(row["from"]), day(row["to"] or row["from"])
    assert first is not None
    assert last is not None
    return first, last


# ------------------------------------------------------------------ mistakes


def _alone(row: Row, flags: Collection[str]) -> Iterator[Saying]:
    """What is wrong with a row, whatever the others say."""
    for column in REQUIRED:
        if not row[column]:
            yield mistake(row.number, column, "required")
    for column in ("from", "to"):
        if row[column] and day(row[column]) is None:
            yield mistake(row.number, column, "bad_day", value=row[column])
    if row["announced"] and not (_MOMENT.fullmatch(row["announced"]) or day(row["announced"])):
        yield mistake(row.number, "announced", "bad_moment", value=row["announced"])
    if row["kind"] and row["kind"] not in KINDS:
        yield mistake(row.number, "kind", "unknown_kind", value=row["kind"], known=list(KINDS))
    yield from _length(row)
    yield from _flags(row, flags)


def _length(row: Row) -> Iterator[Saying]:
    first, last = day(row["from"]), day(row["to"])
    if first and last and last < first:
        yield mistake(row.number, "to", "ends_before_it_begins", value=row["to"])
    elif first and last and last - first > LONGEST:
        yield mistake(row.number, "to", "period_too_long", most=LONGEST.days)


def _flags(row: Row, flags: Collection[str]) -> Iterator[Saying]:
    of_days = isinstance(KINDS.get(row["kind"]), DayKind)
    for flag in row.listed("flags"):
        if of_days:
            yield mistake(row.number, "flags", "flag_of_a_day", value=flag)
        elif flag not in flags:
            known = sorted(flags)
            yield mistake(row.number, "flags", "unknown_flag", value=flag, known=known)


def _between(rows: Iterable[Row]) -> Iterator[Saying]:
    """A day is what one row says of it; a term begins once."""
    days: dict[date, Row] = {}
    periods: dict[tuple[str, date, str], Row] = {}
    for row in rows:
        kind, (first, last) = KINDS[row["kind"]], _ends(row)
        if isinstance(kind, PeriodKind):
            before = periods.setdefault((kind.value, first, row["name"]), row)
        else:
            taken = [days.setdefault(one, row) for one in each(first, last)]
            before = next((other for other in taken if other is not row), row)
        if before is not row:
            where = {"value": first.isoformat(), "first": before.number}
            yield mistake(row.number, "from", "day_twice", **where)


# ------------------------------------------------------------------ written out


def rows(almanac: Almanac) -> Iterator[tuple[str, ...]]:
    """As `almanac` reads them: days that follow each other are one row."""
    run: list[Change] = []
    for change in [*sorted(almanac.changes.values(), key=lambda c: c.date), None]:
        if run and not (change and _goes_on(run[-1], change)):
            yield _row(run[0].date, run[-1].date, run[0])
            run = []
        if change:
            run.append(change)
    for period in almanac.periods:
        yield _row(period.start, period.end, period)


def _goes_on(before: Change, after: Change) -> bool:
    said = (before.kind, before.name, before.announced_at)
    same = said == (after.kind, after.name, after.announced_at)
    return same and after.date - before.date == timedelta(days=1)


def _row(first: date, last: date, one: Change | Period) -> tuple[str, ...]:
    flags = ";".join(one.flags) if isinstance(one, Period) else ""
    told = f"{one.announced_at:%Y-%m-%d %H:%M:%S}" if one.announced_at else ""
    until = "" if first == last else last.isoformat()
    return first.isoformat(), until, one.kind.value, one.name, flags, told
