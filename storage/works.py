"""Planned works on cameras: which of them are dark because somebody was allowed to."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from bot.cameras.works import Window
from storage.tables import either, works
from storage.work import Work

_ADD = either(lambda insert: insert(works).on_conflict_do_nothing())
_OF_CAMERA = (
    select(works)
    .where(
        works.c.school == bindparam("school"),
        works.c.camera == bindparam("camera"),
        works.c.starts <= bindparam("at"),
        works.c.ends > bindparam("at"),
        or_(works.c.ended_at.is_(None), works.c.ended_at > bindparam("at")),
    )
    .order_by(works.c.starts)
)
_OPEN = (
    select(works)
    .where(works.c.school == bindparam("school"), works.c.ended_at.is_(None))
    .order_by(works.c.starts, works.c.camera)
)
_END = (
    works.update()
    .where(works.c.request == bindparam("of"), works.c.ended_at.is_(None))
    .values(ended_at=bindparam("moment"))
)


def plan(work: Work, windows: Iterable[Window]) -> None:
    """Planning the same request again changes nothing."""
    rows = [{f.name: getattr(one, f.name) for f in fields(one)} for one in windows]
    if rows:
        work.conn.execute(_ADD[work.dialect], rows)


def end(work: Work, request: int) -> bool:
    """From now on its cameras are watched again. False: nothing was planned, or it had ended."""
    return work.conn.execute(_END, {"of": request, "moment": work.now}).rowcount > 0


def overlapping(work: Work, school: str, start: datetime, end: datetime) -> list[Window]:
    """Every camera's, that share a moment with this time."""
    here = (works.c.school == school, works.c.starts < end, works.c.ends > start)
    rows = work.conn.execute(select(works).where(*here)).mappings()
    return [Window(**row) for row in rows]


def during(work: Work, school: str, camera: str, at: datetime) -> list[Window]:
    """The windows in which this camera may be dark at that moment."""
    values = {"school": school, "camera": camera, "at": at}
    return [Window(**row) for row in work.conn.execute(_OF_CAMERA, values).mappings()]


def unended(work: Work, school: str) -> list[Window]:
    """Every window whose cameras were not yet seen working again, also those past their end."""
    rows = work.conn.execute(_OPEN, {"school": school}).mappings()
    return [Window(**row) for row in rows]
