"""Waking a loop that otherwise looks by itself now and then."""

import asyncio


class Bell:
    """Rung by whoever put something into a table; a ring while the loop is busy is not lost."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    def clear(self) -> None:
        """Call before looking, so that what comes while looking is seen at the next look."""
        self._rung.clear()

    async def wait(self, seconds: float) -> None:
        """Until it rings, at most this long.

        `asyncio.timeout` and not `wait_for`: in Python 3.11 the latter swallows a cancellation that
        comes together with the ring, and the loop would never end.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return
