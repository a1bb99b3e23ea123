"""Is a source that has been beating silent? Its own pace says what silence is."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

ENOUGH = 5  # beats; somebody who tries a command twice is no heartbeat
AT_LEAST = timedelta(minutes=5)
MISSED = 3  # so many paces without a beat
FORGETS = 0.9  # of a pace, with each beat: one late beat makes it patient, and not for ever
LONGEST = timedelta(days=1)
TOO_SOON = timedelta(seconds=1)  # one message of several parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Beating:
    at: datetime | None = None  # the last beat
    beats: int = 0
    pace: timedelta = timedelta()  # the longest that lately lay between two

    def beat(self, now: datetime, *, silent: bool) -> "Beating":
        """`silent`: its silence was told, and is no measure of its pace."""
        if self.at is None:
            return replace(self, at=now, beats=1)
        gap = now - self.at
        if gap < TOO_SOON:
            return self
        pace = self.pace if silent else min(max(gap, self.pace * FORGETS), LONGEST)
        return replace(self, at=now, beats=self.beats + 1, pace=pace)

    def missed(self, now: datetime, listening_since: datetime) -> bool:
        """While nobody listened nothing can have been missed."""
        if self.at is None or self.beats < ENOUGH:
            return False
        return now - max(self.at, listening_since) > max(self.pace * MISSED, AT_LEAST)
