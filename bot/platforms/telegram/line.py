"""Whether Telegram still brings us what people say: what it tells about that, and beginning anew.

`getMe` answers and messages leave although nothing comes in: another program may have moved the
webhook or narrowed the kinds of updates, or a poll may be wedged behind a proxy.
"""

from bot.platforms.telegram import Connection
from bot.platforms.telegram.inbound import ALLOWED
from bot.platforms.telegram.poller import Poller


class PollingLine:
    def __init__(self, connection: Connection, poller: Poller) -> None:
        self._connection = connection
        self._poller = poller
        self._waiting = 0

    async def look(self) -> str:
        """A word for what is wrong, or "". Raises `telegram.error.TelegramError`."""
        info = await self._connection.bot.get_webhook_info()
        # Updates that an open poll leaves lying: seen twice in a row, it is no coincidence.
        before, self._waiting = self._waiting, info.pending_update_count
        if info.url:
            return "webhook_set"
        return "left_lying" if before and self._waiting >= before else ""

    async def renew(self) -> None:
        self._poller.renew()


class WebhookLine:
    def __init__(self, connection: Connection, url: str, secret: str) -> None:
        self._connection = connection
        self._url = url
        self._secret = secret
        self._waiting = 0

    async def look(self) -> str:
        info = await self._connection.bot.get_webhook_info()
        before, self._waiting = self._waiting, info.pending_update_count
        if info.url != self._url:
            return "webhook_moved"
        if info.allowed_updates and set(ALLOWED) - set(info.allowed_updates):
            return "narrowed"
        return "left_lying" if before and self._waiting >= before else ""

    async def renew(self) -> None:
        await self._connection.set_webhook(self._url, self._secret)
