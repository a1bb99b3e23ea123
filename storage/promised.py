"""What was owed about whom: the outbox as somebody reads it who proves that nobody is forgotten."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.notices import About, Reason, subject
from bot.people.person import PersonId
from storage.tables import outbox
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    id: int
    person: PersonId  # empty: a group
    reason: Reason
    state: str  # "waiting", "sent", "dropped", "broken"


@dataclass(frozen=True, slots=True)
class Promised:
    by_subject: Mapping[str, tuple[Promise, ...]]

    def about(self, subject: str) -> tuple[Promise, ...]:
        """Those that arrived or may still arrive, and those that failed and were told about."""
        return tuple(one for one in self.by_subject.get(subject, ()) if self._stands(one))

    def _stands(self, one: Promise) -> bool:
        if one.state == "broken":
            return subject(About.STUCK, "undelivered", one.id) in self.by_subject
        return one.state != "dropped"


def since(work: Work, school: str, start: datetime, reasons: Collection[Reason]) -> Promised:
    """One look at the whole outbox from then on: an index by subject would be paid for by every
    promise, and this is asked a few times an hour."""
    statement = select(
        outbox.c.id, outbox.c.person, outbox.c.reason, outbox.c.state, outbox.c.subject
    ).where(
        outbox.c.school == school,
        outbox.c.created_at >= start,
        outbox.c.reason.in_(reasons),
        outbox.c.kind == "notice",
    )
    found: dict[str, list[Promise]] = defaultdict(list)
    for id_, person, reason, state, about in work.conn.execute(statement):
        one = Promise(id=id_, person=PersonId(person), reason=Reason(reason), state=state)
        found[about].append(one)
    return Promised({about: tuple(some) for about, some in found.items()})
