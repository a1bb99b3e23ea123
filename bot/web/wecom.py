"""WeCom's callbacks: understood, stored, then acknowledged; answered later through the API.

WeCom waits five seconds and repeats three times. An empty 200 means that the event is committed; a
500 asks for the repetition. Whatever is wrong with a request gets the same 403.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.platforms.wecom.crypto import Forged, Wall
from bot.platforms.wecom.inbound import read
from bot.web.body import TooLarge, body_of

log = logging.getLogger(__name__)

LIMIT = 64 * 1024  # bytes; a callback is about two thousand

# school, key, lane, body: returns once the row is committed. A key already there is no error.
Store = Callable[[str, str, str, bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The app of one school, as far as its callbacks are concerned."""

    wall: Wall
    corp_id: str
    agent_id: int


def routes(
    apps: Mapping[str, App], store: Store, now: Callable[[], datetime]
) -> tuple[Route, ...]:
    """`apps` by school; it is looked up at each request, so schools may come and go."""

    async def verify(request: Request) -> Response:
        app = apps.get(request.path_params["school"])
        if app is None:
            return _refused()
        try:
            # Within a second, without quotes or a newline (document 90930).
            return PlainTextResponse(app.wall.echo(request.query_params, now()))
        except Forged:
            return _refused()

    async def receive(request: Request) -> Response:
        school = request.path_params["school"]
        app = apps.get(school)
        if app is None:
            return _refused()
        try:
            body = await body_of(request, LIMIT)
            xml = app.wall.open(request.query_params, body, now())
            inbound = read(xml, corp_id=app.corp_id, agent_id=app.agent_id)
        except TooLarge:
            return Response(status_code=413)
        except Forged:
            return _refused()
        if inbound is None:
            return Response(status_code=200)
        try:
            await store(school, inbound.key, inbound.sender, xml.encode())
        except Exception:
            log.exception("a callback of %s could not be stored; WeCom will repeat it", school)
            return Response(status_code=500)
        return Response(status_code=200)

    path = "/wecom/{school}"
    return (
        Route(path, verify, methods=["GET"]),
        Route(path, receive, methods=["POST"]),
    )


def _refused() -> Response:
    return Response(status_code=403)
