"""Which platforms a school has switched off, and since when one of them is on again.

One row for each: what was off before is told by the journal.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.people.channels import Switch
from bot.people.person import PersonId, Platform
from storage.tables import channels
from storage.work import Work


def off(work: Work, school: str) -> Mapping[Platform, Switch]:
    here = (channels.c.school == school, channels.c.ended_at.is_(None))
    rows = work.conn.execute(select(channels).where(*here).order_by(channels.c.platform))
    return {Platform(row.platform): _switch(row) for row in rows}


def switch_off(work: Work, school: str, switch: Switch) -> None:
    mine = (channels.c.school == school, channels.c.platform == switch.platform)
    work.conn.execute(channels.delete().where(*mine))
    row: dict[str, Any] = {"school": school, "platform": switch.platform, "by": switch.by}
    row |= {"since": switch.since, "until": switch.until, "reason": switch.reason}
    work.conn.execute(channels.insert(), {**row, "ended_at": None})


def switch_on(work: Work, school: str, platform: Platform) -> bool:
    """False: it was on."""
    mine = (channels.c.school == school, channels.c.platform == platform)
    still = channels.update().where(*mine, channels.c.ended_at.is_(None))
    return work.conn.execute(still.values(ended_at=work.now)).rowcount > 0


def on_again_at(work: Work, school: str, platform: Platform) -> datetime | None:
    """When it was switched on last; None if it never was off, or is."""
    mine = (channels.c.school == school, channels.c.platform == platform)
    found = select(channels.c.ended_at).where(*mine)
    at: datetime | None = work.conn.execute(found).scalar_one_or_none()
    return at


def _switch(row: Any) -> Switch:
    return Switch(
        platform=Platform(row.platform),
        since=row.since,
        until=row.until,
        reason=row.reason,
        by=PersonId(row.by),
    )
