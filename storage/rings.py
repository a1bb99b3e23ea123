"""Until when requests wait, and when the bell rings for them next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select

from bot.approvals.deadlines import Rung
from bot.approvals.request import State
from bot.people.person import PersonId
from storage.tables import UtcDateTime, either, requests, rings, waits
from storage.work import Work

EVERYBODY = PersonId("")  # the ring of the wait itself
WAITED_FOR = (State.IN_APPROVAL, State.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """`due_at` None: the clock stands still, with `left` seconds on it."""

    request: int
    school: str
    step: int
    round: int
    opened_at: datetime
    allotted: float  # seconds
    counting: str  # a `people.calendar.Counting`
    due_at: datetime | None
    left: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    request: int
    school: str
    person: PersonId
    rung: Rung
    at: datetime


_WAIT_KEY, _RING_KEY = ["request"], ["request", "person"]
_KEEP_WAIT = either(
    lambda insert: (new := insert(waits)).on_conflict_do_update(
        index_elements=_WAIT_KEY,
        set_={c.name: new.excluded[c.name] for c in waits.c if c.name not in _WAIT_KEY},
    )
)
_KEEP_RING = either(
    lambda insert: (new := insert(rings)).on_conflict_do_update(
        index_elements=_RING_KEY,
        set_={c.name: new.excluded[c.name] for c in rings.c if c.name not in _RING_KEY},
    )
)
_of: Any = bindparam("of")
_WAIT = select(waits).where(waits.c.request == _of)
_RINGS = select(rings).where(rings.c.request == _of).order_by(rings.c.person)
_DROP_RINGS = rings.delete().where(rings.c.request == _of)
_DROP_WAIT = waits.delete().where(waits.c.request == _of)
_DROP_ONE = rings.delete().where(rings.c.request == _of, rings.c.person == bindparam("whose"))
_DUE = (
    select(rings)
    .where(
        rings.c.school == bindparam("school"),
        rings.c.at <= bindparam("now", type_=UtcDateTime),
    )
    .order_by(rings.c.at, rings.c.request)
    .limit(bindparam("most"))
)
_UNARMED: Any = (
    select(requests.c.id)
    .where(
        requests.c.school == bindparam("school"),
        requests.c.state.in_(WAITED_FOR),
        ~exists().where(rings.c.request == requests.c.id, rings.c.person == EVERYBODY),
    )
    .order_by(requests.c.id)
    .limit(bindparam("most"))
)


def keep_wait(work: Work, wait: Wait) -> None:
    row = {name: getattr(wait, name) for name in Wait.__dataclass_fields__}
    work.conn.execute(_KEEP_WAIT[work.dialect], row)
    work.knows(("wait", wait.request), wait)


def keep(work: Work, new: Iterable[Ring]) -> None:
    rows = [{name: getattr(one, name) for name in Ring.__dataclass_fields__} for one in new]
    if rows:
        work.conn.execute(_KEEP_RING[work.dialect], rows)


def wait_of(work: Work, request: int) -> Wait | None:
    """Of a case that moves on it is asked many times."""
    return work.once(("wait", request), lambda: _wait(work, request))


def _wait(work: Work, request: int) -> Wait | None:
    row = work.conn.execute(_WAIT, {"of": request}).mappings().one_or_none()
    return None if row is None else Wait(**row)


def of_request(work: Work, request: int) -> dict[PersonId, Ring]:
    rows = work.conn.execute(_RINGS, {"of": request}).mappings()
    return {one.person: one for one in map(_ring, rows)}


def drop(work: Work, request: int, person: PersonId) -> None:
    work.conn.execute(_DROP_ONE, {"of": request, "whose": person})


def silence(work: Work, request: int) -> None:
    """No ring any more; its time stays known."""
    work.conn.execute(_DROP_RINGS, {"of": request})


def forget(work: Work, request: int) -> None:
    """It waits for nothing any more."""
    silence(work, request)
    work.conn.execute(_DROP_WAIT, {"of": request})
    work.knows(("wait", request), None)


def due(work: Work, school: str, now: datetime, limit: int = 100) -> list[Ring]:
    """Longest due first."""
    values = {"school": school, "now": now, "most": limit}
    return [_ring(row) for row in work.conn.execute(_DUE, values).mappings()]


def unarmed(work: Work, school: str, limit: int = 100) -> list[int]:
    """Open requests for which no bell would ever ring."""
    values = {"school": school, "most": limit}
    return [int(row.id) for row in work.conn.execute(_UNARMED, values)]


def counting(work: Work, school: str, how: str) -> list[Wait]:
    """Running waits whose time is counted this way; a changed calendar moves them."""
    those = (waits.c.school == school, waits.c.counting == how, waits.c.due_at.is_not(None))
    statement = select(waits).where(*those).order_by(waits.c.request)
    return [Wait(**row) for row in work.conn.execute(statement).mappings()]


def _ring(row: Any) -> Ring:
    return Ring(**{**row, "person": PersonId(row["person"]), "rung": Rung(row["rung"])})
