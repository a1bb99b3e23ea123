"""What has served its purpose: cases and entries whose personal data is due, and what is gone.

Erasing is remembered, so that it happens once and can be shown.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, exists, func, literal, select

from storage.tables import attachments, either, entries, erasures, messages, requests, slots
from storage.work import Work

CASE, ENTRY = "request", "entry"

_DONE = either(lambda insert: insert(erasures).on_conflict_do_nothing())


def _gone(about: str, number: Any) -> Any:
    e = erasures.c
    return exists().where(e.about == about, e.number == number, e.what == bindparam("what"))


_CASES = (
    select(requests.c.id)
    .where(
        requests.c.school == bindparam("school"),
        requests.c.settled_at < bindparam("before"),
        requests.c.state.not_in(bindparam("open", expanding=True)),
        ~_gone(CASE, requests.c.id),
    )
    .order_by(requests.c.settled_at)
    .limit(bindparam("most", type_=Integer))
)
_ENTRIES = (
    select(entries.c.id)
    .where(
        entries.c.school == bindparam("school"),
        entries.c.book == bindparam("book"),
        entries.c.at < bindparam("before"),
        ~_gone(ENTRY, entries.c.id),
    )
    .order_by(entries.c.at)
    .limit(bindparam("most", type_=Integer))
)


def cases_due(
    work: Work, school: str, what: str, before: datetime, open_: Iterable[str], limit: int
) -> list[int]:
    """Cases that ended before then and still have this, longest ended first."""
    values = {"school": school, "what": what, "before": before, "most": limit}
    return list(work.conn.execute(_CASES, {**values, "open": list(open_)}).scalars())


def entries_due(work: Work, school: str, book: str, before: datetime, limit: int) -> list[int]:
    values = {"school": school, "book": book, "what": ENTRY, "before": before, "most": limit}
    return list(work.conn.execute(_ENTRIES, values).scalars())


def done(work: Work, school: str, about: str, number: int, what: str) -> None:
    row = {"school": school, "about": about, "number": number, "what": what, "at": work.now}
    work.conn.execute(_DONE[work.dialect], row)


# ------------------------------------------------------------------ what is erased where


def entry(work: Work, number: int) -> Any:
    """(book, year, serial, request, data) of an entry."""
    e = entries.c
    found = select(e.book, e.year, e.serial, e.request, e.data).where(e.id == number)
    return work.conn.execute(found).one()


def entries_of(work: Work, school: str) -> list[tuple[int, datetime, Any]]:
    """(id, at, data) of every entry of a school."""
    e = entries.c
    found = select(e.id, e.at, e.data).where(e.school == school).order_by(e.id)
    return [(row.id, row.at, row.data) for row in work.conn.execute(found)]


def rewrite_entry(work: Work, number: int, data: Any) -> None:
    work.conn.execute(entries.update().where(entries.c.id == number).values(data=data))


def attachments_without_content(work: Work, numbers: Collection[int]) -> int:
    """Name and bytes go; type, size and hash stay, which say nothing of anybody."""
    if not numbers:
        return 0
    mine = attachments.c.id.in_(numbers)
    fetched = func.coalesce(
        attachments.c.fetched_at, literal(work.now, attachments.c.added_at.type)
    )
    values = {"data": None, "name": "", "file": "", "fetched_at": fetched}
    return work.changed(attachments.update().where(mine).values(**values))


def messages_about(work: Work, school: str, subjects: Collection[str]) -> int:
    """The cards stay where people have them, and are edited no more."""
    s = slots.c
    work.conn.execute(slots.delete().where(s.school == school, s.subject.in_(subjects)))
    m = messages.c
    mine = (m.school == school, m.subject.in_(subjects))
    return work.changed(messages.delete().where(*mine))
