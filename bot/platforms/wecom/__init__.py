"""WeCom (企业微信): wechatpy's crypto and messages, one async client of ours for sending."""

from typing import Protocol

import aiohttp

from bot.platforms.wecom.client import Client
from bot.platforms.wecom.messenger import WeComMessenger


class Settings(Protocol):
    """What `[schools.<id>.wecom]` says, secrets as plain text."""

    @property
    def corp_id(self) -> str: ...
    @property
    def agent_id(self) -> int: ...
    @property
    def secret(self) -> str: ...
    @property
    def base_url(self) -> str: ...


def connect(settings: Settings, session: aiohttp.ClientSession) -> WeComMessenger:
    """One school's messenger; `messenger.client` also tells who an OAuth code belongs to."""
    client = Client(
        session,
        corp_id=settings.corp_id,
        secret=settings.secret,
        base_url=settings.base_url,
    )
    return WeComMessenger(client, agent_id=settings.agent_id)
