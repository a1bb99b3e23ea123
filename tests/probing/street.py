"""Doors on loopback: cameras that speak RTSP, want a password, say nothing, or are shut."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def says(words: bytes) -> Served:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(words)
        await writer.drain()

    return serve


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del writer
    await reader.read()  # until whoever asks has gone


OPEN = says(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n")
LOCKED = says(b"RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n")
WEB = says(b"HTTP/1.1 400 Bad Request\r\n\r\n")
SHORT = says(b"RTSP")


def refusing() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


class Street:
    """Doors that can be shut and opened again, each on its own port."""

    def __init__(self) -> None:
        self.ports: dict[str, int] = {}
        self._open: dict[str, asyncio.Server] = {}
        self._serve: dict[str, Served] = {}
        self._talks: set[asyncio.Future[None]] = set()

    async def opens(self, name: str, serve: Served | None = None) -> str:
        """Gives its address."""
        said = self._serve[name] = serve or self._serve.get(name, OPEN)

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await said(reader, writer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

        def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._talks.add(asyncio.ensure_future(talk(reader, writer)))

        port = self.ports.get(name, 0)
        server = await asyncio.start_server(met, "127.0.0.1", port)
        self._open[name], self.ports[name] = server, server.sockets[0].getsockname()[1]
        return f"127.0.0.1:{self.ports[name]}"

    async def shuts(self, *names: str) -> None:
        for name in names:
            self._open.pop(name).close()
        if self._talks:
            await asyncio.wait(self._talks)
        self._talks.clear()

    async def close(self) -> None:
        await self.shuts(*list(self._open))


@contextlib.asynccontextmanager
async def a_street() -> AsyncIterator[Street]:
    here = Street()
    try:
        yield here
    finally:
        await here.close()
