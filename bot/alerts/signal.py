"""What every way in is read into: one thing a device, or whoever watches it, has said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.alerts.troubles import Trouble


class Phase(StrEnum):
    OPEN = "open"  # it begins, or still is
    CLOSE = "close"  # it is over
    PULSE = "pulse"  # it happened; nobody will say when it is over
    HEARTBEAT = "heartbeat"  # all is well, and the line is alive
    TEST = "test"  # somebody pressed a button to see whether we hear


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """`device` is what the source calls it: an id or name of our list, an address, a serial number.
    With `channel` (as the source counts) it is a channel of that recorder.

    `key` is the same when the source says the same thing again, and another one when the trouble
    begins anew: it holds the phase. `occurred_at` is aware; what the source's clock cannot have
    meant was replaced by when we received it (`reading.moments`).
    """

    source: str
    key: str
    device: str
    channel: str = ""
    trouble: Trouble = Trouble.OFFLINE
    phase: Phase
    occurred_at: datetime
    text: str = ""  # the source's own words, for people
    # What else the source calls the device. The first word our list knows is kept as `device`.
    also: tuple[str, ...] = ()
