"""Databases of earlier releases, put back and upgraded: what was under way goes on.

`tests/storage/saved` holds one for each release, half-way through a case: one of four has signed,
the second has the card of that time on his telephone, and the teacher stopped in the middle of
another form.
"""

import contextlib
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.clock import PushedClock
from sandbox.schools import load
from sandbox.telegram.world import Message
from sandbox.town import Platforms, Town, opened, outside, settings_for
from storage import journal
from storage.backup import restore
from storage.upgrading import standing
from tests.postgres import Server
from tests.storage import saved
from tests.storage.saved import Saved

pytestmark = pytest.mark.slow
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
SCHOOL = "taishan"


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'restored.db'}"
    server: Server = request.getfixturevalue("postgres_server")
    return server.empty()


@pytest.fixture(params=saved.names())
def before(request: pytest.FixtureRequest, empty: str) -> Saved:
    return saved.load(request.param, empty.partition(":")[0])


def test_there_are_databases_of_several_releases() -> None:
    assert len(saved.names()) >= 4


@contextlib.asynccontextmanager
async def moved(url: str, before: Saved, folder: Path) -> AsyncIterator[Town]:
    """The school on today's release, with its telephones as they were."""
    held = restore(before.unpacked(folder), url)[SCHOOL]
    assert (held.requests, held.waiting, held.bad) == (1, 1, None)
    clock = PushedClock(before.now + timedelta(minutes=5))
    async with outside(load(SCHOOL), clock) as platforms:
        _lay(platforms, before)
        settings = settings_for(platforms, url)
        async with opened(platforms, settings, patience=40) as here:
            assert not standing(url).missing
            yield here


def _lay(platforms: Platforms, before: Saved) -> None:
    world = platforms.telegram.world
    last = 0
    for chat, messages in before.chats.items():
        for json in messages:
            number = int(json["message_id"])
            world.chats[int(chat)].messages[number] = Message(json, json["from"]["id"])
            last = max(last, number)
    world._numbers = itertools.count(last + 1)
    # What the platforms said before was said under other numbers.
    platforms.telegram.updates.jump(1_000_000_000)
    platforms.wecom.callbacks._serial += 1_000_000


async def test_the_card_of_before_the_upgrade_still_counts(
    empty: str, before: Saved, tmp_path: Path
) -> None:
    async with moved(empty, before, tmp_path) as here:
        stage = here.stage
        await stage["雷默言"].taps("同意")
        await stage["雷默言"].sees("已同意")
        await stage["温若谷"].taps("同意")
        await stage["温若谷"].sees("已同意")
        page = await stage["裴云旗"].opens()
        await page.presses("同意")
        await stage["乔木"].sees("已批准")
        bad = await here.product.store.read(lambda work: journal.verify(work, SCHOOL))
        assert bad is None


async def test_a_form_begun_before_the_upgrade_goes_on(
    empty: str, before: Saved, tmp_path: Path
) -> None:
    async with moved(empty, before, tmp_path) as here:
        teacher = here.stage["乔木"]
        await teacher.taps("财物遗失", on="是什么事")
        await teacher.sees("哪些地方", fresh=True)
        await teacher.says("食堂")
        await teacher.sees("摄像头", fresh=True)


async def test_who_lets_a_case_of_before_the_upgrade_lie_is_reminded(
    empty: str, before: Saved, tmp_path: Path
) -> None:
    async with moved(empty, before, tmp_path) as here:
        for _ in range(6):
            here.push(timedelta(hours=8))
            await here.rings()
        await here.stage["雷默言"].sees("提醒")
