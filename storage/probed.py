"""Which devices our own eyes took for dead: a restart must not forget to hear them again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from storage.tables import either, probed
from storage.work import Work

_DIED = either(lambda insert: insert(probed).on_conflict_do_nothing())


def dead(work: Work, school: str) -> Mapping[str, datetime]:
    """Each with when it died."""
    rows = work.conn.execute(select(probed).where(probed.c.school == school))
    return {row.device: row.since for row in rows}


def died(work: Work, school: str, device: str, since: datetime) -> None:
    row = {"school": school, "device": device, "since": since}
    work.conn.execute(_DIED[work.dialect], row)


def came_back(work: Work, school: str, device: str) -> None:
    one = (probed.c.school == school, probed.c.device == device)
    work.conn.execute(probed.delete().where(*one))
