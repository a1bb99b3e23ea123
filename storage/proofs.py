"""Entries of books beside what the journal says of them (the rule: `registers.proofs`)."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, bindparam, select, type_coerce

from bot.registers.proofs import ENTERED, ERASED, BadEntry, Fault, Key, Row, first_bad
from storage.tables import Sealed, entries, journal
from storage.work import Work

__all__ = ["BadEntry", "Fault", "Key", "row", "verify"]

_ROWS = select(
    entries.c.school,
    entries.c.book,
    entries.c.year,
    entries.c.serial,
    entries.c.request,
    entries.c.corrects,
    entries.c.at,
    # The text as it was written: read as JSON and written again it could be another.
    type_coerce(entries.c.data, Sealed("entries.data")).label("data"),
).where(entries.c.school == bindparam("school"))
_ROW = _ROWS.where(
    entries.c.book == bindparam("book"),
    entries.c.year == bindparam("year"),
    entries.c.serial == bindparam("serial"),
)
_DIGESTS = (
    select(journal.c.data)
    .where(journal.c.school == bindparam("school"), journal.c.kind.in_((ENTERED, ERASED)))
    .order_by(journal.c.seq)
)


def row(work: Work, school: str, key: Key) -> Row:
    return next(_rows(work, _ROW, {"school": school, **key._asdict()}))


def verify(work: Work, school: str) -> BadEntry | None:
    """The first entry that is not as the bot wrote it, or None. Only as good as the journal:
    verify that first."""
    return first_bad(_rows(work, _ROWS, {"school": school}), _digests(work, school))


def _rows(work: Work, statement: Select[Any], values: dict[str, Any]) -> Iterator[Row]:
    for found in work.conn.execute(statement, values):
        yield Row(
            school=found.school,
            key=Key(found.book, found.year, found.serial),
            request=found.request,
            corrects=found.corrects,
            at=found.at,
            data=found.data,
        )


def _digests(work: Work, school: str) -> dict[Key, str]:
    told = (
        json.loads(line) for line in work.conn.execute(_DIGESTS, {"school": school}).scalars()
    )
    return {
        Key(one["book"], one["year"], one["serial"]): one["digest"]
        for one in told
        if "digest" in one  # before there were digests, a line of this kind had none
    }
