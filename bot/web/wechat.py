"""A service account's callbacks: understood, stored, then answered within the same five seconds.

WeChat waits five seconds and repeats three times; a repetition has the same key and changes
nothing. The answer is the reply itself if it is ready in time, otherwise "success", and the reply
follows as a message. A 500 asks for the repetition.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.platforms.ports import Inbound
from bot.platforms.wechat.crypto import Wall
from bot.platforms.wechat.inbound import account_of, read
from bot.platforms.wechat.passive import Line, reply
from bot.web import sealed
from bot.web.sealed import Store

log = logging.getLogger(__name__)

PATIENCE = 3.5  # seconds of the five that the reply is waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One school's account: its secrets, what keeps packets, and where answers come from."""

    wall: Wall
    store: Store
    line: Line
    patience: float = PATIENCE


def routes(hooks: Mapping[str, Hook], now: Callable[[], datetime]) -> tuple[Route, ...]:
    """`hooks` by school."""

    async def heard(hook: Hook, xml: str) -> Response:
        inbound = read(xml)
        if inbound is None:
            return PlainTextResponse("success")
        return await _answered(hook, inbound, xml, now)

    return sealed.routes("/wechat/{school}", hooks, now, heard)


async def _answered(
    hook: Hook, inbound: Inbound, xml: str, now: Callable[[], datetime]
) -> Response:
    with hook.line.held(inbound.key) as waiting:
        deadline = asyncio.get_running_loop().time() + hook.patience
        try:
            async with asyncio.timeout_at(deadline):
                await hook.store(inbound.key, inbound.sender, xml.encode())
        except Exception:
            log.exception("a WeChat callback could not be stored; WeChat will repeat it")
            return Response(status_code=500)
        words = await _in_time(waiting, deadline)
    if not words:
        return PlainTextResponse("success")
    seconds = int(now().timestamp())
    packet = reply(words, to=inbound.sender, account=account_of(xml), seconds=seconds)
    sealed = hook.wall.seal(packet, secrets.token_hex(8), now())
    return Response(sealed, media_type="application/xml")


async def _in_time(waiting: "asyncio.Future[str]", deadline: float) -> str:
    try:
        async with asyncio.timeout_at(deadline):
            return await waiting
    except TimeoutError:
        return ""
