"""SIGKILL at random moments of the whole case: nothing is lost, at most one message doubled each.

`DIAOYUE_KILLED_SEEDS=40` tries more of them.
"""

import os
from pathlib import Path

import pytest

from tests.chaos.case import becomes, whole, whole_case
from tests.chaos.siege import as_told, killed_at_random, siege, undisturbed

pytestmark = pytest.mark.slow

SEEDS = int(os.environ.get("DIAOYUE_KILLED_SEEDS", "6"))


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_the_case_survives_kills_at_random_moments(tmp_path: Path, seed: int) -> None:
    calm = await undisturbed(tmp_path / "calm")
    async with siege(tmp_path) as here:
        async with killed_at_random(here, seed):
            await whole_case(here.stage, here.clock)
        await becomes(here.store, whole)
        assert here.kills
        as_told(here, calm)
