"""Files people sent, brought home before the platform forgets them (WeCom: three days)."""

import asyncio
import time
from collections.abc import Mapping

import structlog

from bot.delivery.packing import Branch
from bot.delivery.rounds import Rounds
from bot.platforms.ports import FileUnavailable
from storage import attachments
from storage.attachments import Attachment
from storage.store import Store

log = structlog.get_logger()


AT_ONCE = 200  # listed at a time; one lost file must not hide the next
AGAIN = 600.0  # seconds before a file that could not be had is asked for again


class Fetching:
    def __init__(
        self, store: Store, branches: Mapping[str, Branch], rounds: Rounds | None = None
    ) -> None:
        self._rounds = rounds or Rounds()
        self._store = store
        self._branches = branches
        self._not_before: dict[int, float] = {}  # monotonic seconds by attachment

    async def run(self, idle: float = 1.0) -> None:
        while True:
            try:
                await self.round()
            except Exception:
                log.exception("fetching.round_failed")
            else:
                self._rounds.done("fetch")
            await asyncio.sleep(idle)

    async def round(self) -> int:
        """Fetch what is missing; a file that cannot be had stays listed as missing."""
        listed = await self._store.read(lambda work: attachments.unfetched(work, AT_ONCE))
        now = time.monotonic()
        missing = [one for one in listed if self._not_before.get(one.id, now) <= now]
        for one in missing:
            await self._fetch(one)
        return len(missing)

    async def _fetch(self, one: Attachment) -> None:
        branch = self._branches.get(one.school)
        messenger = branch.messengers.get(one.platform) if branch else None
        if messenger is None:
            return
        try:
            data = await messenger.fetch(one.file)
        except FileUnavailable as error:
            log.warning("fetching.unavailable", attachment=one.id, why=str(error))
            self._not_before[one.id] = time.monotonic() + AGAIN
            return
        await self._store.transact(lambda w: attachments.store_bytes(w, one.id, data))
