"""Devices and what ails them: what is wrong now, and what was wrong when."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, or_, select

from bot.alerts.fault import Fault
from bot.alerts.troubles import Trouble
from storage.tables import faults
from storage.work import Work

_OPEN: Any = literal_column("ended_at IS NULL")


def add(work: Work, fault: Fault) -> Fault:
    """Raises IntegrityError when this device has this trouble already."""
    values = {name: value for name, value in _row(fault).items() if name != "id"}
    statement = faults.insert().values(**values).returning(faults.c.id)
    return _fault({**values, "id": work.conn.execute(statement).scalar_one()})


def keep(work: Work, fault: Fault) -> None:
    work.conn.execute(faults.update().where(faults.c.id == fault.id).values(**_row(fault)))


def open_here(work: Work, school: str) -> list[Fault]:
    """Everything that is wrong now, the oldest first."""
    return _found(work, faults.c.school == school, _OPEN)


def of_outage(work: Work, outage: int) -> list[Fault]:
    return _found(work, faults.c.outage == outage)


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
