"""The web side as a whole: one Starlette application from lists of routes, served in our own loop.

Behind a proxy that speaks TLS. Errors show a number and never an exception's text; the number
stands in the log beside the reason.
"""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Generator, Sequence
from urllib.parse import urlsplit, urlunsplit

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

LARGEST_BODY = 1024 * 1024  # bytes; a route may set its own, smaller or larger
GRACE = 10  # seconds a request may still take once we are asked to stop
BACKLOG = 512
STRAYED = 307  # Starlette's alone: an address with a slash too many or too few
LONGEST = 200  # characters of an address in the log

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "content-security-policy": (
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "cache-control": "no-store",
}


def _here(location: str) -> str:
    """Without the host: Starlette takes that from the request, and anybody may have written it."""
    where = urlsplit(location)
    return urlunsplit(("", "", where.path, where.query, ""))


class Guarded:
    """Adds the headers every answer carries, unless the route has set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if message["status"] == STRAYED:
                    headers["location"] = _here(headers["location"])
            await send(message)

        await self.app(scope, receive, send_guarded if scope["type"] == "http" else send)


async def _refused(_: HttpRequest, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    headers = error.headers if isinstance(error, HTTPException) else None
    return PlainTextResponse(f"{status}\n", status, headers=headers)


async def _gone(_: HttpRequest, __: Exception) -> Response:
    """Whoever hangs up in the middle of his words is no fault of ours, and fills no log."""
    return Response(status_code=400)


async def _broken(request: HttpRequest, _: Exception) -> Response:
    # Starlette raises the error again behind this answer and uvicorn logs it, masked, with its
    # traceback; this line ties the number a person sees to it.
    number = secrets.token_hex(4)
    log.error("web.broken", number=number, path=request.url.path[:LONGEST])
    # This answer is given outside the middleware, so it carries the headers itself.
    return PlainTextResponse(f"500 · {number}\n", 500, headers=_HEADERS)


def application(routes: Sequence[BaseRoute], *, largest_body: int = LARGEST_BODY) -> Starlette:
    return Starlette(
        routes=list(routes),
        middleware=[Middleware(Guarded)],
        exception_handlers={
            HTTPException: _refused,
            ClientDisconnect: _gone,
            Exception: _broken,
        },
        max_body_size=largest_body,
    )


def _door(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    """Named TCP, because asyncio sends small answers at once (TCP_NODELAY) only on such sockets."""
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(BACKLOG)
    except OSError:
        door.close()
        raise
    return door


class _Uvicorn(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        # The composition root hears SIGTERM and stops the parts in their order.
        yield


class Server:
    """Serves one application from `start` to `stop`, in the loop that calls them."""

    def __init__(self, app: ASGIApp, *, host: str, port: int) -> None:
        self._address = (host, port)
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                app,
                loop="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=True,
                forwarded_allow_ips="127.0.0.1,::1",
                timeout_keep_alive=5,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> int:
        """Listen; the port that was given, or found for port 0. Raises OSError when taken."""
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = _door(family, host, port)
        found: int = listening.getsockname()[1]
        self._serving = asyncio.create_task(self._uvicorn.serve([listening]), name="web")
        # uvicorn tells by this flag alone that it listens.
        while not self._uvicorn.started and not self._serving.done():  # noqa: ASYNC110  # see above
            await asyncio.sleep(0.01)
        if self._serving.done():
            await self._serving
        return found

    async def wait(self) -> None:
        """Until it has stopped; raises what made it stop, so that its owner cannot miss it."""
        if self._serving:
            await asyncio.shield(self._serving)

    async def stop(self) -> None:
        """Take no more requests, let those under way end, for at most `GRACE` seconds."""
        self._uvicorn.should_exit = True
        if self._serving:
            await self._serving
            self._serving = None
