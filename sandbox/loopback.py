"""An ASGI app on a loopback port of the system's choice, in the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.types import ASGIApp


@contextlib.asynccontextmanager
async def listening(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serves `app` until the block ends; gives its address, without a closing slash.

    Started and stopped by hand: `Server.serve` would take the process's signals, which belong to
    whoever owns the process, and wait for streams that never end.
    """
    door = _door(port)
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan="off", ws="none"
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[door])
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        await _close(server)
        door.close()


def _door(port: int) -> socket.socket:
    # asyncio sends small answers at once only on sockets that name their protocol; otherwise each
    # waits 40 ms for the other side's delayed acknowledgement.
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    door.listen(128)
    return door


async def _close(server: uvicorn.Server) -> None:
    server.should_exit = True
    for listener in server.servers:
        listener.close()
    for connection in list(server.server_state.connections):
        connection.shutdown()
    tasks = list(server.server_state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
