"""The server's queue of updates: kept until confirmed or expired, polled by one at a time.

Lifetimes are the server's: a tap lives 150 s, everything else a day.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.telegram.refusals import other_poller, webhook_active

TAP_LIFE = timedelta(seconds=150)
LIFE = timedelta(hours=24)
LONGEST_HOLD = 50  # seconds
BATCH = 100
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}

Update = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    update: Update
    kind: str
    lane: str
    expires: datetime


class Updates:
    def __init__(self, now: Callable[[], datetime], first: int) -> None:
        self._now = now
        self._next = first
        self._waiting: dict[int, Waiting] = {}
        self.allowed: tuple[str, ...] = ()
        self._polls = 0  # the number of the newest poll; an older one that still waits is over
        self._arrived = asyncio.Condition()
        self.webhook = False
        self.reversed = False  # a batch comes newest first
        self.repeats = 0  # so many confirmed updates come once more

    async def add(self, kind: str, content: Update, lane: str) -> None:
        if not self._wanted(kind):
            return
        life = TAP_LIFE if kind == "callback_query" else LIFE
        update = {"update_id": self._next, kind: content}
        self._waiting[self._next] = Waiting(update, kind, lane, self._now() + life)
        self._next += 1
        await self._wake()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Remembered until the next call that says otherwise; [] is the default set again."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def jump(self, to: int) -> None:
        """After a week without updates the numbers go on somewhere else."""
        self._next = to

    @property
    def pending(self) -> tuple[Waiting, ...]:
        self._expire()
        return tuple(self._waiting.values())

    def done(self, update_id: int) -> None:
        self._waiting.pop(update_id, None)

    async def poll(self, offset: int, limit: int, hold: float) -> list[Update]:
        if self.webhook:
            raise webhook_active()
        self._confirm(offset)
        self._polls += 1
        mine = self._polls
        await self._wake()
        await self._hold(mine, hold)
        if self._polls != mine:
            raise other_poller()
        batch = [waiting.update for waiting in self.pending][: min(limit, BATCH)]
        return batch[::-1] if self.reversed else batch

    async def _hold(self, mine: int, seconds: float) -> None:
        if self.pending or seconds <= 0:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, LONGEST_HOLD)):
                await self.wait(lambda: bool(self.pending) or self._polls != mine)

    async def wait(self, ready: Callable[[], bool]) -> None:
        async with self._arrived:
            await self._arrived.wait_for(ready)

    async def _wake(self) -> None:
        async with self._arrived:
            self._arrived.notify_all()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            keep = list(self._waiting)[offset:]
            offset = keep[0] if keep else 0
        for update_id in [one for one in self._waiting if one < offset]:
            waiting = self._waiting.pop(update_id)
            if self.repeats:
                self.repeats -= 1
                self._waiting[update_id] = waiting

    def _expire(self) -> None:
        now = self._now()
        for update_id in [key for key, one in self._waiting.items() if one.expires <= now]:
            del self._waiting[update_id]

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
