"""A clock a demo can push: it runs with the real one and can jump ahead."""

from datetime import UTC, datetime, timedelta


class PushedClock:
    """`start` None: the present. Times are aware, UTC."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = start - datetime.now(UTC) if start else timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def push(self, by: timedelta) -> None:
        self._ahead += by
