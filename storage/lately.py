"""With whom much was said a moment ago: for a process that has only begun, and whose platform drops
in silence what is too much in a minute."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from bot.people.person import Platform
from storage.tables import inbox, messages
from storage.work import Work

MINUTE = timedelta(minutes=1)
# Rows looked at, from the newest: no index leads to the moment, and no minute holds more.
_NEWEST = 3000


def exchanged(work: Work, school: str, platform: Platform) -> Counter[str]:
    """By address: how often he spoke or was told something in the last minute."""
    since = work.now - MINUTE
    heard = select(inbox.c.lane.label("who"), inbox.c.received_at.label("at")).where(
        inbox.c.school == school, inbox.c.platform == platform
    )
    told = select(messages.c.address.label("who"), messages.c.sent_at.label("at")).where(
        messages.c.school == school, messages.c.platform == platform
    )
    found: Counter[str] = Counter()
    for some, number in ((heard, inbox.c.id), (told, messages.c.id)):
        newest = some.order_by(number.desc()).limit(_NEWEST).subquery()
        counted = select(newest.c.who, func.count()).where(newest.c.at > since)
        found.update(dict(work.conn.execute(counted.group_by(newest.c.who)).all()))
    return found
