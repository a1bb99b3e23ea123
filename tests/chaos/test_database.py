"""The database is locked, gone, restarted: nothing is lost, and /readyz says so meanwhile."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.process import Process
from tests.chaos.case import (
    becomes,
    carries_out,
    decides,
    decides_on_a_page,
    files,
    holds,
    whole,
    whole_case,
)
from tests.chaos.siege import UNHURRIED, Siege, as_told, siege, undisturbed
from tests.postgres import Server

pytestmark = pytest.mark.slow


@contextlib.asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Somebody else writes, for longer than a writer waits."""
    other = sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
    try:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
    finally:
        other.close()


async def test_what_comes_while_the_file_is_locked_is_late_and_not_lost(tmp_path: Path) -> None:
    calm = await undisturbed(tmp_path / "calm")
    async with siege(tmp_path, patience=UNHURRIED) as here:
        await files(here.stage["乔木"], here.clock)
        await holds(here.stage["值班员甲"])
        async with locked(tmp_path / "siege.db"):
            # WeCom hears nothing or 500 and repeats; Telegram keeps what was not confirmed.
            await here.stage["牧星野"].taps("同意")
            await asyncio.sleep(11)  # past `storage.connecting.BUSY_SECONDS`
        await decides(here.stage["牧星野"], "同意", "已同意")
        await decides(here.stage["雷默言"], "同意", "已同意")
        await here.stage["温若谷"].sees("同意", patience=30)
        async with locked(tmp_path / "siege.db"):
            await here.stage["温若谷"].taps("同意")
        await decides(here.stage["温若谷"], "同意", "已同意")
        await decides_on_a_page(here.stage["裴云旗"], here.stage["乔木"])
        officer = here.stage["值班员甲"]
        await carries_out(officer, here.stage["乔木"])
        await decides(officer, "已解除", "✓ 解除保全")
        await becomes(here.store, whole)
        as_told(here, calm)


async def readiness(process: Process) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{process.address}/readyz") as response,
    ):
        return response.status, await response.text()


async def is_ready(process: Process, *, ready: bool) -> str:
    async with asyncio.timeout(60):
        while True:
            status, said = await readiness(process)
            if (status == 200) == ready:
                return said
            await asyncio.sleep(0.1)


async def restarted(server: Server, here: Siege, seconds: float) -> None:
    await asyncio.to_thread(server.stop)
    said = await is_ready(here.processes[0], ready=False)
    assert '"database"' in said
    await asyncio.sleep(seconds)  # an outage lasts a while, and people go on meanwhile
    await asyncio.to_thread(server.start)
    await is_ready(here.processes[0], ready=True)


@pytest.mark.postgres
@pytest.mark.parametrize("processes", [1, 2])
async def test_postgresql_is_restarted_in_the_middle(
    tmp_path: Path, postgres_server: Server, postgres_url: str, processes: int
) -> None:
    calm = await undisturbed(tmp_path / "calm")
    async with siege(tmp_path, database=postgres_url, processes=processes) as here:
        case = asyncio.create_task(whole_case(here.stage, here.clock))
        for pause in (0.2, 2.0):
            await restarted(postgres_server, here, pause)
        await case
        await becomes(here.store, whole)
        # Nothing was killed, but a message may leave whose sending cannot be recorded.
        here.kills += 2
        as_told(here, calm)
