"""One device with one trouble, from the first signal until it works again."""

from dataclasses import dataclass
from datetime import datetime

from bot.alerts.troubles import DARK, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`began_at` is when it happened, as far as the source's clock can be believed; `heard_at` when
    we first heard, which is when the two hours begin (clause 4). Both stay, however often the alarm
    is repeated; `last_at` moves."""

    id: int = 0
    school: str
    device: str  # an id of the school's list
    zone: str
    trouble: Trouble
    began_at: datetime
    heard_at: datetime
    last_at: datetime
    ended_at: datetime | None = None
    # Why nobody is alarmed: "parent/NVR-05", "works/12" (the request), "silence/3"; empty: somebody
    # is, or will be when the outage it belongs to is told.
    hidden: str = ""
    outage: int | None = None
    opens: int = 1  # how often it began lately; each time is a row of its own
    by_eye: bool = False  # no signal ends it: a person has to look
    shown_at: datetime | None = None  # what had hidden it was over, and it was not

    @property
    def open(self) -> bool:
        return self.ended_at is None

    @property
    def since(self) -> datetime:
        """When somebody could first be expected to act on it: nobody had to while it was hidden."""
        return self.shown_at or self.heard_at

    @property
    def waits(self) -> bool:
        """It is to be gathered, and nobody has heard of it."""
        return self.open and not self.hidden and self.outage is None

    @property
    def dark(self) -> bool:
        return self.trouble in DARK
