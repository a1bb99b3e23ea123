"""Callbacks in sealed packets, as WeCom and the service account post them: opened, then handed on.

Whatever is wrong with a request gets the same 403.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.platforms.tencent.wall import Forged

LIMIT = 64 * 1024  # bytes; a callback is about two thousand

# Key, lane, decrypted XML: returns once the row is committed. A key already there is no error.
Store = Callable[[str, str, bytes], Awaitable[None]]


class Wall(Protocol):
    def echo(self, query: Mapping[str, str], now: datetime) -> str: ...

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> str: ...


class Walled(Protocol):
    @property
    def wall(self) -> Wall: ...


H = TypeVar("H", bound=Walled)


def routes(
    path: str,
    hooks: Mapping[str, H],
    now: Callable[[], datetime],
    heard: Callable[[H, str], Awaitable[Response]],
) -> tuple[Route, ...]:
    """`hooks` by school, looked up at each request, so schools may come and go. `heard` is given
    the packet's XML and may raise `Forged`."""

    async def verify(request: Request) -> Response:
        hook = hooks.get(request.path_params["school"])
        try:
            if hook is None:
                raise Forged
            # Plain, within a second, without quotes or a newline (document 90930).
            return PlainTextResponse(hook.wall.echo(request.query_params, now()))
        except Forged:
            return Response(status_code=403)

    async def receive(request: Request) -> Response:
        hook = hooks.get(request.path_params["school"])
        try:
            if hook is None:
                raise Forged
            xml = hook.wall.open(request.query_params, await request.body(), now())
            return await heard(hook, xml)
        except Forged:
            return Response(status_code=403)

    return (
        Route(path, verify, methods=["GET"]),
        Route(path, receive, methods=["POST"], max_body_size=LIMIT),
    )
