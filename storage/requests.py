"""Requests: the whole case as one frozen value, with the columns people ask for beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, select

from bot.approvals.request import Request, State
from bot.people.person import PersonId
from storage.tables import counters, either, requests, waiting
from storage.vault import Unopened
from storage.work import Collision, Work

PAGE = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for somebody, and the seat of its open step he may sign."""

    request: Request
    seat: int


_NEXT = either(
    lambda insert: (
        insert(counters)
        .values(last=1)
        .on_conflict_do_update(
            index_elements=["school", "series", "year"], set_={"last": counters.c.last + 1}
        )
        .returning(counters.c.last)
    )
)
_ROW = tuple(requests.c[name] for name in ("id", "version", "school", "number", "body"))
_READ = select(*_ROW)
_LOAD = _READ.where(requests.c.id == bindparam("request"))
_LOCK = _LOAD.with_for_update()
_KEEP = (
    requests.update()
    .where(requests.c.id == bindparam("row"), requests.c.version == bindparam("seen"))
    .values(
        state=bindparam("state_is"),
        settled_at=bindparam("ended"),
        body=bindparam("whole", type_=requests.c.body.type),
        version=requests.c.version + 1,
    )
)
_ASKED = select(waiting).where(waiting.c.request == bindparam("row"))
_UNASK = waiting.delete().where(waiting.c.request == bindparam("row"))
_WAITING_ON = (
    select(*_ROW, waiting.c.seat)
    .join(waiting, waiting.c.request == requests.c.id)
    .where(waiting.c.school == bindparam("school"), waiting.c.person == bindparam("person"))
    .order_by(requests.c.id, waiting.c.seat)
)


@cache
def _adapter() -> TypeAdapter[Request]:
    return TypeAdapter(Request)


def make_ready() -> None:
    """What reads and writes a request is put together once, for 20 ms: before somebody waits."""
    _adapter()


def _dump(request: Request) -> str:
    return _adapter().dump_json(request).decode()


def _revive(row: Any) -> Request:
    found = _adapter().validate_json(row.body)
    # Two sealed bodies exchanged would open well: nothing but this knows whose they are.
    if (found.school, found.number) != (row.school, row.number):
        raise Unopened(f"requests.body of {row.number}")
    # The id is given by the database after the body was written.
    return replace(found, id=row.id)


def next_number(work: Work, school: str, series: str, year: int) -> int:
    """1, 2, 3 … without a gap: the counter is held until this transaction ends."""
    row = {"school": school, "series": series, "year": year}
    return int(work.conn.execute(_NEXT[work.dialect], row).scalar_one())


def add(work: Work, request: Request) -> Request:
    """The request with the id it has from now on; whatever it brought is ignored."""
    row = {
        "school": request.school,
        "number": request.number,
        "kind": request.kind,
        "state": request.state,
        "requester": request.requester,
        "filed_by": request.filed_by,
        "filed_at": request.filed_at,
        "settled_at": request.settled_at,
        "version": 1,
        "body": _dump(request),
    }
    key = work.conn.execute(requests.insert(), row).inserted_primary_key
    assert key is not None
    added = replace(request, id=int(key[0]))
    work.versions["request", added.id] = 1
    _ask(work, added)
    return added


def load(work: Work, request: int) -> Request:
    """Held until this transaction ends, so that it may be kept. Raises LookupError."""
    found = find(work, request)
    if found is None:
        raise LookupError(f"request {request}")
    return found


def find(work: Work, request: int, school: str = "") -> Request | None:
    """As `load`, for a number somebody claims to know; with a school, only if it is its own."""
    statement = _LOCK if work.writes else _LOAD
    row = work.conn.execute(statement, {"request": request}).one_or_none()
    if row is None:
        return None
    found = _revive(row)
    if school and found.school != school:
        return None
    # The first reading counts: what a caller decided upon must still be there.
    work.versions.setdefault(("request", found.id), row.version)
    return found


def peek(work: Work, request: int) -> Request:
    """To look at, not to keep: nobody else has to wait. Raises LookupError."""
    row = work.conn.execute(_LOAD, {"request": request}).one_or_none()
    if row is None:
        raise LookupError(f"request {request}")
    return _revive(row)


def keep(work: Work, request: Request) -> Request:
    """Raises Collision when somebody kept it since this transaction loaded it."""
    seen = work.versions["request", request.id]
    values = {"row": request.id, "seen": seen, "state_is": request.state}
    values |= {"ended": request.settled_at}
    if not work.conn.execute(_KEEP, {**values, "whole": _dump(request)}).rowcount:
        raise Collision(request.number)
    work.versions["request", request.id] = seen + 1
    ask_anew(work, request)
    return request


def _ask(work: Work, request: Request) -> None:
    common = {"request": request.id, "school": request.school, "token": request.token}
    asked = [{**common, "seat": seat, "person": person} for seat, person in unsigned(request)]
    if asked:
        work.conn.execute(waiting.insert(), asked)


def asks_wrongly(work: Work, request: Request) -> bool:
    """Whether the list of who may sign now says otherwise than the request itself."""
    rows = work.conn.execute(_ASKED, {"row": request.id})
    asked = {(row.seat, PersonId(row.person), row.token) for row in rows}
    return asked != {(seat, person, request.token) for seat, person in unsigned(request)}


def ask_anew(work: Work, request: Request) -> None:
    work.conn.execute(_UNASK, {"row": request.id})
    _ask(work, request)


def unsigned(request: Request) -> set[tuple[int, PersonId]]:
    """The seats of the open step without a verdict, with everybody who may give it."""
    if request.state is not State.IN_APPROVAL:
        return set()
    signed = {
        decision.seat
        for decision in request.decisions
        if (decision.step, decision.round) == (request.step, request.round)
    }
    return {
        (seat.seat, person)
        for seat in request.open_seats
        if seat.seat not in signed
        for person in seat.persons
    }


def waiting_on(work: Work, school: str, person: PersonId) -> list[Asked]:
    """What this person may sign now, oldest first."""
    rows = work.conn.execute(_WAITING_ON, {"school": school, "person": person})
    return [Asked(_revive(row), row.seat) for row in rows]


def filed_by(work: Work, school: str, person: PersonId, limit: int = 20) -> list[Request]:
    """His own and those he filed for others, newest first."""
    newest = [
        _all(
            work,
            _READ.where(requests.c.school == school, column == person)
            .order_by(requests.c.id.desc())
            .limit(limit),
        )
        for column in (requests.c.requester, requests.c.filed_by)
    ]
    found = {request.id: request for some in newest for request in some}
    return sorted(found.values(), key=lambda r: -r.id)[:limit]


def newest_of(work: Work, school: str, kind: str) -> Request | None:
    those = (requests.c.school == school, requests.c.kind == kind)
    found = _all(work, _READ.where(*those).order_by(requests.c.id.desc()).limit(1))
    return found[0] if found else None


def in_state(work: Work, school: str, state: State, limit: int | None = None) -> list[Request]:
    """Oldest first."""
    those = (requests.c.school == school, requests.c.state == state)
    return _all(work, _READ.where(*those).order_by(requests.c.id).limit(limit))


def filed_between(work: Work, school: str, start: datetime, end: datetime) -> list[Request]:
    """From `start` up to `end`, oldest first."""
    those = (
        requests.c.school == school,
        requests.c.filed_at >= start,
        requests.c.filed_at < end,
    )
    return _all(work, _READ.where(*those).order_by(requests.c.id))


def any_before(work: Work, school: str, end: datetime) -> bool:
    those = (requests.c.school == school, requests.c.filed_at < end)
    return work.conn.execute(select(requests.c.id).where(*those).limit(1)).first() is not None


def every(work: Work, school: str) -> Iterator[Request]:
    """All of a school, oldest first; for rare questions only."""
    after = 0
    while page := _all(
        work,
        _READ.where(requests.c.school == school, requests.c.id > after)
        .order_by(requests.c.id)
        .limit(PAGE),
    ):
        yield from page
        after = page[-1].id


def by_number(work: Work, school: str, number: str) -> Request | None:
    """By what people say aloud. To change it, `load` it by its id."""
    found = _all(work, _READ.where(requests.c.school == school, requests.c.number == number))
    return found[0] if found else None


def _all(work: Work, statement: Any) -> list[Request]:
    rows: Iterable[Any] = work.conn.execute(statement)
    return [_revive(row) for row in rows]
