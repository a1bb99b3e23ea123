"""When our own eyes saw nothing at all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select

from storage.tables import blindness
from storage.work import Work

_HERE: Any = literal_column("ended_at IS NULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blindness:
    id: int
    school: str
    since: datetime
    ended_at: datetime | None = None
    dead: int = 0  # devices that did not answer either when we saw again


def add(work: Work, school: str, since: datetime) -> Blindness:
    values: dict[str, Any] = {"school": school, "since": since, "ended_at": None, "dead": 0}
    statement = blindness.insert().values(**values).returning(blindness.c.id)
    return Blindness(id=int(work.conn.execute(statement).scalar_one()), **values)


def end(work: Work, one: Blindness) -> None:
    ended = {"ended_at": one.ended_at, "dead": one.dead}
    work.conn.execute(blindness.update().where(blindness.c.id == one.id).values(**ended))


def open_here(work: Work, school: str) -> Blindness | None:
    """The one that lasts."""
    return _first(work, blindness.c.school == school, _HERE)


def load(work: Work, school: str, number: int) -> Blindness:
    """Raises LookupError."""
    found = _first(work, blindness.c.school == school, blindness.c.id == number)
    if found is None:
        raise LookupError(f"blindness {number}")
    return found


def _first(work: Work, *those: Any) -> Blindness | None:
    row = work.conn.execute(select(blindness).where(*those).order_by(blindness.c.id)).first()
    return Blindness(**row._mapping) if row else None
