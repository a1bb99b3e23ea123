"""What a dry run has put into the outbox, before it is undone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.notices import Reason, Recipient, ToGroup, ToPerson
from bot.people.person import PersonId
from storage.tables import outbox
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    to: Recipient
    reason: Reason
    subject: str
    due: datetime


def last(work: Work) -> int:
    return int(work.conn.execute(select(func.max(outbox.c.id))).scalar_one() or 0)


def since(work: Work, school: str, row: int) -> list[Owed]:
    """What was promised after that row, in order."""
    those = (outbox.c.school == school, outbox.c.id > row, outbox.c.kind == "notice")
    found = work.conn.execute(select(outbox).where(*those).order_by(outbox.c.id))
    return [
        Owed(
            to=ToPerson(PersonId(one.person)) if one.person else ToGroup(one.group),
            reason=Reason(one.reason),
            subject=one.subject,
            due=one.due_at,
        )
        for one in found
    ]
