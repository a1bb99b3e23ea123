"""SIGKILL at each moment at which something passes between a platform and the product.

The stand-ins strike: when a call has come and before it is answered, and right after it was
answered; when a poll confirms what was kept; before and after a callback. `DIAOYUE_KILL_STRIDE=1`
tries every one.
"""

import os
from pathlib import Path

import pytest

from tests.chaos.case import becomes, whole, whole_case
from tests.chaos.siege import Moments, as_told, siege, undisturbed

pytestmark = pytest.mark.slow

STRIDE = int(os.environ.get("DIAOYUE_KILL_STRIDE", "13"))
FIRST, LAST = 5, 195  # an undisturbed case has about two hundred


@pytest.mark.parametrize("moment", range(FIRST, LAST, STRIDE))
async def test_the_case_survives_a_kill_at_this_moment(tmp_path: Path, moment: int) -> None:
    calm = await undisturbed(tmp_path / "calm")
    async with siege(tmp_path) as here:
        moments = Moments(here, moment)
        await whole_case(here.stage, here.clock)
        await becomes(here.store, whole)
        assert here.kills == 1, moments.passed
        as_told(here, calm)
