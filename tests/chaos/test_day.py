"""A busy day in bad weather: people read what they read on an undisturbed one, the journal and the
books say the same, and at most one message comes twice for each kill.

Always one day; by hand `DIAOYUE_DAYS=50` plays fifty and, on PostgreSQL, two with two processes.
With `--log-cli-level=INFO` each says what came over it.
"""

import asyncio
import os
from pathlib import Path

import pytest

from sandbox.clock import SCHOOL_DAY
from tests.chaos.busy import busy
from tests.chaos.siege import INSISTENT, UNHURRIED, siege
from tests.chaos.told import Told, all_is_well, in_time, reads_as, told
from tests.chaos.weather import bad_weather

DAYS = int(os.environ.get("DIAOYUE_DAYS", "0"))
ALWAYS = 2  # the quickest of those that were played
pytestmark = pytest.mark.slow
by_hand = pytest.mark.skipif(not DAYS, reason="a campaign, by hand")
EIGHT = SCHOOL_DAY.replace(hour=8)


@pytest.fixture(scope="module")
def calm() -> list[Told]:
    """The day on which nothing breaks, played once for all who compare."""
    return []


async def undisturbed(calm: list[Told], folder: Path) -> Told:
    if not calm:
        await asyncio.to_thread(folder.mkdir)
        async with siege(
            folder, start=EIGHT, quiet=True, patience=UNHURRIED, ropes=True
        ) as here:
            of = await busy(here)
            await all_is_well(here)
            await here.store.read(in_time)
            calm.append(await told(of))
        assert calm[0].journal.total() > 50
        assert len(calm[0].promises) > 100
        assert all(calm[0].screens[name] for name in ("乔木", "温若谷", "值班员甲"))
    return calm[0]


@pytest.mark.parametrize("seed", range(DAYS) or [ALWAYS])
async def test_a_day_in_bad_weather_reads_as_a_calm_one(
    tmp_path: Path, calm: list[Told], seed: int
) -> None:
    await disturbed(tmp_path, await undisturbed(calm, tmp_path / "calm"), seed)


@by_hand
@pytest.mark.postgres
@pytest.mark.parametrize("seed", [7, 8])
async def test_so_does_one_of_two_processes(
    tmp_path: Path, postgres_url: str, calm: list[Told], seed: int
) -> None:
    still = await undisturbed(calm, tmp_path / "calm")
    await disturbed(tmp_path, still, seed, database=postgres_url)


async def disturbed(folder: Path, calm: Told, seed: int, *, database: str = "") -> None:
    async with siege(
        folder,
        start=EIGHT,
        quiet=True,
        database=database,
        processes=2 if database else 1,
        patience=INSISTENT,
        ropes=True,
    ) as here:
        async with bad_weather(here, seed, database) as weather:
            of = await busy(here, weather)
        await all_is_well(here)
        assert here.kills
        reads_as(calm, await told(of), weather)
