"""Keeping below what a platform permits, so that it never has to refuse.

In memory and per process: a restart forgets at most one minute of counting, and the platform's own
429 is obeyed all the same.
"""

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import AsyncIterator

from bot.platforms.ports import Capabilities

MINUTE = 60.0


class Pacer:
    """Sliding windows per chat and one per second over all chats of a platform."""

    def __init__(self, capabilities: Capabilities) -> None:
        self._may = capabilities
        self._sent: dict[str, deque[float]] = defaultdict(deque)
        self._all: deque[float] = deque()
        self._paused_until = 0.0

    def pause(self, until: float) -> None:
        """The platform asked for silence on every chat until this monotonic instant."""
        self._paused_until = max(self._paused_until, until)

    def delay(self, address: str, *, group: bool, now: float) -> float:
        """Seconds to wait before sending to `address`; 0 counts this send as done. Seconds on a
        monotonic clock."""
        limit = self._may.per_group_per_minute if group else self._may.per_chat_per_minute
        wait = max(
            self._paused_until - now,
            _window(self._all, max(1, int(self._may.per_second)), 1.0, now),
            _window(self._sent[address], limit, MINUTE, now),
        )
        if wait > 0:
            return wait
        self._all.append(now)
        self._sent[address].append(now)
        return 0.0


class Turn:
    """One after the other, but nobody for long: a slow one lets the next begin."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(1)

    @contextlib.asynccontextmanager
    async def taken(self, longest: float) -> AsyncIterator[None]:
        """At most `longest` seconds alone; the block itself may take as long as it wants."""
        await self._free.acquire()
        ours = [self._free]

        def release() -> None:
            if ours:
                ours.pop().release()

        late = asyncio.get_running_loop().call_later(longest, release)
        try:
            yield
        finally:
            late.cancel()
            release()


def _window(sent: deque[float], limit: int, length: float, now: float) -> float:
    while sent and sent[0] <= now - length:
        sent.popleft()
    return 0.0 if len(sent) < limit else sent[0] + length - now
