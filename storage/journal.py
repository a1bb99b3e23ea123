"""The log that shows tampering: each entry carries the hash of the one before.

The database refuses to change or remove entries; whoever gets around that breaks the chain. A
chain rewritten whole is only seen by comparing its head with one that left the house (the daily
head in the security group).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage.tables import canonical, either, journal, journal_heads
from storage.work import Work

GENESIS = "0" * 64
PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    school: str
    seq: int  # 1, 2, 3 … without a gap
    at: datetime
    kind: str
    data: Any
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Bad:
    """The first entry that is not as it was written. `why`: "changed", "missing" (removed or out
    of order), "unlinked" (does not follow the one before), "head" (the end was cut off)."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Head:
    seq: int  # 0: nothing written yet
    hash: str


def link(previous: str, *, seq: int, at: datetime, school: str, kind: str, data: str) -> str:
    """SHA-256, hex, over the hash before and everything the entry says. `data` is the exact text
    that is stored: parsing it and writing it again could change it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = canonical({"seq": seq, "at": moment, "school": school, "kind": kind, "data": data})
    return hashlib.sha256((previous + said).encode()).hexdigest()


_START = either(lambda insert: insert(journal_heads).on_conflict_do_nothing())
_HEAD = select(journal_heads.c.seq, journal_heads.c.hash).where(
    journal_heads.c.school == bindparam("school")
)
_LOCK = _HEAD.with_for_update()
_PAGE = (
    select(journal)
    .where(journal.c.school == bindparam("school"), journal.c.seq > bindparam("after"))
    .order_by(journal.c.seq)
    .limit(bindparam("most"))
)
_ADVANCE = (
    journal_heads.update()
    .where(journal_heads.c.school == bindparam("of_school"))
    .values(seq=bindparam("last"), hash=bindparam("digest"))
)


def append(work: Work, school: str, kind: str, data: Mapping[str, Any]) -> Head:
    """One more entry. On PostgreSQL the others who write wait here, so append late in a job."""
    before = _locked(work, school)
    seq, body = before.seq + 1, canonical(data)
    digest = link(before.hash, seq=seq, at=work.now, school=school, kind=kind, data=body)
    row = {"school": school, "seq": seq, "at": work.now, "kind": kind, "data": body}
    work.conn.execute(journal.insert(), {**row, "previous": before.hash, "hash": digest})
    work.conn.execute(_ADVANCE, {"of_school": school, "last": seq, "digest": digest})
    return Head(seq, digest)


def _locked(work: Work, school: str) -> Head:
    found = work.conn.execute(_LOCK, {"school": school}).one_or_none()
    if found is None:
        first = {"school": school, "seq": 0, "hash": GENESIS}
        work.conn.execute(_START[work.dialect], first)
        found = work.conn.execute(_LOCK, {"school": school}).one()
    return Head(found.seq, found.hash)


def head(work: Work, school: str) -> Head:
    found = work.conn.execute(_HEAD, {"school": school}).one_or_none()
    return Head(found.seq, found.hash) if found else Head(0, GENESIS)


def entries(
    work: Work, school: str, after: int = 0, limit: int | None = None
) -> Iterator[Entry]:
    """In order, `data` parsed."""
    for row in _rows(work, school, after, limit):
        yield Entry(**{**row._mapping, "data": json.loads(row.data)})


def verify(work: Work, school: str) -> Bad | None:
    """The first bad entry, or None. Reads every entry once, none twice into memory."""
    at_end = head(work, school)
    before = Head(0, GENESIS)
    for row in _rows(work, school, 0, None):
        why = _fault(before, row)
        if why:
            return Bad(before.seq + 1, why)
        before = Head(row.seq, row.hash)
    return None if before == at_end else Bad(before.seq + 1, "head")


def _fault(before: Head, row: Any) -> str:
    if row.seq != before.seq + 1:
        return "missing"
    if row.previous != before.hash:
        return "unlinked"
    said = link(
        before.hash, seq=row.seq, at=row.at, school=row.school, kind=row.kind, data=row.data
    )
    return "" if said == row.hash else "changed"


def _rows(work: Work, school: str, after: int, limit: int | None) -> Iterator[Any]:
    """Page by page: whoever stops early leaves no cursor open, and a long journal fits."""
    while page := work.conn.execute(
        _PAGE, {"school": school, "after": after, "most": PAGE if limit is None else limit}
    ).all():
        yield from page
        if limit is not None:
            return
        after = page[-1].seq
