"""Delivers updates to a webhook as WebhookActor.cpp does: in lanes, in order, until accepted."""

import asyncio
import logging
from dataclasses import dataclass, field

import aiohttp

from sandbox.telegram.forms import Form
from sandbox.telegram.refusals import bad
from sandbox.telegram.updates import Updates, Waiting
from sandbox.telegram.world import Json

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PAUSES = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)  # real seconds before each further try
PATIENCE = aiohttp.ClientTimeout(total=30)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Webhook:
    updates: Updates
    pauses: tuple[float, ...] = PAUSES
    url: str = ""
    secret: str = ""
    last_error: str = ""
    statuses: list[int] = field(default_factory=list)  # every answer, for tests to read
    _lanes: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _sender: asyncio.Task[None] | None = None

    async def turn_on(self, form: Form) -> bool:
        url = form.text("url")
        if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        await self.stop()
        self.updates.allow(form.structure("allowed_updates"))
        self.url, self.secret = url, form.text("secret_token")
        self.updates.webhook = bool(url)
        if url:
            self._sender = asyncio.create_task(self._deliver())
        return True

    async def turn_off(self, form: Form) -> bool:
        await self.stop()
        self.url, self.updates.webhook = "", False
        if form.flag("drop_pending_updates"):
            for waiting in self.updates.pending:
                self.updates.done(waiting.update["update_id"])
        return True

    def info(self, _: Form) -> Json:
        error = {"last_error_message": self.last_error} if self.last_error else {}
        return {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
            **({"allowed_updates": list(self.updates.allowed)} if self.updates.allowed else {}),
            **error,
        }

    async def stop(self) -> None:
        tasks = [task for task in (self._sender, *self._lanes.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._sender = None
        self._lanes.clear()

    async def _deliver(self) -> None:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            while True:
                await self.updates.wait(lambda: bool(self._idle_lanes()))
                for lane in self._idle_lanes():
                    self._lanes[lane] = asyncio.create_task(self._run_lane(session, lane))

    def _idle_lanes(self) -> set[str]:
        waiting = {one.lane for one in self.updates.pending}
        return {lane for lane in waiting if lane not in self._lanes or self._lanes[lane].done()}

    async def _run_lane(self, session: aiohttp.ClientSession, lane: str) -> None:
        while mine := [one for one in self.updates.pending if one.lane == lane]:
            await self._bring(session, mine[0])

    async def _bring(self, session: aiohttp.ClientSession, waiting: Waiting) -> None:
        tries = 0
        while waiting in self.updates.pending and not await self._accepted(session, waiting):
            await asyncio.sleep(self.pauses[min(tries, len(self.pauses) - 1)])
            tries += 1
        self.updates.done(waiting.update["update_id"])

    async def _accepted(self, session: aiohttp.ClientSession, waiting: Waiting) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=waiting.update, headers=headers) as answer:
                self.statuses.append(answer.status)
                if answer.ok:
                    return True
                self.last_error = f"Wrong response from the webhook: {answer.status}"
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
        return False
