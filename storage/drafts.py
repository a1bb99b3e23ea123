"""What people have begun and not sent: one draft for each person and purpose."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.people.person import PersonId
from storage.columns import Big
from storage.tables import Sealed, canonical, drafts, either
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    id: int
    school: str
    person: PersonId
    purpose: str  # "file:footage", "verdict:12:3:reject", "outcome:5", "amend:12"
    state: Any  # JSON-shaped, as the conversation dumped it
    version: int
    opened_at: datetime
    touched_at: datetime
    message: int | None = None  # that of a card, in whose place the question stands


_others = drafts.alias("others")
_NEXT_TURN = (
    select(func.coalesce(func.max(_others.c.turn), 0) + 1)
    .where(
        _others.c.school == bindparam("school_is", unique=False),
        _others.c.person == bindparam("person_is", unique=False),
    )
    .scalar_subquery()
)
_OPEN = either(
    lambda insert: (
        (put := insert(drafts).values(turn=_NEXT_TURN))
        .on_conflict_do_update(
            index_elements=["school", "person", "purpose"],
            set_={
                "state": put.excluded.state,
                "version": drafts.c.version + 1,
                "turn": put.excluded.turn,
                "opened_at": put.excluded.opened_at,
                "touched_at": put.excluded.touched_at,
                "message": put.excluded.message,
            },
        )
        .returning(drafts.c.id, drafts.c.version)
    )
)
_KEEP = (
    drafts.update()
    .where(drafts.c.id == bindparam("row"), drafts.c.version == bindparam("seen"))
    .values(
        state=bindparam("fresh", type_=Sealed("drafts.state")),
        version=drafts.c.version + 1,
        turn=_NEXT_TURN,
        touched_at=bindparam("moment"),
    )
)
_TOUCH = (
    drafts.update()
    .where(drafts.c.id == bindparam("row"))
    .values(
        turn=_NEXT_TURN,
        touched_at=bindparam("moment"),
        message=func.coalesce(bindparam("stands", type_=Big), drafts.c.message),
    )
)
_DROP = drafts.delete().where(drafts.c.id == bindparam("row"))
_of_person = (drafts.c.school == bindparam("school"), drafts.c.person == bindparam("person"))
_NAMES = tuple(DraftRow.__dataclass_fields__)
_ROWS = select(*(drafts.c[name] for name in _NAMES))
_ALL = _ROWS.where(*_of_person).order_by(drafts.c.turn.desc())
_LATEST = _ALL.limit(1)
_STANDS = select(func.max(drafts.c.touched_at)).where(
    *_of_person,
    drafts.c.message == bindparam("message"),
    drafts.c.touched_at > bindparam("since", type_=drafts.c.touched_at.type),
)
_AHEAD = (
    _ROWS.add_columns(drafts.c.turn)
    .where(
        drafts.c.school == bindparam("school"),
        drafts.c.person.in_(bindparam("persons", expanding=True)),
    )
    .order_by(drafts.c.id)  # the locks of two processes are taken in one order
    .with_for_update()
)
_LOAD = _ROWS.where(drafts.c.id == bindparam("row"))
_FIND = _ROWS.where(*_of_person, drafts.c.purpose == bindparam("purpose"))


def open(  # noqa: A001 - drafts.open is what it is called aloud
    work: Work,
    school: str,
    person: PersonId,
    purpose: str,
    state: Any,
    *,
    message: int | None = None,
) -> DraftRow:
    """Begin afresh; an earlier draft of the same purpose is overwritten (ask `find` first)."""
    row = {
        "school": school,
        "person": person,
        "purpose": purpose,
        "state": state,
        "version": 1,
        "opened_at": work.now,
        "touched_at": work.now,
        "message": message,
    }
    who = {"school_is": school, "person_is": person}
    _changed(work, school, person)
    id_, version = work.conn.execute(_OPEN[work.dialect], {**row, **who}).one()
    del row["version"]
    return DraftRow(id=id_, version=version, **row)


def find(work: Work, school: str, person: PersonId, purpose: str) -> DraftRow | None:
    return _one(work, _FIND, school=school, person=person, purpose=purpose)


def foresee(work: Work, school: str, persons: Collection[PersonId]) -> None:
    """What `current` will be asked for, of many people in one question. Their drafts are held until
    this transaction ends, so that nobody else changes what was read."""
    if not persons:
        return
    rows = work.conn.execute(_AHEAD, {"school": school, "persons": list(persons)})
    for *row, _turn in sorted(rows, key=lambda row: row.turn):
        draft = _draft(row)
        work.known["draft", school, draft.person] = draft


def current(work: Work, school: str, person: PersonId) -> DraftRow | None:
    """The one this person spoke to last: what he types belongs there."""
    foreseen: DraftRow | None = work.known.get(("draft", school, person))
    return foreseen or _one(work, _LATEST, school=school, person=person)


def load(work: Work, draft: int) -> DraftRow | None:
    return _one(work, _LOAD, row=draft)


def all_of(work: Work, school: str, person: PersonId) -> list[DraftRow]:
    """Latest touched first."""
    rows = work.conn.execute(_ALL, {"school": school, "person": person})
    return list(map(_draft, rows))


def touched_in(
    work: Work, school: str, person: PersonId, message: int, *, since: datetime
) -> datetime | None:
    """When he last went on with a question that stands in that message; None: not since then."""
    values = {"school": school, "person": person, "message": message, "since": since}
    found: datetime | None = work.conn.execute(_STANDS, values).scalar_one()
    return found


def every(work: Work, school: str) -> list[DraftRow]:
    return list(map(_draft, work.conn.execute(_ROWS.where(drafts.c.school == school))))


def keep(work: Work, row: DraftRow, state: Any) -> DraftRow:
    """The job ends in a `Collision` when it was kept by somebody else since `row` was read."""
    _changed(work, row.school, row.person)
    # Written out here: what cannot be is this person's trouble, not that of whoever speaks next.
    values = {**_touching(work, row), "seen": row.version, "fresh": canonical(state)}
    work.put_off(_KEEP, values)
    return replace(row, state=state, version=row.version + 1, touched_at=work.now)


def touch(work: Work, row: DraftRow, *, message: int | None = None) -> DraftRow:
    """It is the current one from now on; and its question stands in that message, if it moved."""
    _changed(work, row.school, row.person)
    work.conn.execute(_TOUCH, {**_touching(work, row), "stands": message})
    return replace(row, touched_at=work.now, message=message or row.message)


def drop(work: Work, row: DraftRow) -> None:
    _changed(work, row.school, row.person)
    work.conn.execute(_DROP, {"row": row.id})


def untouched(work: Work, school: str, before: datetime, limit: int) -> list[DraftRow]:
    """What nobody touched since then."""
    old = (drafts.c.school == school, drafts.c.touched_at < before)
    rows = work.conn.execute(_ROWS.where(*old).order_by(drafts.c.id).limit(limit))
    return list(map(_draft, rows))


def _changed(work: Work, school: str, person: PersonId) -> None:
    work.known.pop(("draft", school, person), None)


def _touching(work: Work, row: DraftRow) -> dict[str, Any]:
    who = {"school_is": row.school, "person_is": row.person}
    return {**who, "row": row.id, "moment": work.now}


def _one(work: Work, statement: Any, **values: Any) -> DraftRow | None:
    row = work.conn.execute(statement, values).one_or_none()
    return None if row is None else _draft(row)


def _draft(row: Iterable[Any]) -> DraftRow:
    return DraftRow(**dict(zip(_NAMES, row, strict=True)))
