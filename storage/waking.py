"""What waits in the outbox for a channel: set aside while it is off, woken when it is on again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.people.person import Platform
from storage.outbox import LONGEST_DELAY, OutboxRow, dropped, postponed
from storage.tables import outbox
from storage.work import Work

OFF = "channel off"  # why a row waits, or why an edit was left out


def set_aside(work: Work, row: OutboxRow) -> bool:
    """Whoever it is for has no other account; it keeps its place."""
    return postponed(work, row, work.now + LONGEST_DELAY, OFF)


def left_out(work: Work, row: OutboxRow) -> bool:
    """An edit of a message on the channel that is off."""
    return dropped(work, row, OFF)


def wake(work: Work, school: str, lane: str = "") -> int:
    """Whatever was put off for a later try is due now: its way has changed."""
    late = (
        outbox.c.school == school,
        outbox.c.state == "waiting",
        outbox.c.due_at <= work.now,
        outbox.c.try_at > work.now,
        *((outbox.c.lane == lane,) if lane else ()),
    )
    woken = work.conn.execute(outbox.update().where(*late).values(try_at=work.now)).rowcount
    work.owes |= woken > 0
    return woken


def waiting_for(work: Work, school: str) -> int:
    """How many promises wait for a channel, with those behind them."""
    held = select(outbox.c.lane).where(
        outbox.c.school == school, outbox.c.state == "waiting", outbox.c.why == OFF
    )
    behind = (outbox.c.school == school, outbox.c.state == "waiting")
    counted = select(func.count()).where(
        *behind, outbox.c.due_at <= work.now, outbox.c.lane.in_(held)
    )
    return int(work.conn.execute(counted).scalar_one())


def edited_meanwhile(
    work: Work, school: str, platform: Platform, since: datetime
) -> Sequence[str]:
    """The subjects whose messages there were to be edited while it was off."""
    left = (
        outbox.c.school == school,
        outbox.c.state == "dropped",
        outbox.c.why == OFF,
        outbox.c.platform == platform,
        outbox.c.sent_at >= since,
    )
    found = select(outbox.c.subject).where(*left).distinct().order_by(outbox.c.subject)
    return work.conn.execute(found).scalars().all()
