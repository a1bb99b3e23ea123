"""A closed entry is never changed: a new one is written in its stead and names it.

The new entry is the old one with other words in some cells, kept beside the data under `CELLS`: a
cell of a small form says several things at once, and what an officer corrects is what he reads.

What could not yet be said when an entry was written (a copy came back, was destroyed) is said the
same way: the new entry holds everything the old one did, and what was done since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Protocol

from bot.approvals.pack import Book, Column
from bot.approvals.refusals import Refusal
from bot.registers.columns import CELLS, Entry, cell

CORRECTION = "correction"  # why and by whom: {"reason": "…", "by": "name"}
COMPLETION = "completion"  # what was done since, and by whom: {"what": "…", "by": "name"}


class NotYourBook(Refusal):
    """Whoever does the work a book records keeps it; others read it."""

    code = "not_your_book"


class AlreadyCorrected(Refusal):
    """The entry that stands now is another one; that one may be corrected."""

    code = "already_corrected"


class NothingToCorrect(Refusal):
    """Every cell says already what was asked for."""

    code = "nothing_to_correct"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in its book."""

    year: int
    serial: int
    completes: bool = (
        False  # it continues the entry before it, which was right as far as it went
    )


class Placed(Protocol):
    @property
    def year(self) -> int: ...
    @property
    def serial(self) -> int: ...
    @property
    def data(self) -> Entry: ...
    @property
    def corrects(self) -> Place | None: ...
    @property
    def corrected_by(self) -> Place | None: ...


def correctable(book: Book) -> tuple[Column, ...]:
    """Every column but the number: that is the entry's name."""
    return tuple(column for column in book.columns if column.source != "serial")


def corrected(
    book: Book, entry: Placed, cells: Mapping[str, str], zone: tzinfo, *, by: str, reason: str
) -> dict[str, Any]:
    """The data of the new entry. `cells` are the new words by their column's source."""
    if entry.corrected_by:
        raise AlreadyCorrected(serial=entry.corrected_by.serial)
    sources = {column.source for column in correctable(book)}
    beside = [column.source for column in book.columns]
    changed = {
        source: words.strip()
        for source, words in cells.items()
        if source in sources
        and words.strip() != cell(source, entry.data, entry.serial, zone, beside).strip()
    }
    if not changed:
        raise NothingToCorrect
    return {
        **_told(entry.data),
        CELLS: {**(entry.data.get(CELLS) or {}), **changed},
        CORRECTION: {"reason": reason.strip(), "by": by},
    }


def completed(
    entry: Entry, task: str, told: Mapping[str, Any], *, what: str, by: str
) -> dict[str, Any]:
    """The entry with what `task` reported since. `told` is that report in words."""
    return {
        **_told(entry),
        "tasks": {**(entry.get("tasks") or {}), task: dict(told)},
        COMPLETION: {"what": what, "by": by},
    }


def _told(entry: Entry) -> dict[str, Any]:
    """Without what was said of the entry itself: that stays with the older one."""
    return {key: told for key, told in entry.items() if key not in (CORRECTION, COMPLETION)}


def noted(entry: Placed, *, numbered: bool) -> str:
    """What stands among the remarks of both entries. Where the form prints no numbers the entry
    says its own first."""
    said = []
    if entry.corrects:
        said.append(_in_stead(entry, entry.corrects))
    if entry.corrected_by:
        said.append(_since(entry, entry.corrected_by))
    if said and not numbered:
        said.insert(0, f"本条为第{entry.serial}号")
    return "\n".join(said)


def _since(entry: Placed, new: Place) -> str:
    called = _called(new, entry.year)
    return f"后续见{called}" if new.completes else f"已由{called}更正"


def _in_stead(entry: Placed, old: Place) -> str:
    why = entry.data.get(CORRECTION) or entry.data.get(COMPLETION) or {}
    verb = "续记" if COMPLETION in entry.data else "更正"
    line = f"{verb}{_called(old, entry.year)}"
    reason, by = why.get("reason") or why.get("what", ""), why.get("by", "")
    return line + (f"：{reason}" if reason else "") + (f"（{by}）" if by else "")


def _called(place: Place, seen_from: int) -> str:
    year = "" if place.year == seen_from else f"{place.year}年"
    return f"{year}第{place.serial}号"
