"""Clocks a demo can push: they run with the real one and can jump ahead."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

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
        if start or not file.exists():
            self._write()

    def now(self) -> datetime:
        ahead = timedelta(seconds=float(self._file.read_text("ascii")))
        return datetime.now(UTC) + ahead

    def push(self, by: timedelta) -> None:
        super().push(by)
        self._write()

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(str(self._ahead.total_seconds()), "ascii")
        new.replace(self._file)  # nobody reads half a number
