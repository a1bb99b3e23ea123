"""/readyz: the database answers and every platform's intake was heard of lately."""

from datetime import timedelta
from pathlib import Path

import aiohttp

from sandbox.clock import SCHOOL_DAY, PushedClock
from sandbox.town import Town, town
from storage import requests


async def readiness(here: Town) -> tuple[int, dict[str, str]]:
    url = f"{here.settings.web.public_url}/readyz"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, (await answer.json())["checks"]


async def test_a_silent_poll_is_told(taishan: Town) -> None:
    await taishan.stage["乔木"].says("帮助")
    await taishan.stage["乔木"].sees("怎么用")
    status, checks = await readiness(taishan)
    assert (status, checks["telegram:taishan"]) == (200, "ok")
    # The poll that is held open now began before the clock was pushed.
    taishan.clock.push(timedelta(hours=1))
    status, checks = await readiness(taishan)
    assert status == 503
    assert checks["telegram:taishan"].startswith("silent_since_")


async def test_what_reads_a_request_is_ready_before_somebody_waits_for_it(
    tmp_path: Path,
) -> None:
    requests._adapter.cache_clear()
    async with town("taishan", tmp_path, clock=PushedClock(SCHOOL_DAY)):
        assert requests._adapter.cache_info().currsize
