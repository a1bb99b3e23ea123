"""The whole case while everything around it breaks, one thing after the other: each kind of fault
comes in turn, at moments drawn by the seed. By hand: `DIAOYUE_WEATHERS=40` tries forty seeds.
"""

import asyncio
import contextlib
import logging
import os
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chaos.case import Screens, becomes, doubled, missing, promised, whole, whole_case
from tests.chaos.day import Day
from tests.chaos.siege import Siege, siege, undisturbed
from tests.chaos.told import LATE
from tests.chaos.weather import bad_weather

SEEDS = int(os.environ.get("DIAOYUE_WEATHERS", "0"))
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not SEEDS, reason="a campaign, by hand")]
LOOK = 1.0  # seconds
# The two ways in which a case says that its footage will not be lost meanwhile.
FOOTAGE = re.compile(r"录像约保存至.*|录像已保全，审批期间不会被覆盖。")
EMPTY = re.compile(r"\n+")
DECIDED = re.compile(r"(【.*】).*(已同意 · \S+).*", re.DOTALL)
log = logging.getLogger(__name__)


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


def whenever_it_left(screens: Screens) -> Screens:
    """A message that waited for a platform says that it is late, where that is ten minutes. And the
    case in words above a WeCom card is true when it leaves and never edited: whoever gets it late
    reads that the footage is held already, and not until when it would last; whoever has decided,
    that he can take it back, or can no longer."""
    found: Screens = {}
    for name, messages in screens.items():
        found[name] = Counter()
        for words, times in messages.items():
            told = LATE.sub("\n", words)
            if words.lstrip().startswith("【"):
                told = DECIDED.sub(r"\1\2", FOOTAGE.sub("·", told))
            found[name][EMPTY.sub("\n", told).strip()] += times
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_the_case_in_bad_weather_reads_as_a_calm_one(tmp_path: Path, seed: int) -> None:
    calm = await undisturbed(tmp_path / "calm")
    async with siege(tmp_path) as here, time_passes(here):
        async with bad_weather(here, seed, often=(3, 12)) as weather:
            await whole_case(here.stage, here.clock)
        await becomes(here.store, whole)
        seen, read = map(whenever_it_left, (promised(here.stage), calm.screens))
        surplus = doubled(seen, read)
        log.info("kills %s, twice %s, %s", here.kills, surplus, sorted(weather.drawn.items()))
        assert weather.drawn.total() > 5
        assert missing(seen, read) == {}
        assert surplus <= weather.doubles
