"""Long polling into a durable inbox. One process polls a bot; all may work on the inbox.

Telegram forgets an update once a later poll asks beyond it. So the offset moves only after
`store_batch` has committed; what is fetched twice is recognised by its key. The updater of
python-telegram-bot confirms first, and dies silently of a 404, of a 401 and of an update it
cannot read.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from itertools import chain, repeat
from typing import Any, Protocol

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.platforms.telegram.client import Flooded
from bot.platforms.telegram.inbound import ALLOWED

HOLD = 25  # seconds Telegram holds a poll open; it allows 50
GRACE = 10  # further seconds until we give an open poll up as dead
UNHELD = 0.2  # seconds; not every Bot API server holds a poll open, and none is hammered
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)

log = logging.getLogger(__name__)

StoreBatch = Callable[[list[dict[str, Any]]], Awaitable[None]]


class Calls(Protocol):
    async def __call__(
        self, method: str, parameters: Mapping[str, Any], *, read_timeout: float | None = None
    ) -> Any: ...


class Poller:
    """`run` until cancelled. A cancelled poll loses nothing: the next start asks again."""

    def __init__(
        self,
        call: Calls,
        store_batch: StoreBatch,
        now: Callable[[], datetime],
        *,
        hold: float = HOLD,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._call = call
        self._store = store_batch
        self._now = now
        self._hold = hold
        self._pauses = pauses
        self._offset: int | None = None
        self._webhook_suspected = True
        self._renewed = asyncio.Event()
        # When Telegram last answered and the answer was kept; readiness watches it, because a
        # wedged connection raises nothing.
        self.last_success: datetime | None = None

    async def run(self) -> None:
        while True:
            polling = asyncio.ensure_future(self._forever())
            renewed = asyncio.ensure_future(self._renewed.wait())
            try:
                await asyncio.wait({polling, renewed}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                polling.cancel()
                renewed.cancel()
                await asyncio.gather(polling, renewed, return_exceptions=True)
            self._renewed.clear()

    def renew(self) -> None:
        """Give the poll that is open up and begin anew, as after a start."""
        self._webhook_suspected = True
        self._renewed.set()

    async def _forever(self) -> None:
        while True:
            await self._persist()

    async def _persist(self) -> None:
        """Whatever happens here is somebody else's outage: say it, wait, try again."""
        for pause in chain(self._pauses, repeat(self._pauses[-1])):
            try:
                await self._once()
            except Flooded as error:
                await asyncio.sleep(error.seconds)
            except Exception as error:  # noqa: BLE001 — the one loop that outlives everything
                self._tell(error)
                await asyncio.sleep(pause)
            else:
                return

    async def _clear_webhook(self) -> None:
        # Tried once, then polled all the same: if it still stands, the poll will tell.
        self._webhook_suspected = False
        await self._call("deleteWebhook", {"drop_pending_updates": False})
        # Else a quiet school would not be ready before its first poll is over.
        self.last_success = self._now()

    async def _once(self) -> None:
        if self._webhook_suspected:
            await self._clear_webhook()
        asked = time.monotonic()
        batch = await self._fetch()
        if batch:
            await self._store(batch)
            self._offset = max(update["update_id"] for update in batch) + 1
        self.last_success = self._now()
        if not batch and time.monotonic() - asked < self._hold / 2:
            await asyncio.sleep(UNHELD)

    async def _fetch(self) -> list[dict[str, Any]]:
        parameters: dict[str, Any] = {"timeout": int(self._hold), "allowed_updates": ALLOWED}
        if self._offset is not None:
            parameters["offset"] = self._offset
        batch = await self._call("getUpdates", parameters, read_timeout=self._hold + GRACE)
        if not isinstance(batch, list) or not all(_is_update(one) for one in batch):
            raise TelegramError("the answer to getUpdates is no list of updates")
        return batch

    def _tell(self, error: Exception) -> None:
        match error:
            case Conflict():
                self._webhook_suspected = True
                log.error("telegram: another process polls this bot, or a webhook is set")
            case InvalidToken():
                # 401: the token was revoked. 404: mostly a gateway's page. Neither ends the poll.
                log.error("telegram: the poll was refused: %s", error)
            case TelegramError():
                log.warning("telegram: the poll failed: %s", error)
            case _:
                log.error("telegram: updates were not kept and will come again", exc_info=error)


def _is_update(one: object) -> bool:
    return isinstance(one, dict) and isinstance(one.get("update_id"), int)
