"""Telegram: one school's bot, through python-telegram-bot's objects over our own HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from bot.platforms.telegram.client import (
    AiohttpRequest,
    QuietBot,
    RawCalls,
    Timeouts,
    quiet_bot,
)
from bot.platforms.telegram.inbound import ALLOWED
from bot.platforms.telegram.menu import TelegramMenu
from bot.platforms.telegram.messenger import TelegramMessenger
from bot.platforms.telegram.poller import Poller, StoreBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One school's presence on Telegram."""

    messenger: TelegramMessenger
    bot: QuietBot
    calls: RawCalls

    def poller(self, store_batch: StoreBatch, now: Callable[[], datetime]) -> Poller:
        """Run by one process only, and never while a webhook is set."""
        return Poller(self.calls, store_batch, now)

    async def set_webhook(self, url: str, secret: str) -> None:
        """Raises `telegram.error.TelegramError`."""
        await self.bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED))

    @property
    def menu(self) -> TelegramMenu:
        """What stands beside the input line, and before the first word."""
        return TelegramMenu(self.bot)

    async def who_am_i(self) -> str:
        """The bot's user name, without @, for links like `t.me/<name>?start=CODE`. Raises
        `telegram.error.TelegramError`."""
        return (await self.bot.get_me()).username or ""

    async def hook(self) -> tuple[str, str]:
        """The webhook that is set, "" for none, and what Telegram last complained of about it."""
        info = await self.bot.get_webhook_info()
        return info.url, info.last_error_message or ""

    async def is_in(self, chat: str) -> bool:
        """Whether the bot may write in that group."""
        me = await self.bot.get_me()
        member = await self.bot.get_chat_member(int(chat), me.id)
        return member.status in {"member", "administrator"}


def connect(
    session: aiohttp.ClientSession,
    *,
    token: str,
    base_url: str = "https://api.telegram.org",
    proxy: str = "",
    timeouts: Timeouts | None = None,
) -> Connection:
    """Nothing is called yet. The session is borrowed and outlives the connection."""
    request = AiohttpRequest(session, proxy=proxy, timeouts=timeouts)
    bot = quiet_bot(token, base_url, request)
    calls = RawCalls(bot, request)
    return Connection(messenger=TelegramMessenger(bot, calls), bot=bot, calls=calls)
