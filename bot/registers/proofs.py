"""What the journal knows of each entry of a book: a digest, so that a row edited behind the bot's
back is found and named.

Entries older than the digests have none; they stand before the first of their book that has one,
and are taken as they are. A row without a digest after that was not written by the bot.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from bot.registers.journal import canonical

# The journal's kinds of lines with a digest. The newest of an entry counts.
ENTERED, ERASED = "book.entered", "book.erased"


class Key(NamedTuple):
    book: str
    year: int
    serial: int


class Fault(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    FOREIGN = "foreign"  # nobody entered it through the bot


@dataclass(frozen=True, slots=True)
class BadEntry:
    """The first entry, in the order of the books, that is not as it was written."""

    key: Key
    why: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry as the database holds it; `data` is the exact text."""

    school: str
    key: Key
    request: int | None
    corrects: int | None  # the id of that entry's row
    at: datetime
    data: str

    @property
    def digest(self) -> str:
        told = {
            "school": self.school,
            "entry": list(self.key),
            "request": self.request,
            "corrects": self.corrects,
            "at": self.at.astimezone(UTC).isoformat(),
            "data": self.data,
        }
        return hashlib.sha256(canonical(told).encode()).hexdigest()


def first_bad(rows: Iterable[Row], digests: Mapping[Key, str]) -> BadEntry | None:
    """`rows` are all entries of a school, `digests` what its journal says of them."""
    kept = {row.key: row for row in rows}
    begun: dict[str, Key] = {}
    for key in sorted(digests):
        begun.setdefault(key.book, key)
    for key in sorted({*kept, *digests}):
        if why := _wrong(kept.get(key), digests.get(key), key, begun.get(key.book)):
            return BadEntry(key, why)
    return None


def _wrong(row: Row | None, digest: str | None, key: Key, begun: Key | None) -> Fault | None:
    if row is None:
        return Fault.MISSING
    if digest is None:
        return Fault.FOREIGN if begun and key > begun else None
    return None if row.digest == digest else Fault.CHANGED
