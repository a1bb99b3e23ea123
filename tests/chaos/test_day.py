"""A busy day of each school in bad weather: people read what they read on an undisturbed one, the
journal and the books say the same, and at most one message comes twice for each kill.

Always one day of 泰山; by hand `DIAOYUE_DAYS=50` plays fifty of each school and, on PostgreSQL, two
with two processes. With `--log-cli-level=INFO` each says what came over it.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sandbox.clock import SCHOOL_DAY
from tests.chaos.busy import busy
from tests.chaos.college import college
from tests.chaos.day import Day
from tests.chaos.siege import INSISTENT, UNHURRIED, Siege, siege
from tests.chaos.told import Told, all_is_well, in_time, reads_as, told
from tests.chaos.weather import Weather, bad_weather

DAYS = int(os.environ.get("DIAOYUE_DAYS", "0"))
ALWAYS = {"taishan": 2}  # the quickest of those that were played
pytestmark = pytest.mark.slow
by_hand = pytest.mark.skipif(not DAYS, reason="a campaign, by hand")
EIGHT = SCHOOL_DAY.replace(hour=8)
LIVED: dict[str, Callable[[Siege, Weather | None], Awaitable[Day]]] = {
    "taishan": busy,
    "lingnan": college,
}
BUSY = {"taishan": ("乔木", "温若谷", "值班员甲"), "lingnan": ("辅导员01", "岑疏影", "班一")}
SEEDS = [(school, seed) for school in LIVED for seed in range(DAYS)] or list(ALWAYS.items())


@pytest.fixture(scope="module")
def calm() -> dict[str, Told]:
    """The days on which nothing breaks, played once for all who compare."""
    return {}


async def undisturbed(calm: dict[str, Told], school: str, folder: Path) -> Told:
    if school not in calm:
        await asyncio.to_thread(folder.mkdir)
        async with siege(
            folder, school=school, start=EIGHT, quiet=True, patience=UNHURRIED, ropes=True
        ) as here:
            of = await LIVED[school](here, None)
            await all_is_well(here)
            await here.store.read(in_time)
            calm[school] = await told(of)
        assert calm[school].journal.total() > 50
        assert len(calm[school].promises) > 100
        assert all(calm[school].screens[name] for name in BUSY[school])
    return calm[school]


@pytest.mark.parametrize(("school", "seed"), SEEDS)
async def test_a_day_in_bad_weather_reads_as_a_calm_one(
    tmp_path: Path, calm: dict[str, Told], school: str, seed: int
) -> None:
    still = await undisturbed(calm, school, tmp_path / "calm")
    await disturbed(tmp_path, still, school, seed)


@by_hand
@pytest.mark.postgres
@pytest.mark.parametrize("school", LIVED)
@pytest.mark.parametrize("seed", [7, 8])
async def test_so_does_one_of_two_processes(
    tmp_path: Path, postgres_url: str, calm: dict[str, Told], school: str, seed: int
) -> None:
    still = await undisturbed(calm, school, tmp_path / "calm")
    await disturbed(tmp_path, still, school, seed, database=postgres_url)


async def disturbed(
    folder: Path, calm: Told, school: str, seed: int, *, database: str = ""
) -> None:
    async with siege(
        folder,
        school=school,
        start=EIGHT,
        quiet=True,
        database=database,
        processes=2 if database else 1,
        patience=INSISTENT,
        ropes=True,
    ) as here:
        async with bad_weather(here, seed, database) as weather:
            of = await LIVED[school](here, weather)
        await all_is_well(here)
        assert here.kills
        reads_as(calm, await told(of), weather)
