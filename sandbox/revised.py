"""A platform whose screens change: whoever watches them waits for the next revision."""

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Revised:
    """A number that grows with every change, and a way to wait for the next one."""

    revision: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def bump(self) -> None:
        self.revision += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self, after: int, timeout: float) -> int:
        """The revision, once it is greater than `after` or `timeout` seconds have passed."""
        try:
            async with asyncio.timeout(timeout):
                while self.revision <= after:
                    await self._changed.wait()
        except TimeoutError:
            pass
        return self.revision
