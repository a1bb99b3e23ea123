"""The whole case on PostgreSQL: one process and two, killed; the server itself restarted."""

import asyncio
from pathlib import Path

import pytest

from tests.chaos.case import becomes, whole, whole_case
from tests.chaos.siege import UNHURRIED, as_told, killed_at_random, siege, undisturbed

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("seed", range(2))
async def test_the_case_survives_kills_at_random_moments(
    tmp_path: Path, postgres_url: str, seed: int, processes: int
) -> None:
    calm = await undisturbed(tmp_path / "calm")
    async with siege(tmp_path, database=postgres_url, processes=processes) as here:
        async with killed_at_random(here, seed, most=8):
            await whole_case(here.stage, here.clock)
        await becomes(here.store, whole)
        assert here.kills
        as_told(here, calm)


async def test_when_the_polling_process_is_killed_the_other_polls(
    tmp_path: Path, postgres_url: str
) -> None:
    async with siege(
        tmp_path, database=postgres_url, processes=2, looked_after=False, patience=UNHURRIED
    ) as here:
        assert "leading.taken" in here.processes[0].tail()
        assert "leading.taken" not in here.processes[1].tail()
        begins = asyncio.Event()
        here.platforms.telegram.faults.watch = lambda moment, call: (
            begins.set() if (moment, call) == ("came", "deletewebhook") else None
        )
        here.strike(here.processes[0])
        await begins.wait()  # a poll begins like this
        await here.stage["乔木"].says("申请")
        await here.stage["乔木"].sees("本班学生")
        # Two that poll would be told so; the first one's last poll is cut off by its death.
        assert "another process polls" not in here.processes[1].log.read_text("utf-8")
