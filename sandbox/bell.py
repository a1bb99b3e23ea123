"""A rope to the bell of a product in a process of its own.

A real bell rings every minute. Where a day passes at one touch, everything it would have rung for
is rung for at once, and whoever pulled the rope waits until that is done.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import exists, select

from bot import schedule
from bot.app import Product
from bot.delivery.packing import Branch
from bot.schedule import Here, jobs
from storage.tables import outbox
from storage.work import Work

RING, HEAR = "ring", "hear"
# Rounds that look for what is due; the daily ones join when their hour has passed.
OFTEN = ("tasks", "rings", "gather", "outages", "chase", "reseat", "report")
DONE = b"done\n"
LOOK, LONGEST_LOOKS = 0.05, 40  # seconds between two looks; how many


def _on_its_way(work: Work) -> bool:
    due = exists().where(outbox.c.state == "waiting", outbox.c.try_at <= work.now)
    return bool(work.conn.execute(select(due)).scalar())


async def pull(rope: Path, what: str) -> bool:
    """False: nobody answers, for the product is dead."""
    with contextlib.suppress(OSError):
        reader, writer = await asyncio.open_unix_connection(rope)
        writer.write(f"{what}\n".encode())
        try:
            return await reader.readline() == DONE
        finally:
            writer.close()
    return False


class Ringer:
    """The product's end of the rope."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._last = product.clock.now()

    async def answers(self, rope: Path) -> None:
        # One that was killed has left its rope behind; asyncio takes that away by itself.
        server = await asyncio.start_unix_server(self._pulled, rope)
        async with server:
            await server.serve_forever()

    async def _pulled(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        acts: dict[str, Callable[[], Awaitable[None]]] = {RING: self.ring, HEAR: self.hear}
        asked = (await reader.readline()).decode().strip()
        if act := acts.get(asked):
            await act()
            writer.write(DONE)
        writer.close()

    async def hear(self) -> None:
        """What monitoring has posted so far has been gone through."""
        for alarms in self._product.alarms.values():
            while await alarms.round():
                pass

    async def ring(self) -> None:
        for branch in self._product.branches.values():
            await self._ring(branch)
        self._last = self._product.clock.now()
        self._product.intake.ring()
        self._product.delivery.ring()
        await self._delivered()

    async def _delivered(self) -> None:
        """What is on its way arrives before the clock is pushed again: a lease that ends in a
        moment nobody lived through would have it sent twice. Where a network is out, it does not
        arrive; that is not waited for."""
        for _ in range(LONGEST_LOOKS):
            if not await self._product.store.read(_on_its_way):
                return
            await asyncio.sleep(LOOK)

    async def _ring(self, branch: Branch) -> None:
        here = Here(self._product.store, self._product.ears, branch.rules)
        for name, job in jobs().items():
            if name in OFTEN or self._missed(job, branch):
                await job.round(here)

    def _missed(self, job: schedule.Job, branch: Branch) -> bool:
        trigger = job.trigger(branch.rules.zone)
        if not isinstance(trigger, CronTrigger):
            return False
        due = trigger.get_next_fire_time(None, self._last)
        return due is not None and due <= self._product.clock.now()
