"""A channel that is switched off: for one school, nothing is sent on one platform for a while."""

from dataclasses import dataclass
from datetime import datetime

from bot.people.person import PersonId, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """`until` None: until somebody switches it on again."""

    platform: Platform
    since: datetime
    until: datetime | None
    reason: str
    by: PersonId

    def over(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now
