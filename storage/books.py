"""The school's registers: numbered entries, written once and for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from bot.registers.correcting import COMPLETION, Place
from storage.requests import next_number
from storage.tables import either
from storage.tables import entries as table
from storage.work import Collision, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`data` holds more than any book prints; the pack's columns choose from it."""

    id: int
    book: str
    year: int
    serial: int
    request: int | None
    data: Mapping[str, Any]
    at: datetime
    corrects: Place | None = None
    corrected_by: Place | None = None


_ENTER = either(lambda insert: insert(table).on_conflict_do_nothing())
_WRITTEN = select(table.c.year, table.c.serial).where(
    table.c.school == bindparam("school"),
    table.c.book == bindparam("book"),
    table.c.request == bindparam("request"),
)
_before, _after = table.alias("before"), table.alias("after")
_READ = (
    select(
        table,
        _before.c.year.label("old_year"),
        _before.c.serial.label("old_serial"),
        _after.c.year.label("new_year"),
        _after.c.serial.label("new_serial"),
        _after.c.data.label("new_data"),
    )
    .select_from(table)
    .outerjoin(_before, _before.c.id == table.c.corrects)
    .outerjoin(_after, _after.c.corrects == table.c.id)
)


def enter(
    work: Work,
    school: str,
    book: str,
    year: int,
    request: int | None,
    data: Mapping[str, Any],
    *,
    corrects: int | None = None,
) -> int:
    """The serial number within the year. A request is entered once: again gives the same.

    `corrects` is the id of the entry in whose stead this one is written. Actions enter through
    `actions.booking`, which puts the entry's digest into the journal.
    """
    known = place_of(work, school, book, request)
    if known is not None:
        return known.serial
    serial = next_number(work, school, f"book:{book}", year)
    row: dict[str, Any] = {"school": school, "book": book, "year": year, "serial": serial}
    row |= {"request": request, "data": data, "at": work.now, "corrects": corrects}
    if not work.conn.execute(_ENTER[work.dialect], row).rowcount:
        raise Collision(book)  # somebody entered it this very moment; his number counts
    return serial


def place_of(work: Work, school: str, book: str, request: int | None) -> Place | None:
    """Where a request stands in a book already."""
    if request is None:
        return None
    known = {"school": school, "book": book, "request": request}
    found = work.conn.execute(_WRITTEN, known).one_or_none()
    return None if found is None else Place(found.year, found.serial)


def entries(work: Work, school: str, book: str, start: datetime, end: datetime) -> list[Entry]:
    """Written in [start, end), in the order of the book."""
    t = table.c
    found = (t.school == school, t.book == book, t.at >= start, t.at < end)
    rows = work.conn.execute(_READ.where(*found).order_by(t.year, t.serial)).mappings()
    return [_entry(row) for row in rows]


def newest(work: Work, school: str, book: str, limit: int) -> list[Entry]:
    """The last ones, newest first."""
    t = table.c
    those = _READ.where(t.school == school, t.book == book)
    ordered = those.order_by(t.year.desc(), t.serial.desc()).limit(limit)
    return [_entry(row) for row in work.conn.execute(ordered).mappings()]


def load(work: Work, school: str, entry: int) -> Entry | None:
    t = table.c
    row = work.conn.execute(_READ.where(t.id == entry, t.school == school)).mappings().first()
    return None if row is None else _entry(row)


def standing(work: Work, school: str, book: str, request: int) -> Entry | None:
    """The entry of a request, or the newest that was written in its stead."""
    place, entry = place_of(work, school, book, request), None
    while place is not None:
        entry = _at(work, school, book, place)
        place = entry.corrected_by
    return entry


def _at(work: Work, school: str, book: str, place: Place) -> Entry:
    t = table.c
    those = _READ.where(
        t.school == school, t.book == book, t.year == place.year, t.serial == place.serial
    )
    return _entry(work.conn.execute(those).mappings().one())


def of_request(work: Work, school: str, request: int) -> list[Entry]:
    """In the order they were written, whatever the book."""
    t = table.c
    those = _READ.where(t.school == school, t.request == request).order_by(t.at, t.id)
    return [_entry(row) for row in work.conn.execute(those).mappings()]


def _entry(row: RowMapping) -> Entry:
    plain = ("id", "book", "year", "serial", "request", "data", "at")
    return Entry(
        **{name: row[name] for name in plain},
        corrects=_place(row["old_year"], row["old_serial"]),
        corrected_by=_place(
            row["new_year"], row["new_serial"], completes=COMPLETION in (row["new_data"] or {})
        ),
    )


def _place(year: int | None, serial: int | None, *, completes: bool = False) -> Place | None:
    return None if year is None or serial is None else Place(year, serial, completes)
