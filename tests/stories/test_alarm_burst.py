"""Ten thousand alarms at once: each is answered 202, and stored once."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import aiohttp
import pytest

from sandbox.town import ALARM_TOKEN, Town
from storage import faults, signals
from storage.store import Work

pytestmark = pytest.mark.slow

ALARMS, SENDERS = 10_000, 200
AGAIN = 10  # every so manieth is sent twice


def alarms(here: Town) -> Iterator[dict[str, str]]:
    cameras = [row["id"] for row in here.platforms.school.cameras]
    for number in range(ALARMS):
        device = cameras[number % len(cameras)]
        alarm = {"device": device, "phase": "open", "id": str(number)}
        yield alarm
        if number % AGAIN == 0:
            yield alarm


async def test_ten_thousand_at_once(taishan: Town) -> None:
    url = f"{taishan.settings.web.public_url}/alerts/taishan/generic"
    waiting, answers = alarms(taishan), Counter[tuple[int, int, int]]()

    async def send(session: aiohttp.ClientSession) -> None:
        for alarm in waiting:
            async with session.post(url, json=alarm) as answer:
                said = await answer.json()
                answers[answer.status, said["stored"], said["known"]] += 1

    headers = {"Authorization": f"Bearer {ALARM_TOKEN}"}
    connector = aiohttp.TCPConnector(limit=SENDERS)
    async with aiohttp.ClientSession(headers=headers, connector=connector) as session:
        await asyncio.gather(*(send(session) for _ in range(SENDERS)))
    assert answers == {(202, 1, 0): ALARMS, (202, 0, 1): ALARMS // AGAIN}
    assert await taishan.product.store.read(_stored) == ALARMS
    async with asyncio.timeout(300):
        # The product goes through them in its own time, and nobody is told when.
        while await taishan.product.store.read(_left):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    found = await taishan.product.store.read(lambda work: faults.open_here(work, "taishan"))
    cameras = {row["id"] for row in taishan.platforms.school.cameras}
    assert Counter(one.device for one in found) == dict.fromkeys(cameras, 1)


def _stored(work: Work) -> int:
    found = work.conn.exec_driver_sql("SELECT count(*), count(DISTINCT key) FROM signals").one()
    assert found[0] == found[1]
    return int(found[0])


def _left(work: Work) -> int:
    return signals.number_waiting(work, "taishan")
