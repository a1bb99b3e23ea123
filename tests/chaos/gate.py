"""The proxy in front of one or several products: to the next that takes a connection."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Gate:
    url: str
    behind: Sequence[str]
    _turn: int = 0
    _open: set["asyncio.Task[None]"] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._through(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _through(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        inside = await self._next()
        if inside is None:
            return
        ways = (_carry(reader, inside[1]), _carry(inside[0], writer))
        try:
            done, left = await asyncio.wait(
                [asyncio.ensure_future(way) for way in ways],
                return_when=asyncio.FIRST_COMPLETED,
            )
            del done
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        finally:
            inside[1].close()

    async def _next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in self.behind:
            self._turn += 1
            host, _, port = self.behind[self._turn % len(self.behind)].rpartition(":")
            with contextlib.suppress(OSError):
                return await asyncio.open_connection(host, int(port))
        return None

    async def close(self) -> None:
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()


@contextlib.asynccontextmanager
async def gate(behind: Sequence[str]) -> AsyncIterator[Gate]:
    here = Gate("", behind)
    server = await asyncio.start_server(here.serve, "127.0.0.1", 0)
    here.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield here
    finally:
        server.close()
        await here.close()
