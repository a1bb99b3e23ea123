"""The faults of one cause: one message in each group, one ticket, one clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.alerts.troubles import Severity, Trouble
from bot.people.person import PersonId

NOBODY = PersonId("")


class Stage(StrEnum):
    OPEN = "open"
    RECOVERED = "recovered"  # every device works; its ticket may still be open
    CLOSED = "closed"  # recovered and its ticket is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """`cause` is the device behind which all its faults hang, or their only one; empty: several
    places at once. `heard_at` is T0 of the ticket's two hours, and stays when it is reopened."""

    id: int = 0
    school: str
    cause: str
    trouble: Trouble
    severity: Severity
    began_at: datetime
    heard_at: datetime
    stage: Stage = Stage.OPEN
    request: int | None = None  # the ticket; None: not filed yet, or silenced
    told_at: datetime | None = None  # the groups have heard of it
    handler: PersonId = NOBODY  # who said "I have it"
    handled_until: datetime | None = None
    recovered_at: datetime | None = None
    closed_at: datetime | None = None
    rung: int = 0  # how often the groups were called again
    ring_at: datetime | None = None  # when they are called next; None: nobody need be
    opens: int = 1  # how often it came back within a day
    version: int = 1

    def handled(self, now: datetime) -> bool:
        """Somebody has it in hand, and said so lately enough."""
        return bool(self.handler) and (self.handled_until is None or now < self.handled_until)
