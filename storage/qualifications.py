"""Until when somebody's training holds, one row for each training he passed."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import bindparam, func, select

from bot.people.person import PersonId
from storage.tables import either, qualifications
from storage.work import Work

_ADD = either(lambda insert: insert(qualifications).on_conflict_do_nothing())
_LAST = (
    select(qualifications.c.person, func.max(qualifications.c.until))
    .where(qualifications.c.school == bindparam("of"))
    .group_by(qualifications.c.person)
)


def add(
    work: Work, school: str, persons: Iterable[PersonId], until: date, *, request: int
) -> None:
    """One for each person and training; adding it again changes nothing."""
    rows = [
        {"request": request, "person": person, "school": school, "until": until}
        for person in persons
    ]
    if rows:
        work.conn.execute(_ADD[work.dialect], rows)


def of_school(work: Work, school: str) -> Mapping[PersonId, date]:
    """The last day each person's training holds."""
    rows = work.conn.execute(_LAST, {"of": school})
    return {PersonId(person): until for person, until in rows}


def until(work: Work, school: str, person: PersonId) -> date | None:
    """None: never trained."""
    found: date | None = work.conn.execute(
        select(func.max(qualifications.c.until)).where(
            qualifications.c.school == school, qualifications.c.person == person
        )
    ).scalar_one()
    return found
