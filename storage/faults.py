"""Devices and what ails them: what is wrong now, and what was wrong when."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import exists, literal_column, or_, select, text

from bot.alerts.fault import Fault
from bot.alerts.troubles import Trouble
from storage.tables import faults
from storage.work import Work

_OPEN: Any = literal_column("ended_at IS NULL")
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('diaoyue/faults/' || :school, 0))")


def add(work: Work, fault: Fault) -> Fault:
    """Raises IntegrityError when this device has this trouble already."""
    values = {name: value for name, value in _row(fault).items() if name != "id"}
    statement = faults.insert().values(**values).returning(faults.c.id)
    return _fault({**values, "id": work.conn.execute(statement).scalar_one()})


def keep(work: Work, fault: Fault) -> None:
    work.conn.execute(faults.update().where(faults.c.id == fault.id).values(**_row(fault)))


def one_at_a_time(work: Work, school: str) -> None:
    """Until the commit nobody else decides on this school's faults. Ask before anything is read;
    with SQLite whoever writes is alone already."""
    if work.dialect == "postgresql":
        work.conn.execute(_ALONE, {"school": school})


def wait(work: Work, school: str) -> bool:
    """Whether some fault belongs to no outage yet and is not hidden."""
    lone = (faults.c.school == school, _OPEN, faults.c.hidden == "", faults.c.outage.is_(None))
    return bool(work.conn.execute(select(exists().where(*lone))).scalar())


def open_here(work: Work, school: str) -> list[Fault]:
    """Everything that is wrong now, the oldest first."""
    return _found(work, faults.c.school == school, _OPEN)


def of_outage(work: Work, outage: int) -> list[Fault]:
    return _found(work, faults.c.outage == outage)


def lately(work: Work, school: str, start: datetime) -> list[Fault]:
    """What is wrong now, and what ended since then."""
    return [
        *open_here(work, school),
        *_found(work, faults.c.school == school, faults.c.ended_at >= start),
    ]


def during(
    work: Work, school: str, devices: Collection[str], start: datetime, end: datetime
) -> list[Fault]:
    """What was wrong with any of these at any moment of the span, the earliest first."""
    overlaps = (
        faults.c.began_at < end,
        or_(faults.c.ended_at.is_(None), faults.c.ended_at > start),
    )
    return _found(work, faults.c.school == school, faults.c.device.in_(devices), *overlaps)


def between(work: Work, school: str, start: datetime, end: datetime) -> list[Fault]:
    """The same of the whole school: what statistics are made of."""
    overlaps = (
        faults.c.began_at < end,
        or_(faults.c.ended_at.is_(None), faults.c.ended_at > start),
    )
    return _found(work, faults.c.school == school, *overlaps)


def _found(work: Work, *those: Any) -> list[Fault]:
    rows = work.conn.execute(
        select(faults).where(*those).order_by(faults.c.began_at, faults.c.id)
    )
    return [_fault(row) for row in rows.mappings()]


def _row(fault: Fault) -> dict[str, Any]:
    return {f.name: getattr(fault, f.name) for f in fields(fault)} | {
        "trouble": fault.trouble.value
    }


def _fault(row: Any) -> Fault:
    values = {f.name: row[f.name] for f in fields(Fault)}
    return Fault(**{**values, "trouble": Trouble(values["trouble"])})
