"""A book ready to be printed: its title, the school's columns, and one row for each entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Protocol, TypedDict, Unpack
from zoneinfo import ZoneInfo

from bot.approvals.pack import Book, Column
from bot.registers import fields
from bot.registers.columns import Entry, cell
from bot.registers.correcting import Place, noted
from bot.registers.wording import period

CENTRED = ("serial", "retrieved_at", "approvers", "copied", "duty_officer", "date", "in_out")
REMARKS = ("remarks", "text:remarks")
NOTHING_ENTERED = "本期无登记"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    school: str = ""
    period: str = ""
    signatures: tuple[str, ...] = ()

    def centred(self, column: int) -> bool:
        """Short entries stand in the middle of their cell, prose at its left."""
        source = self.columns[column].source
        return source in CENTRED or fields.centred(source)

    @property
    def nothing(self) -> str:
        """What a book of some period says when nothing was entered; without a period it is a
        form to write on."""
        return NOTHING_ENTERED if self.period and not self.rows else ""


class Entered(Protocol):
    """An entry of a book as it is kept."""

    @property
    def serial(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def data(self) -> Entry: ...
    @property
    def corrects(self) -> Place | None:
        """The entry in whose stead this one was written."""

    @property
    def corrected_by(self) -> Place | None: ...


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
        rows=tuple(row(book, entry, zone) for entry in entries),
        school=frame.get("school", ""),
        period=period(*days) if len(days) == 2 else "",
        signatures=book.signatures,
    )


def row(book: Book, entry: Entered, zone: tzinfo) -> tuple[str, ...]:
    """The cells of one entry; what was corrected says so among the remarks."""
    sources = [column.source for column in book.columns]
    cells = [cell(source, entry.data, entry.serial, zone, sources) for source in sources]
    note = noted(entry, numbered="serial" in sources)
    if note:
        at = next((sources.index(source) for source in REMARKS if source in sources), -1)
        cells[at] = "\n".join(part for part in (cells[at], note) if part)
    return tuple(cells)
