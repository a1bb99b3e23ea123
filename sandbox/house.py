"""Where the product of a town lives: in this process, or in one of its own that can be killed."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot import app
from bot.actions import duties, passing_on, tasking
from bot.actions.office import Office, Rules
from bot.schedule import chased, gathered, rung, tended
from sandbox.bell import HEAR, RING, pull
from sandbox.process import Process
from storage.store import Store

HANGING = 0.05  # seconds between two looks for a rope


class House(Protocol):
    @property
    def store(self) -> Store: ...
    @property
    def rules(self) -> Rules: ...
    def nudge(self) -> None:
        """Something may be due: it is looked for now, not in a second."""

    async def heard(self) -> None:
        """What monitoring has posted so far has been gone through."""

    async def rings(self) -> None:
        """What the bell rings for every minute and every week: signatures that are awaited, late
        tasks, and what is owed."""


@dataclass(frozen=True, slots=True)
class Home:
    """In this process; `school` is the one this town is about."""

    product: app.Product
    school: str

    @property
    def store(self) -> Store:
        return self.product.store

    @property
    def rules(self) -> Rules:
        return self.product.branches[self.school].rules

    def nudge(self) -> None:
        self.product.delivery.ring()
        self.product.intake.ring()

    async def heard(self) -> None:
        while await self.product.alarms[self.school].round():
            pass

    async def rings(self) -> None:
        store, rules = self.store, self.rules
        await rung(store, rules)
        await gathered(store, rules)
        await tended(store, rules)
        await store.transact(lambda work: tasking.overdue(work, Office.open(work, rules)))
        await store.transact(lambda work: duties.file_due(work, Office.open(work, rules)))
        await store.transact(lambda work: passing_on.pass_on(work, Office.open(work, rules)))
        await chased(store, rules)
        self.product.delivery.ring()


@dataclass(frozen=True, slots=True)
class Apart:
    """A process of its own. `store` is the same database, seen from outside; while the product is
    dead nobody rings."""

    process: Process
    rope: Path
    store: Store
    rules: Rules

    def nudge(self) -> None:
        """It looks every second by itself."""

    async def heard(self) -> None:
        await self._pulls(HEAR)

    async def rings(self) -> None:
        await self._pulls(RING)

    async def _pulls(self, what: str) -> None:
        # What has just been started listens before its rope hangs.
        while self.process.alive and not await pull(self.rope, what):  # noqa: ASYNC110 — another process's
            await asyncio.sleep(HANGING)
