"""What became of the list of cameras, and which of it the police know by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select

from storage.tables import camera_changes as table
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    id: int
    school: str
    at: datetime
    added: Sequence[str]
    moved: Sequence[str]
    removed: Sequence[str]
    request: int | None  # the case that brought it; none: an import
    filed: int | None  # the filing that told the police


def add(work: Work, school: str, request: int | None, **names: Sequence[str]) -> Change:
    row: dict[str, Any] = {
        "school": school,
        "at": work.now,
        "request": request,
        "filed": None,
        **{what: list(some) for what, some in names.items()},
    }
    id_ = work.conn.execute(table.insert().values(**row).returning(table.c.id)).scalar_one()
    return Change(id=id_, **row)


def peek(work: Work, change: int) -> Change:
    """Raises LookupError."""
    row = work.conn.execute(select(table).where(table.c.id == change)).mappings().first()
    if row is None:
        raise LookupError(f"camera change {change}")
    return _change(row)


def unfiled(work: Work, school: str) -> list[Change]:
    """What the police were not told, oldest first."""
    mine = (table.c.school == school, table.c.filed.is_(None))
    rows = work.conn.execute(select(table).where(*mine).order_by(table.c.id)).mappings()
    return [_change(row) for row in rows]


def cover(work: Work, school: str, until: datetime, request: int) -> int:
    """Everything up to the moment a filing was drawn up is told by it. Gives how many."""
    mine = (table.c.school == school, table.c.filed.is_(None), table.c.at <= until)
    return work.conn.execute(table.update().where(*mine).values(filed=request)).rowcount


def _change(row: RowMapping) -> Change:
    return Change(**row)
