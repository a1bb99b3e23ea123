"""What sources have said, each once, waiting to become a fault, the end of one, or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select

from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble
from storage.tables import either, signals
from storage.work import Work

_ADD = either(lambda insert: insert(signals).on_conflict_do_nothing())
_UNDECIDED: Any = literal_column("decided_at IS NULL")
_WAITING = (
    select(signals)
    .where(signals.c.school == bindparam("of"), _UNDECIDED)
    .order_by(signals.c.id)
    .limit(bindparam("most"))
)
_DECIDED = (
    signals.update()
    .where(signals.c.id == bindparam("row"))
    .values(decided_at=bindparam("moment"))
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A signal as it waits: `at` is when we received it."""

    id: int
    at: datetime
    signal: Signal


def add(work: Work, school: str, said: Iterable[Signal], body: int | None = None) -> int:
    """How many are new; what a source repeats under the same key is known already."""
    rows = [{**_row(work, school, one), "body": body} for one in said]
    return sum(work.conn.execute(_ADD[work.dialect], row).rowcount for row in rows)


def waiting(work: Work, school: str, most: int) -> list[Heard]:
    """In the order they came."""
    found = work.conn.execute(_WAITING, {"of": school, "most": most})
    return [Heard(row.id, row.at, _signal(row)) for row in found]


def number_waiting(work: Work, school: str) -> int:
    counted = select(func.count()).where(signals.c.school == school, _UNDECIDED)
    return int(work.conn.execute(counted).scalar_one())


def decided(work: Work, those: Sequence[Heard]) -> None:
    if those:
        work.conn.execute(_DECIDED, [{"row": one.id, "moment": work.now} for one in those])


def prune(work: Work, before: datetime) -> None:
    """A source that repeats itself after that begins anew."""
    old = (signals.c.at < before, signals.c.decided_at.is_not(None))
    work.conn.execute(signals.delete().where(*old))


def _row(work: Work, school: str, one: Signal) -> dict[str, Any]:
    return {
        "school": school,
        "source": one.source,
        "key": one.key,
        "device": one.device,
        "channel": one.channel,
        "trouble": one.trouble.value,
        "phase": one.phase.value,
        "text": one.text,
        "occurred_at": one.occurred_at,
        "at": work.now,
        "decided_at": None,
    }


def _signal(row: Any) -> Signal:
    return Signal(
        source=row.source,
        key=row.key,
        device=row.device,
        channel=row.channel,
        trouble=Trouble(row.trouble),
        phase=Phase(row.phase),
        occurred_at=row.occurred_at,
        text=row.text,
    )
