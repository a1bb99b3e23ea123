"""The ledger of standing authorisations."""

from dataclasses import fields

from sqlalchemy import RowMapping, bindparam, select

from bot.cameras.grant import Grant, Rights
from bot.people.person import PersonId
from storage.tables import either, grants
from storage.work import Work

_ADD = either(lambda insert: insert(grants).on_conflict_do_nothing())
STANDING = (
    select(grants)
    .where(grants.c.school == bindparam("school"), grants.c.ended_at.is_(None))
    .order_by(grants.c.request)
)
_END = (
    grants.update()
    .where(grants.c.request == bindparam("of"), grants.c.ended_at.is_(None))
    .values(ended_at=bindparam("moment"))
)


def add(work: Work, grant: Grant) -> None:
    """One for each request; adding it again changes nothing."""
    row = {field.name: getattr(grant, field.name) for field in fields(grant)}
    listed = {"zones": list(grant.zones), "persons": list(grant.persons)}
    work.conn.execute(_ADD[work.dialect], {**row, **listed})


def end(work: Work, request: int) -> bool:
    """False: there was none, or it had ended."""
    return work.conn.execute(_END, {"of": request, "moment": work.now}).rowcount > 0


def read(row: RowMapping) -> Grant:
    return Grant(
        school=row["school"],
        request=row["request"],
        unit=row["unit"],
        zones=tuple(row["zones"]),
        persons=tuple(map(PersonId, row["persons"])),
        rights=Rights(row["rights"]),
        starts=row["starts"],
        until=row["until"],
        ended_at=row["ended_at"],
    )
