"""Tells somebody outside that all is well. Silence is the alarm: a process that is dead, stuck or
cut off cannot raise one itself.

The address is asked for after a round in which the clock rang, the intake and the delivery looked,
and the database took a change; and never when one of them did not.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

import aiohttp
import structlog

from bot.delivery.rounds import Rounds

PATIENCE = 20.0  # seconds for every loop to come round once
LOOK = 0.1
TIMEOUT = aiohttp.ClientTimeout(total=10)
log = structlog.get_logger(__name__)

# What is not well, by name.
Ill = Callable[[], Awaitable[Mapping[str, str]]]


class Watchman:
    def __init__(
        self,
        *,
        session: aiohttp.ClientSession,
        url: str,
        rounds: Rounds,
        loops: Sequence[str],
        touch: Callable[[], Awaitable[object]],
        ill: Ill,
        patience: float = PATIENCE,
    ) -> None:
        """`touch` changes the database and takes nothing along; `ill` is what `/readyz` says."""
        self._session = session
        self._url = url
        self._rounds = rounds
        self._loops = loops
        self._touch = touch
        self._ill = ill
        self._patience = patience

    async def run(self, every: float) -> None:
        while True:
            try:
                await self.round()
            except Exception as error:  # noqa: BLE001 — whatever it was: no ping, and try again
                log.warning("watchman.round_failed", why=type(error).__name__)
            await asyncio.sleep(every)

    async def round(self) -> tuple[str, ...]:
        """What did not work; nothing: the outside was told, or could not be reached."""
        begun = self._rounds.seconds()
        behind = await self._behind(begun)
        async with asyncio.timeout(self._patience):
            await self._touch()
        ill = (*behind, *await self._ill())
        if ill:
            log.warning("watchman.not_well", what=sorted(set(ill)))
            return ill
        await self._ping()
        return ()

    async def _behind(self, begun: float) -> tuple[str, ...]:
        """The loops that did not come round since then, given time."""
        until = time.monotonic() + self._patience
        while True:
            behind = tuple(n for n in self._loops if not self._rounds.since(n, begun))
            if not behind or time.monotonic() > until:
                return behind
            await asyncio.sleep(LOOK)

    async def _ping(self) -> None:
        """The address is a secret: it stands in no log."""
        try:
            async with self._session.get(self._url, timeout=TIMEOUT) as answer:
                if not answer.ok:
                    log.warning("watchman.ping_refused", status=answer.status)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("watchman.ping_failed", why=type(error).__name__)
