"""WeChat service account (服务号): wechatpy's crypto and messages, one async client for sending."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import aiohttp

from bot.platforms.wechat.client import Client
from bot.platforms.wechat.messenger import WeChatMessenger
from bot.platforms.wechat.template import Template


class Settings(Protocol):
    """What `[schools.<id>.wechat]` says, secrets as plain text."""

    @property
    def app_id(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def base_url(self) -> str: ...


def connect(
    settings: Settings,
    session: aiohttp.ClientSession,
    *,
    now: Callable[[], datetime],
    template: Template | None = None,
) -> WeChatMessenger:
    """One school's messenger. `now` is the school's own time, as it stands in a template."""
    client = Client(
        session, app_id=settings.app_id, secret=settings.secret, base_url=settings.base_url
    )
    return WeChatMessenger(client, template=template, now=now)
