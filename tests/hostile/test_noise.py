"""Noise at every door that takes a POST: nothing is accepted, nothing breaks.

`DIAOYUE_HOSTILE_POSTS` says how many at each door; ten thousand unless told otherwise.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from bot.config import Settings
from sandbox.clock import PushedClock
from sandbox.schools import load
from sandbox.town import Town, opened, outside, tree_for
from tests.hostile.doors import standing, still_serves
from tests.hostile.noise import DOORS, Make, Post, posts

POSTS = int(os.environ.get("DIAOYUE_HOSTILE_POSTS", "10000"))
A_FEW = 120
AT_ONCE = 20
ROOM = 96 * 1024 * 1024  # bytes the process may have grown by after all of them


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Town]:
    """The school with every door open, Telegram's too."""
    async with outside(load("taishan"), PushedClock()) as platforms:
        tree = tree_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        hook = {"mode": "webhook", "secret": "only-telegram-knows_0"}
        tree["schools"]["taishan"]["telegram"] |= hook
        async with opened(platforms, Settings.read(tree)) as here:
            yield here


async def thrown(here: Town, make: Make, count: int, seed: int) -> Counter[int]:
    """How often each status was answered. Many posts over a few connections; a body that was
    refused unread takes its connection with it."""
    told: Counter[int] = Counter()
    waiting = posts(here, make, count, seed)

    async def hand(session: aiohttp.ClientSession) -> None:
        for post in waiting:
            told[await status(here, session, post)] += 1

    async with aiohttp.ClientSession(trust_env=False) as session:
        await asyncio.gather(*(hand(session) for _ in range(AT_ONCE)))
    return told


async def status(here: Town, session: aiohttp.ClientSession, post: Post) -> int:
    url = URL(here.settings.web.public_url + post.path, encoded=True).with_query(post.query)
    how = {"data": post.body, "headers": post.headers, "allow_redirects": False}
    try:
        async with session.post(url, **how) as answer:  # type: ignore[arg-type]  # as above
            await answer.read()
            return answer.status
    except aiohttp.ClientConnectionError:
        return 413  # hung up on while still talking


def resident() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


async def nothing_is_taken(here: Town, make: Make, count: int) -> None:
    await still_serves(here)
    before = await standing(here)
    await thrown(here, make, A_FEW, seed=1)  # what the first of each kind loads stays
    size = resident()
    told = await thrown(here, make, count, seed=count)
    assert told.total() == count
    assert {one for one in told if not 400 <= one < 500} == set()
    assert await standing(here) == before
    assert resident() - size < ROOM
    await still_serves(here)


@pytest.mark.parametrize("door", DOORS)
async def test_a_little_noise_is_taken_for_nothing(hooked: Town, door: str) -> None:
    await nothing_is_taken(hooked, DOORS[door], A_FEW)


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
async def test_ten_thousand_posts_are_taken_for_nothing(hooked: Town, door: str) -> None:
    await nothing_is_taken(hooked, DOORS[door], POSTS)
