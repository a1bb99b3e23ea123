"""Ten thousand alarms at once, and what three groups hear of them."""

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import aiohttp

from benchmarks.report import Aim, Column, Result
from sandbox.clock import SCHOOL_DAY, PushedClock
from sandbox.town import ALARM_TOKEN, Town, town
from storage import outbox, signals
from storage.store import Work

ABOUT = "10,000 alarms posted over 200 connections, told to the groups"
ALARMS, SENDERS = 10_000, 200
GATHERED = timedelta(minutes=1)  # faults of one cause become one message


async def posted(here: Town) -> tuple[float, Counter[int]]:
    """Seconds until all are answered, and how."""
    url = f"{here.settings.web.public_url}/alerts/taishan/generic"
    waiting, answers = iter(range(ALARMS)), Counter[int]()
    cameras = [row["id"] for row in here.platforms.school.cameras]

    async def send(session: aiohttp.ClientSession, numbers: Iterator[int]) -> None:
        for number in numbers:
            device = cameras[number % len(cameras)]
            alarm = {"device": device, "phase": "open", "id": str(number)}
            status = await taken(session, url, alarm)
            answers[status] += 1

    headers = {"authorization": f"Bearer {ALARM_TOKEN}"}
    connector = aiohttp.TCPConnector(limit=SENDERS)
    began = time.perf_counter()
    async with aiohttp.ClientSession(headers=headers, connector=connector) as session:
        await asyncio.gather(*(send(session, waiting) for _ in range(SENDERS)))
    return time.perf_counter() - began, answers


async def measured() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        async with town("taishan", Path(folder), clock=PushedClock(SCHOOL_DAY)) as here:
            answering, answers = await posted(here)
            assert answers == {202: ALARMS}, answers
            deciding = await nothing_left(here, _undecided)
            here.push(GATHERED)
            await here.rings()
            await nothing_left(here, _owed)
            messages = _in_groups(here)
            return {
                "posts": ALARMS / answering,
                "deciding": deciding,
                "messages": float(sum(messages.values())),
                "most": float(max(messages.values())),
            }


async def taken(session: aiohttp.ClientSession, url: str, alarm: dict[str, str]) -> int:
    """As such systems do: over a connection that was closed meanwhile they begin again."""
    while True:
        with contextlib.suppress(aiohttp.ClientConnectionError):
            async with session.post(url, json=alarm) as answer:
                return answer.status


async def nothing_left(here: Town, left: Callable[[Work], int]) -> float:
    """Seconds until the product, which tells nobody when, has gone through it all."""
    began = time.perf_counter()
    while await here.store.read(left):  # noqa: ASYNC110 — rows tell nobody
        await asyncio.sleep(0.1)
    return time.perf_counter() - began


def _undecided(work: Work) -> int:
    return signals.number_waiting(work, "taishan")


def _owed(work: Work) -> int:
    return outbox.owed(work).count


def _in_groups(here: Town) -> Counter[str]:
    groups = here.platforms.school.groups
    said = {
        g.name: len(here.stage.exchanges[g.platform].bubbles(g.chat, g.members[0]))
        for g in groups
    }
    return Counter(said)


def run(_: argparse.Namespace) -> Result:
    found = asyncio.run(measured())
    return Result(
        name=ABOUT,
        columns=(
            Column(key="posts", title="posts/s"),
            Column(key="deciding", title="s until decided", digits=1),
            Column(key="messages", title="messages in groups"),
            Column(key="most", title="most in one"),
        ),
        rows={f"{ALARMS:,} alarms": found},
        aims=(Aim(what="messages in one group", value=found["most"], at_most=5),),
    )
