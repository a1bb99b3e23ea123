"""The school's registers: numbered entries, written once and for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage.requests import next_number
from storage.tables import either
from storage.tables import entries as table
from storage.work import Collision, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`data` holds more than any book prints; the pack's columns choose from it."""

    book: str
    year: int
    serial: int
    request: int | None
    data: Mapping[str, Any]
    at: datetime


_ENTER = either(lambda insert: insert(table).on_conflict_do_nothing())
_WRITTEN = select(table.c.serial).where(
    table.c.school == bindparam("school"),
    table.c.book == bindparam("book"),
    table.c.request == bindparam("request"),
)


def enter(
    work: Work, school: str, book: str, year: int, request: int | None, data: Mapping[str, Any]
) -> int:
    """The serial number within the year. A request is entered once: again gives the same."""
    known = {"school": school, "book": book, "request": request}
    written = work.conn.execute(_WRITTEN, known).scalar_one_or_none()
    if written is not None:
        return int(written)
    serial = next_number(work, school, f"book:{book}", year)
    row = {**known, "year": year, "serial": serial, "data": data, "at": work.now}
    if not work.conn.execute(_ENTER[work.dialect], row).rowcount:
        raise Collision(book)  # somebody entered it this very moment; his number counts
    return serial


def entries(work: Work, school: str, book: str, start: datetime, end: datetime) -> list[Entry]:
    """Written in [start, end), in the order of the book."""
    t = table.c
    found = (t.school == school, t.book == book, t.at >= start, t.at < end)
    rows = work.conn.execute(select(table).where(*found).order_by(t.year, t.serial)).mappings()
    return [Entry(**{name: row[name] for name in Entry.__dataclass_fields__}) for row in rows]
