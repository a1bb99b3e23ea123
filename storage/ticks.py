"""How long ago something was, whatever the clock was set to meanwhile: counted from the start of
the machine, for all its processes alike."""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Tick:
    boot: str  # "" where a machine does not say which of its starts this is
    seconds: float

    def since(self, boot: str | None, seconds: float | None) -> float | None:
        """From that tick to this one; None when they are not of one start of one machine."""
        if seconds is None or not boot or boot != self.boot:
            return None
        return self.seconds - seconds

    def bound(self) -> dict[str, str | float]:
        return {"on": self.boot, "after": self.seconds}


def tick() -> Tick:
    """On Linux, in whose count the time that a machine slept is not left out; elsewhere nothing."""
    boot = _boot()
    return Tick(boot, time.clock_gettime(time.CLOCK_BOOTTIME) if boot else 0.0)


@cache
def _boot() -> str:
    try:
        return _BOOT.read_text("ascii").partition("-")[0]
    except OSError:
        return ""
