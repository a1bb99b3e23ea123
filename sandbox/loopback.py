"""An ASGI app on a loopback port of the system's choice, in the running event loop."""

import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.types import ASGIApp


@contextlib.asynccontextmanager
async def listening(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serves `app` until the block ends; gives its address, without a closing slash.

    Started and stopped by hand: `Server.serve` would take the process's signals, which belong to
    whoever owns the process.
    """
    door = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan="off", timeout_graceful_shutdown=1
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[door])
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        await server.shutdown(sockets=[door])
