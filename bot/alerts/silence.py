"""Alarms somebody has asked not to hear of: only with a scope, an end and a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.people.person import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """`devices` and `zones` together are its scope; one of them is not empty."""

    id: int = 0
    school: str
    devices: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    starts: datetime
    ends: datetime
    reason: str
    by: PersonId
    ended_at: datetime | None = None  # before its time, or its summary was told

    def covers(self, device: str, zone: str, above: Collection[str], at: datetime) -> bool:
        """`above`: what the device hangs behind; a silenced switch silences what is behind it."""
        if not self.starts <= at < min(self.ends, self.ended_at or self.ends):
            return False
        return (
            device in self.devices or zone in self.zones or bool(set(above) & {*self.devices})
        )
