"""With whom much was said a moment ago: for a process that has only begun, and whose platform drops
in silence what is too much in a minute."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from bot.people.person import Platform
from storage.tables import accounts, inbox, outbox
from storage.work import Work

MINUTE = timedelta(minutes=1)
STEP = timedelta(seconds=10)
# Rows looked at, from the newest; no minute holds more.
_NEWEST = 3000


def exchanged(work: Work, school: str, platform: Platform) -> Counter[str]:
    """By address: how often he spoke or was told something in the last minute. Whoever was being
    told something when its sender died counts as told."""
    heard = select(inbox.c.lane, inbox.c.received_at).where(
        inbox.c.school == school, inbox.c.platform == platform
    )
    told = _told(school, platform, outbox.c.sent_at).where(outbox.c.state == "sent")
    begun = _told(school, platform, outbox.c.try_at).where(
        outbox.c.state == "waiting", outbox.c.attempts > 0
    )
    newest = (heard.order_by(inbox.c.id.desc()), told.order_by(outbox.c.sent_at.desc()))
    rows = [work.conn.execute(some.limit(_NEWEST)) for some in newest]
    found = Counter(who for some in rows for who in within(MINUTE, some, work.now))
    found.update(who for who, _ in work.conn.execute(begun))
    return found


def _told(school: str, platform: Platform, moment: Any) -> Select[Any]:
    """Who has several accounts may have been told on another: counted all the same."""
    his = and_(
        accounts.c.school == outbox.c.school,
        accounts.c.person == outbox.c.person,
        accounts.c.platform == platform,
    )
    who = func.coalesce(accounts.c.address, outbox.c.address)
    where = or_(accounts.c.address.is_not(None), outbox.c.platform == platform)
    told = select(who, moment).select_from(outbox.outerjoin(accounts, his))
    return told.where(outbox.c.school == school, where)


def within(span: timedelta, newest_first: Iterable[Any], now: datetime) -> Iterator[str]:
    """Whose rows (who, when) lie in the last `span`. Between two of them the clock may have been
    set, and nobody can tell a step from a silence: so two long ones count as no time at all, for a
    clock that goes wrong is set right again. One set back shows, and takes no time either."""
    left, unsure, later = span, 2, now
    for who, at in newest_first:
        step = max(later - at, timedelta())
        if step > STEP and unsure:
            unsure -= 1
        else:
            left -= step
        if left <= timedelta():
            return
        yield who
        later = at
