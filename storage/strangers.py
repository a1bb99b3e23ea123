"""Devices that sources speak of and the camera list does not know: listed, never dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.alerts.signal import Signal
from storage.tables import either, strangers
from storage.work import Work


def _noting(insert: Any) -> Any:
    new = insert(strangers)
    again = {
        "text": new.excluded.text,
        "times": strangers.c.times + 1,
        "last_at": new.excluded.last_at,
    }
    whose = ["school", "source", "device", "channel"]
    return new.on_conflict_do_update(index_elements=whose, set_=again)


_NOTE = either(_noting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """`text`: what was said last."""

    source: str
    device: str
    channel: str
    text: str
    times: int
    first_at: datetime
    last_at: datetime


def note(work: Work, school: str, said: Signal, at: datetime) -> None:
    row = {"school": school, "source": said.source, "device": said.device}
    spoken = {"channel": said.channel, "text": said.text, "times": 1}
    work.conn.execute(_NOTE[work.dialect], {**row, **spoken, "first_at": at, "last_at": at})


def of_school(work: Work, school: str) -> Sequence[Stranger]:
    """Those heard last first."""
    found = select(strangers).where(strangers.c.school == school)
    ordered = found.order_by(strangers.c.last_at.desc(), strangers.c.device)
    return [
        Stranger(**{f.name: row[f.name] for f in fields(Stranger)})
        for row in work.conn.execute(ordered).mappings()
    ]


def prune(work: Work, before: datetime) -> None:
    work.conn.execute(strangers.delete().where(strangers.c.last_at < before))
