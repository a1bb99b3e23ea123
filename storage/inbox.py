"""What the platforms said, kept before it is acknowledged, handled exactly once and in order.

A row is handled in the transaction that claims it, so there is no lease: either its effects and
`done` are committed together, or it waits as before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select

from bot.people.person import Platform
from storage.columns import TICKED
from storage.tables import UtcDateTime, either, inbox
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    id: int
    school: str
    platform: Platform
    key: str
    lane: str
    body: str
    received_at: datetime
    attempts: int  # failed ones, so far
    followed: bool  # another one of its lane waits


# A try further away than this was written by a clock that has since been set back.
LONGEST_DELAY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    count: int
    oldest: datetime | None


_PUT = either(lambda insert: insert(inbox).on_conflict_do_nothing())
_other = inbox.alias("other")
_of_its_lane = (
    _other.c.school == inbox.c.school,
    _other.c.platform == inbox.c.platform,
    _other.c.lane == inbox.c.lane,
    _other.c.done_at.is_(None),
)
_is_head = ~exists().where(*_of_its_lane, _other.c.id < inbox.c.id)
_is_followed = exists().where(*_of_its_lane, _other.c.id > inbox.c.id)
_CLAIM = (
    select(
        inbox.c.id,
        inbox.c.school,
        inbox.c.platform,
        inbox.c.key,
        inbox.c.lane,
        inbox.c.body,
        inbox.c.received_at,
        inbox.c.attempts,
        _is_followed,
    )
    .where(
        inbox.c.done_at.is_(None),
        or_(
            inbox.c.next_try_at <= bindparam("now", type_=UtcDateTime),
            inbox.c.next_try_at > bindparam("longest", type_=UtcDateTime),
        ),
        _is_head,
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=inbox, skip_locked=True)
)
_NEXT = select(func.min(inbox.c.next_try_at)).where(inbox.c.done_at.is_(None), _is_head)
_DONE = (
    inbox.update()
    .where(inbox.c.id == bindparam("row"), inbox.c.done_at.is_(None))
    .values(done_at=bindparam("now"), error="", **TICKED)
)
_FAILED = (
    inbox.update()
    .where(inbox.c.id == bindparam("row"), inbox.c.done_at.is_(None))
    .values(
        attempts=inbox.c.attempts + 1,
        error=bindparam("why", type_=inbox.c.error.type),
        next_try_at=func.coalesce(bindparam("again", type_=UtcDateTime), inbox.c.next_try_at),
        done_at=bindparam("given_up"),
        **TICKED,
    )
)


def put(
    work: Work, school: str, platform: Platform, items: Iterable[tuple[str, str, str]]
) -> int:
    """Keep (key, lane, body) each; a key that is known changes nothing. Gives how many are new."""
    common = {"school": school, "platform": platform, "received_at": work.now, "error": ""}
    common |= {"attempts": 0, "next_try_at": work.now}
    rows = [{**common, "key": key, "lane": lane, "body": body} for key, lane, body in items]
    return work.conn.execute(_PUT[work.dialect], rows).rowcount if rows else 0


def claim(work: Work, limit: int) -> list[InboxRow]:
    """The oldest of each lane that may be tried now, held until this transaction ends.

    A failed one that waits for its next try holds up its lane: order comes before speed.
    """
    bounds = {"now": work.now, "longest": work.now + LONGEST_DELAY}
    rows = work.conn.execute(_CLAIM, {**bounds, "most": limit})
    return [
        InboxRow(
            id=id_,
            school=school,
            platform=Platform(platform),
            key=key,
            lane=lane,
            body=body,
            received_at=received_at,
            attempts=attempts,
            followed=bool(followed),
        )
        for id_, school, platform, key, lane, body, received_at, attempts, followed in rows
    ]


def done(work: Work, *rows: int) -> None:
    if rows:
        common = {"now": work.now, **work.tick.bound()}
        work.conn.execute(_DONE, [{"row": row, **common} for row in rows])


def redact(work: Work, *rows: int) -> None:
    """What was said there is kept by nobody; that it was said, and when, stays."""
    if rows:
        said = inbox.update().where(inbox.c.id == bindparam("row")).values(body="")
        work.conn.execute(said, [{"row": row} for row in rows])


def failed(work: Work, row: int, error: str, retry_at: datetime | None) -> None:
    """Try again then; None: never, it is kept as a dead letter and its lane goes on."""
    given_up = work.now if retry_at is None else None
    how = {"why": error, "again": retry_at, "given_up": given_up}
    work.conn.execute(_FAILED, {"row": row, **how, **work.tick.bound()})


def waiting(work: Work) -> Waiting:
    count, oldest = work.conn.execute(
        select(func.count(), func.min(inbox.c.received_at)).where(inbox.c.done_at.is_(None))
    ).one()
    return Waiting(count, oldest)


def next_due(work: Work) -> datetime | None:
    """When the next row may be tried; None when nothing waits."""
    found: datetime | None = work.conn.execute(_NEXT).scalar_one()
    return found


def dead_letters(work: Work, school: str, limit: int = 20) -> list[tuple[str, str]]:
    """(key, error) of what was given up, latest first."""
    rows = work.conn.execute(
        select(inbox.c.key, inbox.c.error)
        .where(inbox.c.school == school, inbox.c.done_at.is_not(None), inbox.c.error != "")
        .order_by(inbox.c.done_at.desc())
        .limit(limit)
    )
    return [(key, error) for key, error in rows]


def prune(work: Work, before: datetime) -> int:
    """Forget what was done before then. Keep some days: platforms repeat themselves."""
    return work.conn.execute(inbox.delete().where(inbox.c.done_at < before)).rowcount
