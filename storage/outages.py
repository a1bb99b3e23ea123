"""Outages: which are under way, and when their groups are called next."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select

from bot.alerts.outage import Outage, Stage
from bot.alerts.troubles import Severity, Trouble
from bot.people.person import PersonId
from storage.tables import outages
from storage.work import Collision, Work

_HERE: Any = literal_column("stage <> 'closed'")
_RINGS: Any = literal_column("ring_at IS NOT NULL")
_READ = {"trouble": Trouble, "severity": Severity, "stage": Stage, "handler": PersonId}


def add(work: Work, outage: Outage) -> Outage:
    values = {name: value for name, value in _row(outage).items() if name != "id"}
    statement = outages.insert().values(**values).returning(outages.c.id)
    return replace(outage, id=int(work.conn.execute(statement).scalar_one()))


def keep(work: Work, outage: Outage) -> Outage:
    """Raises Collision when somebody else changed it meanwhile."""
    changed = replace(outage, version=outage.version + 1)
    same = (outages.c.id == outage.id, outages.c.version == outage.version)
    if not work.conn.execute(outages.update().where(*same).values(**_row(changed))).rowcount:
        raise Collision(f"outage {outage.id}")
    return changed


def load(work: Work, school: str, outage: int) -> Outage:
    """Raises LookupError."""
    found = _found(work, outages.c.school == school, outages.c.id == outage)
    if not found:
        raise LookupError(f"outage {outage}")
    return found[0]


def here(work: Work, school: str) -> list[Outage]:
    """Those not closed, the oldest first."""
    return _found(work, outages.c.school == school, _HERE)


def of_request(work: Work, request: int) -> Outage | None:
    """Whose ticket this is; None: no alarm's."""
    found = _found(work, outages.c.request == request)
    return found[-1] if found else None


def ringing(work: Work, school: str, now: datetime) -> list[Outage]:
    """Whose groups are to be called now."""
    return _found(work, outages.c.school == school, _RINGS, outages.c.ring_at <= now)


def since(work: Work, school: str, start: datetime) -> list[Outage]:
    """Those that began since then, closed or not."""
    return _found(work, outages.c.school == school, outages.c.began_at >= start)


def _found(work: Work, *those: Any) -> list[Outage]:
    rows = work.conn.execute(select(outages).where(*those).order_by(outages.c.id))
    return [_outage(row) for row in rows.mappings()]


def _row(outage: Outage) -> dict[str, Any]:
    row = {f.name: getattr(outage, f.name) for f in fields(outage)}
    return row | {name: row[name].value for name in ("trouble", "severity", "stage")}


def _outage(row: Any) -> Outage:
    values = {f.name: row[f.name] for f in fields(Outage)}
    return Outage(**{**values, **{name: read(values[name]) for name, read in _READ.items()}})
