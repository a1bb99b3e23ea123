"""What the watch found open without a next action, from when until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select

from bot.followup.task import NOBODY
from bot.people.person import PersonId
from storage.tables import findings
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """`about` is a seat or a task, 0 where the whole case is meant."""

    proof: str
    request: int
    about: int = 0
    person: PersonId = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    id: int
    what: Missing
    mended: bool
    found_at: datetime


_HERE = findings.c.gone_at.is_(None)


def here(work: Work, school: str) -> list[Finding]:
    """What was still there at the last look."""
    return _all(work, findings.c.school == school, _HERE)


def found_with(work: Work, first: int) -> list[Finding]:
    """Everything of the look that found this one."""
    look = select(findings.c.school, findings.c.found_at).where(findings.c.id == first)
    row = work.conn.execute(look).one_or_none()
    if row is None:
        return []
    return _all(work, findings.c.school == row.school, findings.c.found_at == row.found_at)


def note(work: Work, school: str, what: Missing, *, mended: bool) -> int:
    """Gives its id."""
    row = {"school": school, "mended": mended, "found_at": work.now, "gone_at": None}
    row |= {"proof": what.proof, "request": what.request}
    row |= {"about": what.about, "person": what.person}
    key = work.conn.execute(findings.insert(), row).inserted_primary_key
    assert key is not None
    return int(key[0])


def gone(work: Work, ids: Collection[int]) -> None:
    if ids:
        statement = findings.update().where(findings.c.id.in_(ids), _HERE)
        work.conn.execute(statement.values(gone_at=work.now))


def _all(work: Work, *conditions: Any) -> list[Finding]:
    statement = select(findings).where(*conditions).order_by(findings.c.id)
    return [_finding(row) for row in work.conn.execute(statement).mappings()]


def _finding(row: RowMapping) -> Finding:
    what = Missing(
        proof=row["proof"],
        request=row["request"],
        about=row["about"],
        person=PersonId(row["person"]),
    )
    return Finding(id=row["id"], what=what, mended=row["mended"], found_at=row["found_at"])
