"""The journal in the database: one chain for each school (the chain itself: `registers.journal`).

The database refuses to change or remove entries; whoever gets around that breaks the chain.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.registers import journal as chain
from bot.registers.journal import Bad, Fault, Head
from storage.tables import canonical, either, journal, journal_heads
from storage.work import Work

__all__ = ["Bad", "Entry", "Head", "append", "append_all", "entries", "head", "verify"]

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


_START = either(lambda insert: insert(journal_heads).on_conflict_do_nothing())
_HEAD = select(journal_heads.c.seq, journal_heads.c.hash).where(
    journal_heads.c.school == bindparam("school")
)
_LOCK = _HEAD.with_for_update()
_LAST = select(func.max(journal.c.seq)).where(journal.c.school == bindparam("school"))
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
    return append_all(work, school, [(kind, data)])


def append_all(work: Work, school: str, what: Iterable[tuple[str, Mapping[str, Any]]]) -> Head:
    """As `append`, in this order."""
    last, rows = _locked(work, school), []
    for kind, data in what:
        seq, body = last.seq + 1, canonical(data)
        row = {"school": school, "seq": seq, "at": work.now, "kind": kind, "data": body}
        digest = chain.link(
            last.hash, seq=seq, at=work.now, school=school, kind=kind, data=body
        )
        rows.append({**row, "previous": last.hash, "hash": digest})
        last = Head(seq, digest)
    if rows:
        work.conn.execute(journal.insert(), rows)
        work.conn.execute(
            _ADVANCE, {"of_school": school, "last": last.seq, "digest": last.hash}
        )
    return last


def _locked(work: Work, school: str) -> Head:
    found = work.conn.execute(_LOCK, {"school": school}).one_or_none()
    if found is None:
        start = Head()
        first = {"school": school, "seq": start.seq, "hash": start.hash}
        work.conn.execute(_START[work.dialect], first)
        found = work.conn.execute(_LOCK, {"school": school}).one()
    return Head(found.seq, found.hash)


def head(work: Work, school: str) -> Head:
    found = work.conn.execute(_HEAD, {"school": school}).one_or_none()
    return Head(found.seq, found.hash) if found else Head()


def entries(
    work: Work, school: str, after: int = 0, limit: int | None = None
) -> Iterator[Entry]:
    """In order, `data` parsed."""
    for row in _rows(work, school, after, limit):
        yield Entry(**{**row._mapping, "data": json.loads(row.data)})


def latest(work: Work, school: str, kind: str, most: int) -> list[Entry]:
    """The newest of this kind, newest first."""
    those = (journal.c.school == school, journal.c.kind == kind)
    found = select(journal).where(*those).order_by(journal.c.seq.desc()).limit(most)
    return [
        Entry(**{**row._mapping, "data": json.loads(row.data)})
        for row in work.conn.execute(found)
    ]


def verify(work: Work, school: str, known: Head | None = None) -> Bad | None:
    """The first bad entry, or None. `known` is a head that left the house, if there is one at
    hand: without it a chain rewritten whole is not seen."""
    at_end = head(work, school)
    bad = chain.verify(_rows(work, school), at_end)
    if bad is None and known is not None:
        bad = chain.verify(_rows(work, school), known)
    last = work.conn.execute(_LAST, {"school": school}).scalar_one() or 0
    return Bad(at_end.seq + 1, Fault.HEAD) if bad is None and last > at_end.seq else bad


def _rows(work: Work, school: str, after: int = 0, limit: int | None = None) -> Iterator[Any]:
    """Page by page: whoever stops early leaves no cursor open, and a long journal fits."""
    while page := work.conn.execute(
        _PAGE, {"school": school, "after": after, "most": PAGE if limit is None else limit}
    ).all():
        yield from page
        if limit is not None:
            return
        after = page[-1].seq
