"""The product as a process of its own, which can be killed and started again."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from bot.config_file import PREFIX

ROOT = Path(__file__).resolve().parent.parent
STARTING = 30.0  # seconds until a start counts as failed


class Running(Protocol):
    pid: int

    async def wait(self) -> int:
        """The exit code, negative for a signal."""


class Process:
    """`diaoyue run` with its settings in the environment. `log` keeps what it says."""

    def __init__(
        self,
        tree: Mapping[str, Any],
        log: Path,
        forks: "Forks | None" = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`forks`: started from there, much faster than the command itself; `more` is for the
        fork's environment."""
        self.environment = {**os.environ, **dict(_variables(tree)), **more}
        self.log = log
        self._forks = forks
        self._running: Running | None = None
        self._over: asyncio.Task[int] | None = None
        self.address: str = tree["web"]["listen"]
        self.listened = False  # since it was started last

    @property
    def alive(self) -> bool:
        return self._over is not None and not self._over.done()

    @property
    def pid(self) -> int | None:
        return self._running.pid if self._running and self.alive else None

    async def start(self) -> None:
        """Returns once it listens. Raises RuntimeError if it ends before."""
        self.listened = False
        self._running = await self._begin()
        self._over = asyncio.ensure_future(self._running.wait())
        async with asyncio.timeout(STARTING):
            while not await self.listens():
                if self._over.done():
                    raise RuntimeError(f"it ended at once:\n{self.tail()}")
                await asyncio.sleep(0.01)
        self.listened = True

    async def _begin(self) -> Running:
        if self._forks:
            return await self._forks.fork(self.environment, self.log)
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run",
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip

    async def listens(self) -> bool:
        host, _, port = self.address.rpartition(":")
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            return False
        writer.close()
        return True

    def tail(self, length: int = 4000) -> str:
        """The end of what it said."""
        return self.log.read_text("utf-8", "replace")[-length:] if self.log.exists() else ""

    async def start_again(self) -> None:
        """Killed or not, it runs afterwards."""
        await self.kill()
        await self.start()

    def strike(self, how: signal.Signals = signal.SIGKILL) -> bool:
        """At this very moment, without waiting for the end. False: it was dead already."""
        if self._running is None or not self.alive:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._running.pid, how)
        return True

    async def kill(self) -> None:
        """SIGKILL: nothing is tidied up."""
        self.strike()
        await self.ended()

    async def stop(self) -> int:
        """SIGTERM: it ends what it does. Gives its exit code."""
        self.strike(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        """Until it is over; its exit code, negative for a signal."""
        return await asyncio.shield(self._over) if self._over else 0


class Forks:
    """A process that has everything imported and forks the product (sandbox/forking.py)."""

    def __init__(self, mother: asyncio.subprocess.Process) -> None:
        self._mother = mother
        self._births: asyncio.Queue[int] = asyncio.Queue()
        self._ends: dict[int, asyncio.Future[int]] = {}
        self._one_by_one = asyncio.Lock()

    async def fork(self, environment: Mapping[str, str], log: Path) -> "Fork":
        assert self._mother.stdin is not None
        order = {"environment": dict(environment), "log": str(log)}
        async with self._one_by_one:
            self._mother.stdin.write(json.dumps(order).encode() + b"\n")
            await self._mother.stdin.drain()
            pid = await self._births.get()
        return Fork(pid, self._ends[pid])

    async def listen(self) -> None:
        assert self._mother.stdout is not None
        loop = asyncio.get_running_loop()
        async for line in self._mother.stdout:
            match json.loads(line):
                case {"started": pid}:
                    self._ends[pid] = loop.create_future()
                    self._births.put_nowait(pid)
                case {"ended": pid, "code": code}:
                    self._ends.pop(pid).set_result(code)


class Fork:
    def __init__(self, pid: int, end: "asyncio.Future[int]") -> None:
        self.pid, self._end = pid, end

    async def wait(self) -> int:
        return await asyncio.shield(self._end)


@contextlib.asynccontextmanager
async def forks() -> AsyncIterator[Forks]:
    """All it has forked must be over when the block ends."""
    mother = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.forking",
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    here = Forks(mother)
    listening = asyncio.create_task(here.listen())
    try:
        yield here
    finally:
        assert mother.stdin is not None
        mother.stdin.close()
        await mother.wait()
        await listening


def _variables(tree: Mapping[str, Any], above: str = PREFIX) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _variables(value, f"{above}{name.upper()}__")
        elif isinstance(value, list | tuple):
            yield f"{above}{name.upper()}", ",".join(map(str, value))
        else:
            yield f"{above}{name.upper()}", str(value)
