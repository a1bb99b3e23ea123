"""Leave for a department's people to look at its own areas without asking each time."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.people.person import Person, PersonId


class Rights(StrEnum):
    LIVE = "live"
    PLAYBACK = "playback"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    school: str
    request: int
    unit: str
    zones: tuple[str, ...]
    persons: tuple[PersonId, ...]
    rights: Rights
    starts: date
    until: date  # this day included
    ended_at: datetime | None = None

    def stands(self, today: date) -> bool:
        return self.ended_at is None and self.starts <= today <= self.until

    def covers(self, person: Person, zones: tuple[str, ...], today: date) -> bool:
        """Whether he may look at recordings of these areas. It ends with his post: whoever left
        the department has it no more."""
        return (
            self.stands(today)
            and self.rights in (Rights.PLAYBACK, Rights.BOTH)
            and person.active
            and person.id in self.persons
            and person.unit == self.unit
            and bool(zones)
            and set(zones) <= set(self.zones)
        )
