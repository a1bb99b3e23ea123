"""The whole case while everything around it breaks, one thing after the other: each kind of fault
comes in turn, at moments drawn by the seed. Always one seed (`DIAOYUE_WINDS`) with each kind
about once; by hand `DIAOYUE_WEATHERS=40` tries forty with three of each and, once, two processes.
"""

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chaos.case import Screens, becomes, promised, whole, whole_case
from tests.chaos.day import Day
from tests.chaos.siege import Siege, siege, undisturbed
from tests.chaos.told import not_too_often, unread, whenever_it_left
from tests.chaos.weather import STORM, WIND, bad_weather

SEEDS = int(os.environ.get("DIAOYUE_WEATHERS", "0"))
WINDS = int(os.environ.get("DIAOYUE_WINDS", "1"))
pytestmark = pytest.mark.slow
by_hand = pytest.mark.skipif(not SEEDS, reason="a campaign, by hand")
LOOK = 1.0  # seconds


@contextlib.asynccontextmanager
async def time_passes(here: Siege) -> AsyncIterator[None]:
    """What waits for a second try gets it: nobody sits through a platform's five minutes."""

    async def passes() -> None:
        of = Day(here)
        while True:
            await asyncio.sleep(LOOK)
            await of.a_while()

    task = asyncio.create_task(passes())
    try:
        yield
    finally:
        task.cancel()
        # Not in silence: where time stands still, whatever waits for it would seem lost.
        with contextlib.suppress(asyncio.CancelledError):
            await task


def read(screens: Screens) -> Screens:
    found: Screens = {}
    for name, messages in screens.items():
        found[name] = Counter()
        for words, times in messages.items():
            found[name][whenever_it_left(words)] += times
    return found


@pytest.mark.parametrize("seed", range(WINDS))
async def test_the_case_in_a_wind_reads_as_a_calm_one(tmp_path: Path, seed: int) -> None:
    await disturbed(tmp_path, seed, often=WIND)


@by_hand
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_the_case_in_bad_weather_reads_as_a_calm_one(tmp_path: Path, seed: int) -> None:
    await disturbed(tmp_path, seed)


@by_hand
@pytest.mark.postgres
async def test_so_does_it_on_two_processes(tmp_path: Path, postgres_url: str) -> None:
    """Either may be killed, and every session cut."""
    await disturbed(tmp_path, 7, postgres_url)


async def disturbed(
    folder: Path, seed: int, database: str = "", *, often: tuple[int, int] = STORM
) -> None:
    calm = await undisturbed(folder / "calm")
    processes = 2 if database else 1
    async with (
        siege(folder, database=database, processes=processes) as here,
        time_passes(here),
    ):
        async with bad_weather(here, seed, database, often=often) as weather:
            await whole_case(here.stage, here.clock)
        await becomes(here.store, whole)
        seen, still = read(promised(here.stage)), read(calm.screens)
        assert weather.drawn.total() > 5
        assert unread(seen, still) == {}
        not_too_often(still, seen, weather)
