"""When each source was last heard, and each device whose heartbeats it brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from bot.alerts.beating import Beating
from storage.tables import either, sources
from storage.work import Work

# Written more often than that, it would say nothing more, and every post would wait for it.
OFTEN = timedelta(seconds=5)
_HEARD_AT = select(sources.c.heard_at).where(
    sources.c.school == bindparam("of"),
    sources.c.source == bindparam("name"),
    sources.c.device == "",
)
_NEW = either(lambda insert: insert(sources).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`device` empty: the source as a whole."""

    source: str
    device: str
    heard_at: datetime
    beating: Beating
    told_at: datetime | None = None


def heard(work: Work, school: str, source: str) -> None:
    row = work.conn.execute(_HEARD_AT, {"of": school, "name": source}).first()
    if row is None:
        work.conn.execute(_NEW[work.dialect], _row(work, school, source, "", Beating()))
    elif row.heard_at < work.now - OFTEN:
        here = _one(school, source, "")
        work.conn.execute(sources.update().where(*here).values(heard_at=work.now))


def beat(work: Work, school: str, source: str, device: str) -> None:
    """A heartbeat of this device, or of the source itself."""
    here = _one(school, source, device)
    row = work.conn.execute(select(sources).where(*here)).first()
    if row is None:
        beating = Beating().beat(work.now, silent=False)
        work.conn.execute(_NEW[work.dialect], _row(work, school, source, device, beating))
        return
    before = _source(row)
    beating = before.beating.beat(work.now, silent=before.told_at is not None)
    if beating is not before.beating:
        changed = {"heard_at": work.now, **_columns(beating)}
        work.conn.execute(sources.update().where(*here).values(**changed))


def of_school(work: Work, school: str) -> Sequence[Source]:
    found = select(sources).where(sources.c.school == school)
    ordered = found.order_by(sources.c.source, sources.c.device)
    return [_source(row) for row in work.conn.execute(ordered)]


def told(work: Work, school: str, those: Sequence[Source], at: datetime | None) -> None:
    """That they are silent; None: that they are heard again."""
    for one in those:
        here = _one(school, one.source, one.device)
        work.conn.execute(sources.update().where(*here).values(told_at=at))


def prune(work: Work, before: datetime) -> None:
    """Of what has not been heard for so long nobody waits for a word any more."""
    work.conn.execute(sources.delete().where(sources.c.heard_at < before))


def _one(school: str, source: str, device: str) -> tuple[Any, ...]:
    return (
        sources.c.school == school,
        sources.c.source == source,
        sources.c.device == device,
    )


def _row(work: Work, school: str, source: str, device: str, beating: Beating) -> dict[str, Any]:
    names = {"school": school, "source": source, "device": device}
    return {**names, "heard_at": work.now, "told_at": None, **_columns(beating)}


def _columns(beating: Beating) -> dict[str, Any]:
    pace = beating.pace.total_seconds()
    return {"beat_at": beating.at, "beats": beating.beats, "pace": pace}


def _source(row: Any) -> Source:
    return Source(
        source=row.source,
        device=row.device,
        heard_at=row.heard_at,
        beating=Beating(at=row.beat_at, beats=row.beats, pace=timedelta(seconds=row.pace)),
        told_at=row.told_at,
    )
