"""What somebody has asked not to hear of, and until when."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select

from bot.alerts.silence import Silence
from bot.people.person import PersonId
from storage.tables import silences
from storage.work import Work

_HERE: Any = literal_column("ended_at IS NULL")


def add(work: Work, silence: Silence) -> Silence:
    values = {f.name: getattr(silence, f.name) for f in fields(silence) if f.name != "id"}
    values |= {"devices": list(silence.devices), "zones": list(silence.zones)}
    statement = silences.insert().values(**values).returning(silences.c.id)
    return replace(silence, id=int(work.conn.execute(statement).scalar_one()))


def end(work: Work, silence: Silence, at: datetime) -> bool:
    """False: it had ended before."""
    still = (silences.c.id == silence.id, _HERE)
    return work.conn.execute(silences.update().where(*still).values(ended_at=at)).rowcount > 0


def unended(work: Work, school: str) -> list[Silence]:
    """Also those past their end, until somebody has told what they held back."""
    return _found(work, silences.c.school == school, _HERE)


def load(work: Work, school: str, silence: int) -> Silence:
    """Raises LookupError."""
    found = _found(work, silences.c.school == school, silences.c.id == silence)
    if not found:
        raise LookupError(f"silence {silence}")
    return found[0]


def _found(work: Work, *those: Any) -> list[Silence]:
    rows = work.conn.execute(select(silences).where(*those).order_by(silences.c.id))
    return [_silence(row) for row in rows.mappings()]


def _silence(row: Any) -> Silence:
    values = {f.name: row[f.name] for f in fields(Silence)}
    listed = {"devices": tuple(values["devices"]), "zones": tuple(values["zones"])}
    return Silence(**{**values, **listed, "by": PersonId(values["by"])})
