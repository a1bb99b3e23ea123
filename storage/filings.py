"""Which of a unit's own cameras are filed with the school's security office, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.tables import either, filings
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    unit: str
    zone: str
    request: int  # 0: filed on paper, before this school used us
    filed_at: datetime
    confirmed_at: datetime  # last seen to be still so


_PUT = either(
    lambda insert: (put := insert(filings)).on_conflict_do_update(
        index_elements=["school", "unit", "zone"],
        set_={name: put.excluded[name] for name in ("request", "filed_at", "confirmed_at")},
    )
)
_ALL = (
    select(filings)
    .where(filings.c.school == bindparam("school"))
    .order_by(filings.c.unit, filings.c.zone)
)
_CONFIRM = (
    filings.update()
    .where(filings.c.school == bindparam("of"), filings.c.request == bindparam("case"))
    .values(confirmed_at=bindparam("moment"))
)


def put(work: Work, school: str, unit: str, zones: Iterable[str], request: int = 0) -> None:
    """A later filing of the same area takes the place of the earlier one."""
    times = {"filed_at": work.now, "confirmed_at": work.now}
    rows = [
        {"school": school, "unit": unit, "zone": zone, "request": request, **times}
        for zone in zones
    ]
    if rows:
        work.conn.execute(_PUT[work.dialect], rows)


def confirm(work: Work, school: str, request: int) -> None:
    work.conn.execute(_CONFIRM, {"of": school, "case": request, "moment": work.now})


def of_school(work: Work, school: str) -> list[Filing]:
    rows = work.conn.execute(_ALL, {"school": school}).mappings()
    return [Filing(**{k: v for k, v in row.items() if k != "school"}) for row in rows]
