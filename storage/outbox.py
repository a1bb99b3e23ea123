"""What is owed to people: kept with its cause, sent later, forgotten by nobody.

A row belongs to a lane, its recipient; a lane is emptied in order. A sender holds a row by a lease
with a token: one that comes back from the dead after its lease finds the token changed, and its
late word changes nothing.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, literal_column, or_, select

from bot.notices import Notice, Reason, Recipient, ToGroup, ToPerson
from bot.people.person import PersonId, Platform
from storage.columns import TICKED
from storage.messages import alone
from storage.tables import UtcDateTime, accounts, either, groups, messages, outbox
from storage.work import Work

# A lease or a delay further away than this was written by a clock that has since been set back.
LONGEST_LEASE = timedelta(minutes=10)
LONGEST_DELAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """`kind` is "notice", "files" or "refresh"; a refresh has `message`, `platform`, `address` and
    nobody in `to`."""

    id: int
    school: str
    lane: str
    kind: str
    to: Recipient | None
    reason: Reason
    subject: str
    key: str
    fresh: bool
    platform: Platform | None
    address: str
    message: int | None
    due_at: datetime
    attempts: int  # this one included
    lease_token: str


# Written out and not bound: only then does a planner know that the partial indexes serve.
_WAITING: Any = literal_column("'waiting'")
_now: Any = bindparam("now", type_=UtcDateTime)
_OWE = either(lambda insert: insert(outbox).on_conflict_do_nothing())
_leased = and_(
    outbox.c.lease_until > _now,
    outbox.c.lease_until <= bindparam("longest", type_=UtcDateTime),
)
_ahead = outbox.alias("ahead")
_held_up = exists().where(
    _ahead.c.school == outbox.c.school,
    _ahead.c.lane == outbox.c.lane,
    _ahead.c.state == _WAITING,
    _ahead.c.due_at <= _now,
    or_(
        _ahead.c.id < outbox.c.id,
        and_(
            _ahead.c.lease_until > _now,
            _ahead.c.lease_until <= bindparam("longest", type_=UtcDateTime),
        ),
    ),
)
_claimable = and_(
    outbox.c.state == _WAITING,
    outbox.c.try_at <= _now,
    # A leased row holds up its whole lane, itself included; but on PostgreSQL only this line is
    # looked at again when another sender has taken the row in between.
    or_(outbox.c.lease_until.is_(None), ~_leased),
    ~_held_up,
)
_CLAIM = (
    select(outbox)
    .where(_claimable)
    # By the time and not by the number alone, which would lead SQLite through everything ever sent.
    .order_by(outbox.c.try_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_CLAIM_OTHERS = _CLAIM.where(outbox.c.id.not_in(bindparam("but", expanding=True)))
_LEASE = (
    outbox.update()
    .where(outbox.c.id == bindparam("row"))
    .values(
        lease_until=bindparam("until"),
        lease_token=bindparam("token"),
        attempts=outbox.c.attempts + 1,
        coalesced=None,
        **TICKED,
    )
)
_mine = and_(
    outbox.c.id == bindparam("row"),
    outbox.c.lease_token == bindparam("token"),
    outbox.c.state == _WAITING,
)
_FREE = {"lease_until": None, "lease_token": ""}
_END = (
    outbox.update()
    .where(_mine)
    .values(
        state=bindparam("ended"),
        why=bindparam("because"),
        sent_at=bindparam("at"),
        **_FREE,
        **TICKED,
    )
)
_POSTPONE = (
    outbox.update()
    .where(_mine)
    .values(try_at=bindparam("until"), why=bindparam("because"), **_FREE)
)
_BEHIND = (
    select(outbox)
    .where(
        outbox.c.school == bindparam("school"),
        outbox.c.lane == bindparam("lane"),
        outbox.c.subject == bindparam("subject"),
        outbox.c.kind == "notice",
        outbox.c.state == _WAITING,
        outbox.c.due_at <= _now,
        outbox.c.id > bindparam("row"),
    )
    .order_by(outbox.c.id)
)
_TELL_ALL = (
    outbox.update()
    .where(outbox.c.id == bindparam("row"))
    .values(fresh=bindparam("ring"), reason=bindparam("for"))
)
_FOLD = (
    outbox.update()
    .where(outbox.c.id.in_(bindparam("numbers", expanding=True)))
    .values(state="folded", why="digest", sent_at=bindparam("at"))
)
_COPIES = (
    select(
        messages.c.id, messages.c.platform, messages.c.address, accounts.c.person, groups.c.name
    )
    .select_from(messages)
    .outerjoin(
        accounts,
        and_(
            accounts.c.school == messages.c.school,
            accounts.c.platform == messages.c.platform,
            accounts.c.address == messages.c.address,
        ),
    )
    .outerjoin(
        groups,
        and_(
            groups.c.school == messages.c.school,
            groups.c.platform == messages.c.platform,
            groups.c.address == messages.c.address,
        ),
    )
    .where(messages.c.school == bindparam("school"), messages.c.subject == bindparam("subject"))
    .order_by(messages.c.id)
)


def _values(work: Work, **known: Any) -> dict[str, Any]:
    blank = {"person": "", "group": "", "platform": "", "address": "", "message": None}
    state = {
        "lease_until": None,
        "lease_token": "",
        "attempts": 0,
        "state": "waiting",
        "why": "",
    }
    times = {"created_at": work.now, "due_at": work.now, "try_at": work.now, "sent_at": None}
    return {**blank, **state, **times, "key": None, "coalesced": None, "fresh": False, **known}


def owe(work: Work, notice: Notice) -> bool:
    """False: this key was owed before, and once is enough."""
    due = notice.due or work.now
    row = _values(
        work,
        school=notice.school,
        kind="files" if notice.reason is Reason.FILES else "notice",
        reason=notice.reason,
        subject=notice.subject,
        key=notice.key,
        fresh=notice.fresh,
        due_at=due,
        try_at=due,
        **_addressed(notice.to),
    )
    return _promised(work, row)


def held_until(work: Work, school: str, person: PersonId, due: datetime) -> list[OutboxRow]:
    """What waits for this person's morning, nothing of it sent yet."""
    those = (
        outbox.c.school == school,
        outbox.c.lane == f"person:{person}",
        outbox.c.state == _WAITING,
        outbox.c.due_at == due,
        outbox.c.kind == "notice",
        outbox.c.lease_until.is_(None),
    )
    rows = work.conn.execute(select(outbox).where(*those).order_by(outbox.c.id))
    return [_claimed(row, "") for row in rows]


def fold(work: Work, rows: Sequence[OutboxRow]) -> None:
    """Told together with others instead of one by one."""
    work.conn.execute(_FOLD, {"numbers": [row.id for row in rows], "at": work.now})


def was_owed(work: Work, school: str, key: str) -> bool:
    owed = select(exists().where(outbox.c.school == school, outbox.c.key == key))
    return bool(work.conn.execute(owed).scalar_one())


_TOLD = ("sent", "folded")


def recipients(work: Work, school: str, subject: str, *, sent: bool = False) -> list[Recipient]:
    """Who was told of it by a message of its own, or is about to be; `sent`: who was."""
    states = _TOLD if sent else (*_TOLD, "waiting")
    those = (outbox.c.school == school, outbox.c.subject == subject, outbox.c.kind == "notice")
    rows = work.conn.execute(
        select(outbox.c.person, outbox.c.group)
        .where(*those, outbox.c.state.in_(states))
        .order_by(outbox.c.id)
    )
    found = (_recipient(person, group, "") for person, group in rows)
    return list(dict.fromkeys(to for to in found if to))


def gathered(work: Work, row: OutboxRow) -> OutboxRow:
    """What piled up behind `row` about the same subject for the same reader is told with it, and
    counts as told from now on: one message instead of many that would all say what is true now. Its
    due time stays the first one, so that it can say how late it is."""
    same = {"school": row.school, "lane": row.lane, "subject": row.subject}
    found = work.conn.execute(_BEHIND, {**same, "now": work.now, "row": row.id})
    later = [_claimed(one, "") for one in found]
    if not later:
        return row
    fold(work, later)
    fresh = row.fresh or any(one.fresh for one in later)
    work.conn.execute(_TELL_ALL, {"row": row.id, "ring": fresh, "for": later[-1].reason.value})
    return replace(row, fresh=fresh, reason=later[-1].reason)


def waiting(work: Work, school: str, lane: str, subject: str) -> list[OutboxRow]:
    """What waits in this lane about subjects that begin so, whether it was tried or not."""
    those = (
        outbox.c.school == school,
        outbox.c.lane == lane,
        outbox.c.state == _WAITING,
        outbox.c.kind == "notice",
        outbox.c.due_at <= work.now,
        outbox.c.subject.startswith(subject, autoescape=True),
    )
    rows = work.conn.execute(select(outbox).where(*those).order_by(outbox.c.id))
    return [_claimed(row, "") for row in rows]


def _promised(work: Work, row: dict[str, Any]) -> bool:
    new = work.conn.execute(_OWE[work.dialect], row).rowcount > 0
    work.owes |= new
    return new


def _addressed(to: Recipient) -> dict[str, str]:
    if isinstance(to, ToPerson):
        on = to.on.value if to.on else ""
        return {"person": to.person, "platform": on, "lane": f"person:{to.person}"}
    return {"group": to.name, "lane": f"group:{to.name}"}


def owe_refresh(
    work: Work,
    school: str,
    subject: str,
    *,
    above: int = 0,
    only: int = 0,
    due: datetime | None = None,
) -> int:
    """Every remembered message about `subject` is to show what is true when it is edited, or `only`
    that one; with `above` only those in the chat of that message, which itself does already.

    Refreshes nobody has begun are one; after one that is being sent a further one waits, so that
    the newest state has the last word. One that is not `due` yet keeps none from being sent before.
    Gives how many are new.
    """
    alone(work, school, subject)
    copies = work.conn.execute(_COPIES, {"school": school, "subject": subject}).all()
    here = next(((c.platform, c.address) for c in copies if c.id == above), None)
    rows = {
        id_: _values(
            work,
            school=school,
            kind="refresh",
            reason=Reason.SETTLED,
            subject=subject,
            message=id_,
            platform=platform,
            address=address,
            coalesced=f"message:{id_}{'/later' if due else ''}",
            due_at=due or work.now,
            try_at=due or work.now,
            lane=_lane(platform, address, person, group),
        )
        for id_, platform, address, person, group in copies
        if only in (0, id_) and (not above or (id_ != above and (platform, address) == here))
    }
    return sum(_promised(work, row) for row in rows.values())


def _lane(platform: str, address: str, person: str | None, group: str | None) -> str:
    """The lane its owner's notices go through, so that an edit and a notice cannot cross."""
    if person:
        return f"person:{person}"
    return f"group:{group}" if group else f"{platform}:{address}"


def claim(
    work: Work, limit: int, lease_seconds: float, *, but: Collection[int] = ()
) -> list[OutboxRow]:
    """The head of each lane that is due, held by a lease that nobody else takes before it ends.
    `but`: what the sender itself still has in hand. A clock set forward ends leases, but he knows
    that he is alive."""
    lease = min(timedelta(seconds=lease_seconds), LONGEST_LEASE)
    bounds = {"now": work.now, "longest": work.now + LONGEST_LEASE}
    others = {"but": list(but)} if but else {}
    statement = _CLAIM_OTHERS if but else _CLAIM
    found = work.conn.execute(statement, {**bounds, **others, "most": limit}).all()
    if not found:
        return []
    token = secrets.token_hex(8)
    common = {"until": work.now + lease, "token": token, **work.tick.bound()}
    work.conn.execute(_LEASE, [{**common, "row": row.id} for row in found])
    return [_claimed(row, token) for row in found]


def _claimed(row: Any, token: str) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        school=row.school,
        lane=row.lane,
        kind=row.kind,
        to=_recipient(row.person, row.group, row.platform),
        reason=Reason(row.reason),
        subject=row.subject,
        key=row.key or "",
        fresh=row.fresh,
        platform=Platform(row.platform) if row.platform else None,
        address=row.address,
        message=row.message,
        due_at=row.due_at,
        attempts=row.attempts + 1,
        lease_token=token,
    )


def _recipient(person: str, group: str, platform: str) -> Recipient | None:
    if person:
        return ToPerson(PersonId(person), Platform(platform) if platform else None)
    return ToGroup(group) if group else None


def delivered(work: Work, row: OutboxRow) -> bool:
    """False, here and below: the lease is no longer ours, and nothing was changed."""
    return _end(work, row, "sent", "")


def dropped(work: Work, row: OutboxRow, why: str) -> bool:
    """There is nothing left to say."""
    return _end(work, row, "dropped", why)


def broken(work: Work, row: OutboxRow, why: str) -> bool:
    """It will never arrive; whoever gives up tells somebody who can help."""
    return _end(work, row, "broken", why)


def _end(work: Work, row: OutboxRow, state: str, why: str) -> bool:
    values = {"row": row.id, "token": row.lease_token, "ended": state, "because": why}
    return work.conn.execute(_END, {**values, "at": work.now, **work.tick.bound()}).rowcount > 0


def postponed(work: Work, row: OutboxRow, until: datetime, why: str) -> bool:
    """Try again then, at most a day later; its lane waits with it."""
    values = {"row": row.id, "token": row.lease_token, "because": why}
    until = min(until, work.now + LONGEST_DELAY)
    return work.conn.execute(_POSTPONE, {**values, "until": until}).rowcount > 0


_READY = select(exists().where(_claimable))
_LATER = select(func.min(outbox.c.try_at)).where(
    outbox.c.state == _WAITING, outbox.c.try_at > _now
)
_HELD = select(func.min(outbox.c.lease_until)).where(outbox.c.state == _WAITING, _leased)


def let_go(work: Work) -> int:
    """End every lease. Only for whoever knows that all senders before him are dead."""
    held = outbox.c.lease_until.is_not(None)
    return work.conn.execute(outbox.update().where(held).values(**_FREE)).rowcount


def under_way(work: Work) -> int:
    """How many somebody holds, on their way or left behind by the dead."""
    held = select(func.count()).where(outbox.c.lease_until.is_not(None))
    return int(work.conn.execute(held).scalar_one())


@dataclass(frozen=True, slots=True)
class Undelivered:
    to: Recipient | None
    subject: str
    why: str


def undelivered(work: Work, row: int) -> Undelivered | None:
    """A promise that was given up, for whoever must mend it."""
    found = work.conn.execute(select(outbox).where(outbox.c.id == row)).one_or_none()
    if found is None:
        return None
    return Undelivered(
        _recipient(found.person, found.group, found.platform), found.subject, found.why
    )


def next_due(work: Work) -> datetime | None:
    """When `claim` may find something: now, or a later moment; None when nothing waits."""
    bounds = {"now": work.now, "longest": work.now + LONGEST_LEASE}
    if work.conn.execute(_READY, bounds).scalar_one():
        return work.now
    moments: Sequence[datetime | None] = (
        work.conn.execute(_LATER, {"now": work.now}).scalar_one(),
        work.conn.execute(_HELD, bounds).scalar_one(),
    )
    return min((moment for moment in moments if moment), default=None)


@dataclass(frozen=True, slots=True)
class Owed:
    count: int  # due and not sent
    oldest: datetime | None  # since when the longest waiting one is due


def owed(work: Work) -> Owed:
    """For health: what should have left already."""
    due = (outbox.c.state == _WAITING, outbox.c.try_at <= _now)
    values = {"now": work.now}
    counted = select(func.count(), func.min(outbox.c.due_at)).where(*due)
    count, oldest = work.conn.execute(counted, values).one()
    return Owed(count, oldest)


def prune(work: Work, before: datetime) -> int:
    """Forget what ended before then. Its keys may be owed again, so keep it long."""
    return work.conn.execute(outbox.delete().where(outbox.c.sent_at < before)).rowcount
