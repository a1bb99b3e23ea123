"""How much may be sent. The true limits are not published; these are what the documents say."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.telegram.refusals import too_many


@dataclass(frozen=True, slots=True)
class Limit:
    count: int
    within: timedelta


GROUP = Limit(20, timedelta(seconds=60))
PRIVATE = Limit(5, timedelta(seconds=5))  # about one a second, bursts tolerated
OVERALL = Limit(30, timedelta(seconds=1))


class Flood:
    """Counts sends and edits by chat. Each limit can be None: switched off."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._sent: defaultdict[int, deque[datetime]] = defaultdict(deque)
        self.group: Limit | None = GROUP
        self.private: Limit | None = None
        self.overall: Limit | None = None

    def count(self, chat: int) -> None:
        """Raises `Refused` 429; a refused call is not counted."""
        limits = [(0, self.overall), (chat, self.group if chat < 0 else self.private)]
        now = self._now()
        for key, limit in limits:
            self._check(key, limit, now)
        for key, _ in limits:
            self._sent[key].append(now)

    def _check(self, key: int, limit: Limit | None, now: datetime) -> None:
        if limit is None:
            return
        sent = self._sent[key]
        while sent and sent[0] <= now - limit.within:
            sent.popleft()
        if len(sent) >= limit.count:
            free = sent[-limit.count] + limit.within - now
            raise too_many(math.ceil(free.total_seconds()))
