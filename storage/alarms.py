"""What was posted to us, as it came: for a while, and longer where it could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal_column, or_, select

from storage.tables import alarm_bodies
from storage.work import Work

_DEAD: Any = literal_column("why <> ''")
_ADD = alarm_bodies.insert().returning(alarm_bodies.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A body that could not be read, or a signal nothing could be made of. `why`: a code, and
    behind a space what it is about."""

    id: int
    source: str
    mime: str
    body: bytes
    at: datetime
    why: str


def keep(work: Work, school: str, source: str, mime: str, body: bytes, why: str = "") -> int:
    """`why` makes it a dead letter."""
    values = {"school": school, "source": source, "mime": mime[:200], "body": body}
    row = {**values, "at": work.now, "why": why}
    return int(work.conn.execute(_ADD, row).scalar_one())


def let_go(work: Work, body: int) -> None:
    work.conn.execute(alarm_bodies.delete().where(alarm_bodies.c.id == body))


def dead(work: Work, school: str, most: int, source: str = "") -> Sequence[Letter]:
    """The newest first."""
    those = [alarm_bodies.c.school == school, _DEAD]
    if source:
        those.append(alarm_bodies.c.source == source)
    found = select(alarm_bodies).where(*those).order_by(alarm_bodies.c.id.desc()).limit(most)
    return [
        Letter(
            id=row.id,
            source=row.source,
            mime=row.mime,
            body=bytes(row.body),
            at=row.at,
            why=row.why,
        )
        for row in work.conn.execute(found)
    ]


def dead_between(
    work: Work, school: str, source: str, start: datetime, end: datetime
) -> tuple[int, str]:
    """How many, and the latest one's reason."""
    those = and_(
        alarm_bodies.c.school == school,
        alarm_bodies.c.source == source,
        alarm_bodies.c.at >= start,
        alarm_bodies.c.at < end,
        _DEAD,
    )
    number = int(work.conn.execute(select(func.count()).where(those)).scalar_one())
    latest = select(alarm_bodies.c.why).where(those).order_by(alarm_bodies.c.at.desc()).limit(1)
    return number, work.conn.execute(latest).scalar() or ""


def dead_since(work: Work, school: str, start: datetime) -> dict[str, int]:
    """How many of each source."""
    counted = (
        select(alarm_bodies.c.source, func.count())
        .where(alarm_bodies.c.school == school, alarm_bodies.c.at >= start, _DEAD)
        .group_by(alarm_bodies.c.source)
        .order_by(alarm_bodies.c.source)
    )
    return {row[0]: int(row[1]) for row in work.conn.execute(counted)}


def prune(work: Work, before: datetime, dead_before: datetime) -> None:
    alive: Any = literal_column("why = ''")
    old = or_(and_(alive, alarm_bodies.c.at < before), alarm_bodies.c.at < dead_before)
    work.conn.execute(alarm_bodies.delete().where(old))
