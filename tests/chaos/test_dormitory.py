"""A case of the second school, whose regulation knows other forms and other hands, while everything
around it breaks. Always one seed (`DIAOYUE_WINDS`); by hand `DIAOYUE_WEATHERS=40` tries forty with
three of each kind of fault, and two processes.
"""

import asyncio
import os
from pathlib import Path

import pytest

from tests.chaos.dormitory import dormitory
from tests.chaos.siege import INSISTENT, UNHURRIED, siege
from tests.chaos.told import Told, all_is_well, reads_as, told
from tests.chaos.weather import STORM, WIND, bad_weather

SEEDS = int(os.environ.get("DIAOYUE_WEATHERS", "0"))
WINDS = int(os.environ.get("DIAOYUE_WINDS", "1"))
pytestmark = pytest.mark.slow
by_hand = pytest.mark.skipif(not SEEDS, reason="a campaign, by hand")


async def undisturbed(folder: Path) -> Told:
    await asyncio.to_thread(folder.mkdir)
    async with siege(folder, school="lingnan", patience=UNHURRIED, ropes=True) as here:
        of = await dormitory(here)
        await all_is_well(here)
        return await told(of)


@pytest.mark.parametrize("seed", range(WINDS))
async def test_a_case_of_the_college_in_a_wind_reads_as_a_calm_one(
    tmp_path: Path, seed: int
) -> None:
    await disturbed(tmp_path, seed, often=WIND)


@by_hand
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_so_does_one_in_a_storm(tmp_path: Path, seed: int) -> None:
    await disturbed(tmp_path, seed)


@by_hand
@pytest.mark.postgres
async def test_so_does_one_of_two_processes(tmp_path: Path, postgres_url: str) -> None:
    await disturbed(tmp_path, 7, postgres_url)


async def disturbed(
    folder: Path, seed: int, database: str = "", *, often: tuple[int, int] = STORM
) -> None:
    calm = await undisturbed(folder / "calm")
    async with siege(
        folder,
        school="lingnan",
        database=database,
        processes=2 if database else 1,
        patience=INSISTENT,
        ropes=True,
    ) as here:
        async with bad_weather(here, seed, database, often=often) as weather:
            of = await dormitory(here, weather)
        await all_is_well(here)
        assert weather.drawn.total() > 5
        reads_as(calm, await told(of), weather)
