"""WeCom's callbacks: understood, stored, then acknowledged; answered later through the API.

WeCom waits five seconds and repeats three times. An empty 200 means that the event is committed; a
500 asks for the repetition.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.ports import Inbound
from bot.platforms.wecom.crypto import Wall
from bot.platforms.wecom.inbound import read
from bot.web import sealed
from bot.web.sealed import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One school's app: its secrets, whom packets must be addressed to, and what keeps them."""

    wall: Wall
    corp_id: str
    agent_id: int
    store: Store


def routes(hooks: Mapping[str, Hook], now: Callable[[], datetime]) -> tuple[Route, ...]:
    """`hooks` by school."""

    async def heard(hook: Hook, xml: str) -> Response:
        inbound = read(xml, corp_id=hook.corp_id, agent_id=hook.agent_id)
        return Response(status_code=await _kept(hook, inbound, xml))

    return sealed.routes("/wecom/{school}", hooks, now, heard)


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
