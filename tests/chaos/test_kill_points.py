"""SIGKILL at each moment at which something passes between a platform and the product.

The stand-ins strike: when a call has come and before it is answered, and right after it was
answered; when a poll confirms what was kept; before and after a callback. The suite takes a few of
the two hundred moments of a case, `DIAOYUE_KILL_POINTS=250` takes every one.
"""

import os
from pathlib import Path

import pytest

from tests.chaos.case import becomes, whole, whole_case
from tests.chaos.siege import Moments, as_told, siege, undisturbed

pytestmark = pytest.mark.slow

POINTS = int(os.environ.get("DIAOYUE_KILL_POINTS", "16"))
SURE = 0.95  # of the moments come in every run; how much is said at the end differs a little


@pytest.mark.parametrize("point", range(POINTS))
async def test_the_case_survives_a_kill_at_this_moment(tmp_path: Path, point: int) -> None:
    calm = await undisturbed(tmp_path / "calm")
    async with siege(tmp_path) as here:
        moments = Moments(here, 1 + int(calm.moments * SURE * point / POINTS))
        await whole_case(here.stage, here.clock)
        await becomes(here.store, whole)
        assert here.kills == 1, moments.passed
        as_told(here, calm)
