"""What the calendar of duties has filed: each duty, period and area once, whoever asks first."""

from datetime import datetime

from sqlalchemy import select

from storage.tables import duties, either
from storage.work import Work

_CLAIM = either(lambda insert: insert(duties).on_conflict_do_nothing())


def since(work: Work, school: str, duty: str) -> datetime:
    """From when on it is filed: what fell before the school began with it is nobody's debt."""
    claim(work, school, duty, "")
    mine = (duties.c.school == school, duties.c.duty == duty, duties.c.period == "")
    at: datetime = work.conn.execute(select(duties.c.filed_at).where(*mine)).scalar_one()
    return at


def claim(work: Work, school: str, duty: str, period: str, part: str = "") -> bool:
    """Whether it was not filed before; from now on it is."""
    key = {"school": school, "duty": duty, "period": period, "part": part}
    row = {**key, "request": None, "filed_at": work.now}
    return bool(work.conn.execute(_CLAIM[work.dialect], row).rowcount)


def filed(work: Work, school: str, duty: str, period: str, part: str, *, request: int) -> None:
    key = (duties.c.school == school, duties.c.duty == duty)
    one = (*key, duties.c.period == period, duties.c.part == part)
    work.conn.execute(duties.update().where(*one).values(request=request))
