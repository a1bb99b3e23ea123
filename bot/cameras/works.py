"""When a camera is known to be dark: works that were approved beforehand."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `starts` to `ends` a camera may be stopped, moved or covered; `ended_at`: its picture
    was back, or it was taken down for good."""

    school: str
    request: int
    camera: str
    starts: datetime
    ends: datetime
    ended_at: datetime | None = None

    def silent(self, at: datetime) -> bool:
        """Whether a dead picture at this moment is no news."""
        return self.starts <= at < min(self.ends, self.ended_at or self.ends)
