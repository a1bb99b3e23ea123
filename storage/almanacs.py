"""What a school has written into its own calendar."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select

from bot.people.days import Almanac, Change, DayKind, Period, PeriodKind
from storage.tables import calendar_days, calendar_periods
from storage.work import Work

_DAYS = (
    select(calendar_days)
    .where(calendar_days.c.school == bindparam("school"))
    .order_by(calendar_days.c.date)
)
_PERIODS = (
    select(calendar_periods)
    .where(calendar_periods.c.school == bindparam("school"))
    .order_by(calendar_periods.c.start, calendar_periods.c.kind, calendar_periods.c.name)
)


def of_school(work: Work, school: str) -> Almanac:
    return Almanac(
        changes={change.date: change for change in _changes(work, school)},
        periods=tuple(_periods(work, school)),
    )


def _changes(work: Work, school: str) -> Iterator[Change]:
    for row in work.conn.execute(_DAYS, {"school": school}):
        yield Change(
            date=row.date,
            kind=DayKind(row.kind),
            name=row.name,
            announced_at=row.announced_at,
        )


def _periods(work: Work, school: str) -> Iterator[Period]:
    for row in work.conn.execute(_PERIODS, {"school": school}):
        yield Period(
            kind=PeriodKind(row.kind),
            name=row.name,
            start=row.start,
            end=row.end,
            flags=tuple(row.flags),
            announced_at=row.announced_at,
        )


def replace(work: Work, school: str, almanac: Almanac) -> None:
    """This and nothing else. Whoever calls tells the snapshot that it is out of date."""
    days = [_day(school, change) for change in almanac.changes.values()]
    periods = [_period(school, period) for period in almanac.periods]
    for table, rows in ((calendar_days, days), (calendar_periods, periods)):
        work.conn.execute(table.delete().where(table.c.school == school))
        if rows:
            work.conn.execute(table.insert(), rows)


def _day(school: str, change: Change) -> dict[str, Any]:
    told = {name: getattr(change, name) for name in Change.__dataclass_fields__}
    return {"school": school, **told}


def _period(school: str, period: Period) -> dict[str, Any]:
    told = {name: getattr(period, name) for name in Period.__dataclass_fields__}
    return {"school": school, **told, "flags": list(period.flags)}
