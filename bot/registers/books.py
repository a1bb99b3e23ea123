"""A book ready to be printed: its title, the school's columns, and one row for each entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Protocol, TypedDict, Unpack
from zoneinfo import ZoneInfo

from bot.approvals.pack import Book, Column
from bot.registers.columns import Entry, cell
from bot.registers.wording import period

CENTRED = ("serial", "retrieved_at", "approvers", "copied", "duty_officer", "date", "in_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    school: str = ""
    period: str = ""

    def centred(self, column: int) -> bool:
        """Short entries stand in the middle of their cell, prose at its left."""
        return self.columns[column].source in CENTRED


class Entered(Protocol):
    """An entry of a book as it is kept."""

    @property
    def serial(self) -> int: ...
    @property
    def data(self) -> Entry: ...


class Frame(TypedDict, total=False):
    """What stands around the rows. Without a zone: China's, which has one. Both days belong to the
    period."""

    zone: tzinfo
    school: str
    first: date
    last: date


def printed(book: Book, entries: Iterable[Entered], **frame: Unpack[Frame]) -> Printed:
    """`entries` in the order of the book."""
    zone = frame.get("zone") or ZoneInfo("Asia/Shanghai")
    days = [frame[day] for day in ("first", "last") if day in frame]
    return Printed(
        title=book.title.zh,
        columns=book.columns,
        rows=tuple(
            tuple(cell(column.source, e.data, e.serial, zone) for column in book.columns)
            for e in entries
        ),
        school=frame.get("school", ""),
        period=period(*days) if len(days) == 2 else "",
    )
