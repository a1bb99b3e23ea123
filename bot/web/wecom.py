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

from bot.platforms.ports import Inbound
from bot.platforms.tencent.wall import Forged
from bot.platforms.wecom.crypto import Wall
from bot.platforms.wecom.inbound import read

log = logging.getLogger(__name__)

LIMIT = 64 * 1024  # bytes; a callback is about two thousand

# Key, lane, decrypted XML: returns once the row is committed. A key already there is no error.
Store = Callable[[str, str, bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One school's app: its secrets, whom packets must be addressed to, and what keeps them."""

    wall: Wall
    corp_id: str
    agent_id: int
    store: Store


def routes(hooks: Mapping[str, Hook], now: Callable[[], datetime]) -> tuple[Route, ...]:
    """`hooks` by school; looked up at each request, so schools may come and go."""

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
            inbound = read(xml, corp_id=hook.corp_id, agent_id=hook.agent_id)
        except Forged:
            return Response(status_code=403)
        return Response(status_code=await _kept(hook, inbound, xml))

    path = "/wecom/{school}"
    return (
        Route(path, verify, methods=["GET"]),
        Route(path, receive, methods=["POST"], max_body_size=LIMIT),
    )


async def _kept(hook: Hook, inbound: Inbound | None, xml: str) -> int:
    """The status to answer with; an event that means nothing to us is accepted and forgotten."""
    if inbound is None:
        return 200
    try:
        await hook.store(inbound.key, inbound.sender, xml.encode())
    except Exception:
        log.exception("a WeCom callback could not be stored; WeCom will repeat it")
        return 500
    return 200
