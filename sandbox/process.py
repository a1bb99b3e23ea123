"""The product as a process of its own, which can be killed and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.config import PREFIX

ROOT = Path(__file__).resolve().parent.parent
STARTING = 30.0  # seconds until a start counts as failed


class Process:
    """`diaoyue run` with its settings in the environment. `log` keeps what it says."""

    def __init__(self, tree: Mapping[str, Any], log: Path) -> None:
        self._environment = {**os.environ, **dict(_variables(tree))}
        self._log = log
        self._running: asyncio.subprocess.Process | None = None
        host, _, port = tree["web"]["listen"].rpartition(":")
        self._address = (host, int(port))

    async def start(self) -> None:
        """Returns once it listens."""
        with self._log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run",
                cwd=ROOT, env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(STARTING):
            while not await self._listens():
                if self._running.returncode is not None:
                    raise RuntimeError(f"it ended at once:\n{self._log.read_text()[-2000:]}")
                await asyncio.sleep(0.02)

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection(*self._address)
        except OSError:
            return False
        writer.close()
        return True

    async def start_again(self) -> None:
        """Killed or not, it runs afterwards."""
        await self.kill()
        await self.start()

    async def kill(self) -> None:
        """SIGKILL: nothing is tidied up."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        running, self._running = self._running, None
        if running is None or running.returncode is not None:
            return
        running.send_signal(how)
        await running.wait()


def _variables(tree: Mapping[str, Any], above: str = PREFIX) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _variables(value, f"{above}{name.upper()}__")
        else:
            yield f"{above}{name.upper()}", str(value)
