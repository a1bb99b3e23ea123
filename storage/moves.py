"""What became of a school's calendar, and the deadlines that moved with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.people.person import PersonId
from storage.tables import calendar_changes, moves
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """`owes` have to do it by then, `waits` wait for it."""

    about: str  # "task/12"
    was: datetime
    due: datetime
    owes: tuple[PersonId, ...]
    waits: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A change of the calendar: entries as (first day, last day, kind, name)."""

    id: int
    school: str
    by: str
    at: datetime
    added: Sequence[Sequence[str]]
    removed: Sequence[Sequence[str]]


def add(work: Work, school: str, by: PersonId, **entries: Sequence[Sequence[str]]) -> int:
    row = {"school": school, "by": by, "at": work.now, **entries}
    statement = calendar_changes.insert().values(**row).returning(calendar_changes.c.id)
    return int(work.conn.execute(statement).scalar_one())


def keep(work: Work, school: str, change: int, moved: Iterable[Move]) -> None:
    rows = [_row(school, change, move) for move in moved]
    if rows:
        work.conn.execute(moves.insert(), rows)


def _row(school: str, change: int, move: Move) -> dict[str, Any]:
    told = {name: getattr(move, name) for name in Move.__dataclass_fields__}
    listed = {"owes": list(move.owes), "waits": list(move.waits)}
    return {"school": school, "change": change, **told, **listed}


def peek(work: Work, change: int) -> Written:
    """Raises LookupError."""
    found = select(calendar_changes).where(calendar_changes.c.id == change)
    row = work.conn.execute(found).mappings().first()
    if row is None:
        raise LookupError(f"calendar change {change}")
    return Written(**row)


def of_change(work: Work, change: int) -> list[Move]:
    found = select(moves).where(moves.c.change == change).order_by(moves.c.due, moves.c.about)
    return [
        Move(
            about=row.about,
            was=row.was,
            due=row.due,
            owes=tuple(map(PersonId, row.owes)),
            waits=tuple(map(PersonId, row.waits)),
        )
        for row in work.conn.execute(found)
    ]
