"""SIGTERM with work under way: what has begun is ended, nothing is held, the exit code is 0."""

import asyncio
import signal
from pathlib import Path

import pytest

from bot.approvals.request import State
from storage import outbox, requests
from tests.chaos.case import becomes, decides, files, settled
from tests.chaos.siege import UNHURRIED, Siege, siege

pytestmark = pytest.mark.slow


async def stopped_in_the_middle(here: Siege, slowly: float) -> int:
    """A decision is made, its news are on their way and slow; then SIGTERM. The exit code."""
    await files(here.stage["乔木"], here.clock)
    await here.stage["值班员甲"].sees("保全录像")
    here.platforms.telegram.faults.delay("sendMessage", 4, slowly)
    here.platforms.telegram.faults.delay("editMessageText", 4, slowly)
    came = asyncio.Event()
    here.platforms.telegram.faults.watch = lambda moment, call: (
        came.set() if (moment, call) == ("came", "sendmessage") else None
    )
    await here.stage["牧星野"].taps("同意")
    await came.wait()
    return await here.processes[0].stop()


async def ends_well(folder: Path, database: str) -> None:
    async with siege(folder, database=database, looked_after=False, patience=UNHURRIED) as here:
        assert await stopped_in_the_middle(here, slowly=0.3) == 0, here.processes[0].tail()
        assert await here.store.read(outbox.under_way) == 0
        assert "Traceback" not in here.processes[0].log.read_text("utf-8")
        await here.processes[0].start()
        await decides(here.stage["雷默言"], "同意", "已同意")
        await becomes(here.store, settled)
        request = await here.store.read(lambda work: requests.load(work, 1))
        assert (request.state, request.step) == (State.IN_APPROVAL, 2)


async def test_a_stop_ends_what_has_begun(tmp_path: Path) -> None:
    await ends_well(tmp_path, "")


@pytest.mark.postgres
async def test_a_stop_ends_what_has_begun_on_postgresql(
    tmp_path: Path, postgres_url: str
) -> None:
    await ends_well(tmp_path, postgres_url)


@pytest.mark.parametrize("when", [0.0, 0.1, 0.3])
async def test_a_stop_while_it_starts_is_obeyed(tmp_path: Path, when: float) -> None:
    """By the command itself, as an operator starts it."""
    async with siege(tmp_path, looked_after=False, patience=UNHURRIED) as here:
        process = here.processes[0]
        assert await process.stop() == 0
        starting = asyncio.create_task(process.start())
        await asyncio.sleep(when)  # whenever it comes, the answer is an end
        process.strike(signal.SIGTERM)
        await asyncio.gather(starting, return_exceptions=True)
        assert await process.stop() in (0, -signal.SIGTERM)
