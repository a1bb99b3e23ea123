"""/readyz: the database answers and every platform's intake was heard of lately."""

from datetime import timedelta

import aiohttp

from sandbox.town import Town


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
