"""A loop that looks when it is woken, and by itself now and then."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.delivery.rounds import Rounds

log = structlog.get_logger()


class Bell:
    """Rung by whoever put something into a table; a ring while the loop is busy is not lost."""

    def __init__(self, rounds: Rounds | None = None) -> None:
        self._rung = asyncio.Event()
        self._rounds = rounds or Rounds()

    def ring(self) -> None:
        self._rung.set()

    async def attend(self, name: str, look: Callable[[], Awaitable[int]], idle: float) -> None:
        """Look for ever: at once while there was something, else when it rings or after `idle`
        seconds. A look that fails is logged as `<name>.round_failed` and ends nothing."""
        failed = f"{name}.round_failed"
        while True:
            # Cleared before looking, so that what comes while looking is seen at the next look.
            self._rung.clear()
            try:
                found = await look()
            except Exception:
                log.exception(failed)
                found = 0
            else:
                self._rounds.done(name)
            if not found:
                await self._wait(idle)

    async def _wait(self, seconds: float) -> None:
        """`asyncio.timeout` and not `wait_for`: in Python 3.11 the latter swallows a cancellation
        that comes together with the ring, and the loop would never end."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return
