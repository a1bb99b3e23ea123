"""Clocks a demo can push: they run with the real one and can jump ahead."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from storage import ticks
from storage.ticks import Tick

# An ordinary Wednesday in term. What a story tells of numbers and weekdays does not change with the
# day on which it is played.
SCHOOL_DAY = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


class PushedClock:
    """`start` None: the present. Times are aware, UTC."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = start - datetime.now(UTC) if start else timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def push(self, by: timedelta) -> None:
        self._ahead += by


class SharedClock(PushedClock):
    """Several processes live by it: how far it is ahead stands in a file."""

    def __init__(self, file: Path, start: datetime | None = None) -> None:
        super().__init__(start)
        self._file = file
        self._machines: dict[Path, timedelta] = {}
        if start or not file.exists():
            self._write()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._read()

    def push(self, by: timedelta) -> None:
        super().push(by)
        self._write()

    def goes_wrong(self, machine: Path, by: timedelta) -> None:
        """The clock of one machine, which is pushed with all others and has a file of its own."""
        self._machines[machine] = by
        self._write()

    def pushed(self) -> float:
        """Seconds."""
        return self._read().total_seconds()

    def _read(self) -> timedelta:
        return timedelta(seconds=float(self._file.read_text("ascii")))

    def _write(self) -> None:
        for file, wrong in {self._file: timedelta(), **self._machines}.items():
            new = file.with_suffix(".new")
            new.write_text(str((self._ahead + wrong).total_seconds()), "ascii")
            new.replace(file)  # nobody reads half a number


class Ticks:
    """`monotonic` of a machine whose clock is pushed: what was waited through is waited through."""

    def __init__(self, clock: SharedClock) -> None:
        self._clock, self._began = clock, clock.pushed()
        self._furthest = self._began  # never back: a clock may be set back, this may not

    def monotonic(self) -> float:
        return time.monotonic() + self._pushed() - self._began

    def tick(self) -> Tick:
        """The same for all who live by that clock."""
        real = ticks.tick()
        return replace(real, seconds=real.seconds + self._pushed())

    def _pushed(self) -> float:
        self._furthest = max(self._furthest, self._clock.pushed())
        return self._furthest
