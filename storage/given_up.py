"""What was given up, or fails again and again: in the outbox, in the inbox, to a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, select

from bot.notices import Reason, Recipient, ToGroup, ToPerson
from bot.people.person import PersonId, Platform
from storage.tables import inbox, outbox
from storage.waking import OFF
from storage.work import Work

FAILING = timedelta(minutes=10)  # so long a group is tried before somebody should look


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A notice that will never arrive by itself."""

    id: int
    to: Recipient
    subject: str
    reason: Reason
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Something people sent that could not be handled."""

    id: int
    platform: Platform
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    group: str
    count: int
    since: datetime


_later = outbox.alias("later")
_said_since = exists().where(
    _later.c.school == outbox.c.school,
    _later.c.lane == outbox.c.lane,
    _later.c.subject == outbox.c.subject,
    _later.c.id > outbox.c.id,
    _later.c.state.in_(("sent", "folded", "waiting")),
)


def promises(work: Work, school: str, since: datetime) -> Sequence[Promise]:
    """Given up and not said since, oldest first."""
    those = (
        outbox.c.school == school,
        outbox.c.sent_at >= since,
        outbox.c.state == "broken",
        outbox.c.kind != "refresh",
        outbox.c.reason != Reason.STUCK,
        ~_said_since,
    )
    rows = work.conn.execute(select(outbox).where(*those).order_by(outbox.c.id))
    return [_promise(row) for row in rows]


def promise(work: Work, school: str, row: int) -> Promise | None:
    """None: it was not given up, or was said since."""
    those = (outbox.c.school == school, outbox.c.id == row, outbox.c.state == "broken")
    found = work.conn.execute(select(outbox).where(*those, ~_said_since)).one_or_none()
    return _promise(found) if found and (found.person or found.group) else None


def _promise(row: Any) -> Promise:
    to = ToPerson(PersonId(row.person)) if row.person else ToGroup(row.group)
    return Promise(
        id=row.id,
        to=to,
        subject=row.subject,
        reason=Reason(row.reason),
        why=row.why,
        at=row.sent_at,
    )


def letters(work: Work, school: str, since: datetime) -> Sequence[Letter]:
    """Oldest first; what was redacted can be read by nobody any more."""
    those = (
        inbox.c.school == school,
        inbox.c.done_at >= since,
        inbox.c.error != "",
        inbox.c.body != "",
    )
    columns = (inbox.c.id, inbox.c.platform, inbox.c.received_at)
    rows = work.conn.execute(select(*columns).where(*those).order_by(inbox.c.id))
    return [Letter(id=r.id, platform=Platform(r.platform), at=r.received_at) for r in rows]


def read_again(work: Work, school: str, letter: int) -> bool:
    """It is handled as if it had just come. False: it is no dead letter."""
    dead = and_(inbox.c.school == school, inbox.c.id == letter, inbox.c.error != "")
    again = inbox.update().where(dead, inbox.c.done_at.is_not(None), inbox.c.body != "")
    fresh = {"done_at": None, "attempts": 0, "error": "", "next_try_at": work.now}
    return work.conn.execute(again.values(**fresh)).rowcount > 0


def last_arrived(work: Work, school: str, group: str) -> datetime | None:
    """When something last stood in this group, of what is still remembered."""
    those = (outbox.c.school == school, outbox.c.group == group, outbox.c.state == "sent")
    at: datetime | None = work.conn.execute(
        select(func.max(outbox.c.sent_at)).where(*those)
    ).scalar_one()
    return at


def failing_groups(work: Work, school: str) -> Sequence[Failing]:
    """Groups for which something has been due for a while and does not arrive."""
    late = (
        outbox.c.school == school,
        outbox.c.state == "waiting",
        outbox.c.group != "",
        outbox.c.attempts > 0,
        outbox.c.due_at < work.now - FAILING,
        outbox.c.why != OFF,
    )
    counted = select(outbox.c.group, func.count(), func.min(outbox.c.due_at)).where(*late)
    rows = work.conn.execute(counted.group_by(outbox.c.group).order_by(outbox.c.group))
    return [Failing(group=group, count=n, since=since) for group, n, since in rows]
