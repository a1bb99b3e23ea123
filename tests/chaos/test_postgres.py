"""The whole case on PostgreSQL: one process and two, killed; the server itself restarted."""

from pathlib import Path

import pytest

from tests.chaos.case import becomes, whole, whole_case
from tests.chaos.siege import as_told, killed_at_random, siege, undisturbed

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
