"""The process is killed at random during a week with the clock pushed: people read what they would
have read, at most one message too many for each kill; with several processes on PostgreSQL too."""

import asyncio
from pathlib import Path

import pytest

from sandbox.clock import SCHOOL_DAY
from tests.chaos.case import Screens, becomes, doubled, missing, promised
from tests.chaos.siege import UNHURRIED, killed_at_random, siege
from tests.chaos.week import LONG_ENOUGH, ended, week

pytestmark = pytest.mark.slow

WEDNESDAY = SCHOOL_DAY.replace(hour=9)


@pytest.fixture(scope="module")
def calm() -> list[Screens]:
    """The week when nobody kills anything, played once for all who compare."""
    return []


async def undisturbed(calm: list[Screens], folder: Path) -> Screens:
    if not calm:
        await asyncio.to_thread(folder.mkdir)
        async with siege(folder, start=WEDNESDAY, quiet=True, patience=UNHURRIED) as here:
            await week(here)
            await becomes(here.store, ended)
            calm.append(promised(here.stage))
        # Asked, nudged, reminded and told that time ran out: a week in which something is said.
        assert calm[0]["牧星野"].total() >= 3
    return calm[0]


@pytest.mark.parametrize("seed", range(2))
async def test_a_week_with_kills_reads_as_one_without(
    tmp_path: Path, calm: list[Screens], seed: int
) -> None:
    await disturbed(tmp_path, await undisturbed(calm, tmp_path / "calm"), seed)


@pytest.mark.postgres
@pytest.mark.parametrize("processes", [2, 3])
async def test_so_does_one_of_several_processes(
    tmp_path: Path, postgres_url: str, calm: list[Screens], processes: int
) -> None:
    told = await undisturbed(calm, tmp_path / "calm")
    await disturbed(tmp_path, told, 7, database=postgres_url, processes=processes)


async def disturbed(
    folder: Path, calm: Screens, seed: int, *, database: str = "", processes: int = 1
) -> None:
    async with siege(
        folder, start=WEDNESDAY, quiet=True, database=database, processes=processes
    ) as here:
        async with killed_at_random(here, seed, most=30, longest=4.0):
            await week(here)
        await becomes(here.store, ended, seconds=LONG_ENOUGH)
        seen = promised(here.stage)
        assert here.kills
        assert missing(seen, calm) == {}
        assert doubled(seen, calm) <= here.kills
