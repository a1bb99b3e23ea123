"""With whom much was said a moment ago: for a process that has only begun, and whose platform drops
in silence what is too much in a minute."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from bot.people.person import Platform
from storage.leading import MOURNED
from storage.tables import accounts, inbox, outbox
from storage.work import Work

# Rows looked at, from the newest; no minute holds more.
_NEWEST = 3000


def exchanged(work: Work, school: str, platform: Platform) -> Mapping[str, Sequence[float]]:
    """By address: how many seconds ago he was answered or told something, as far as it counts
    still. Whoever was being told something when its sender died counts as told."""
    answered = select(inbox.c.lane, inbox.c.done_at, inbox.c.boot, inbox.c.tick).where(
        inbox.c.school == school, inbox.c.platform == platform, inbox.c.done_at.is_not(None)
    )
    told = _told(school, platform, outbox.c.sent_at).where(outbox.c.state == "sent")
    # When that was by the clock is kept nowhere: of these it is as good a guess as is needed.
    moment = func.coalesce(outbox.c.lease_until, outbox.c.try_at, type_=outbox.c.try_at.type)
    begun = _told(school, platform, moment).where(
        outbox.c.state == "waiting", outbox.c.attempts > 0
    )
    found: dict[str, list[float]] = defaultdict(list)
    for rows in (
        answered.order_by(inbox.c.id.desc()),
        told.order_by(outbox.c.sent_at.desc()),
        begun.order_by(outbox.c.id.desc()),
    ):
        for who, at, boot, tick in work.conn.execute(rows.limit(_NEWEST)):
            ago = _ago(work, at, boot, tick)
            if abs(ago) < MOURNED:
                found[who].append(max(ago, 0.0))
    return found


def _ago(work: Work, at: datetime, boot: str | None, tick: float | None) -> float:
    """Of what another machine did, or this one before its last start, only the clock tells."""
    exactly = work.tick.since(boot, tick)
    return (work.now - at).total_seconds() if exactly is None else exactly


def _told(school: str, platform: Platform, moment: Any) -> Select[Any]:
    """Who has several accounts may have been told on another: counted all the same."""
    his = and_(
        accounts.c.school == outbox.c.school,
        accounts.c.person == outbox.c.person,
        accounts.c.platform == platform,
    )
    who = func.coalesce(accounts.c.address, outbox.c.address)
    where = or_(accounts.c.address.is_not(None), outbox.c.platform == platform)
    columns = (who, moment, outbox.c.boot, outbox.c.tick)
    told = select(*columns).select_from(outbox.outerjoin(accounts, his))
    return told.where(outbox.c.school == school, where)
