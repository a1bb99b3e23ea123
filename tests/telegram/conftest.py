"""One stand-in and one connected bot per test, over real HTTP on loopback."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.platforms.telegram import Connection, connect
from bot.platforms.telegram.client import Timeouts
from sandbox.telegram import Standin, serve

LI = "1001"
ZHAO = "1002"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def standin(clock: Clock) -> AsyncIterator[Standin]:
    async with serve(clock.now) as server:
        server.phones.enter(LI, "李", last_name="老师")
        server.phones.enter(ZHAO, "赵")
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as one:
        yield one


@pytest.fixture
async def line(standin: Standin, session: aiohttp.ClientSession) -> Connection:
    """Short timeouts: on loopback only a fault is slow."""
    return connect(
        session,
        token=standin.token,
        base_url=standin.url,
        timeouts=Timeouts(connect=2, read=1, upload=2),
    )


@pytest.fixture
async def polled(
    standin: Standin, line: Connection, clock: Clock
) -> AsyncIterator[asyncio.Queue[dict[str, object]]]:
    """Every update the poller keeps, in order."""
    kept: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def store(batch: list[dict[str, object]]) -> None:
        for update in batch:
            kept.put_nowait(update)

    task = asyncio.create_task(line.poller(store, clock.now).run())
    yield kept
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
