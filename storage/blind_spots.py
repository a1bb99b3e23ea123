"""Places of which somebody wanted footage and no camera sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select

from storage.tables import blind_spots as table
from storage.tables import either
from storage.work import Work

_ADD = either(lambda insert: insert(table).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    id: int
    school: str
    zone: str
    request: int
    at: datetime


def add(work: Work, school: str, zone: str, request: int) -> None:
    """The same case tells it once."""
    row = {"school": school, "zone": zone, "request": request, "at": work.now}
    work.conn.execute(_ADD[work.dialect], row)


def peek(work: Work, spot: int) -> BlindSpot | None:
    row = work.conn.execute(select(table).where(table.c.id == spot)).mappings().first()
    return None if row is None else _spot(row)


def since(work: Work, school: str, zone: str, after: datetime) -> list[BlindSpot]:
    """Oldest first."""
    those = (table.c.school == school, table.c.zone == zone, table.c.at > after)
    rows = work.conn.execute(select(table).where(*those).order_by(table.c.id)).mappings()
    return [_spot(row) for row in rows]


def _spot(row: RowMapping) -> BlindSpot:
    return BlindSpot(**row)
