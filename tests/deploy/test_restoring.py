"""A copy taken while a town is busy, put back on another machine: everything goes on from there."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.clock import PushedClock
from sandbox.schools import load
from sandbox.stories import lost_phone
from sandbox.town import Town, opened, outside, settings_for
from storage import journal, outbox
from storage.backup import backup, restore
from tests.deploy.test_upgrades import ENGINES, SCHOOL
from tests.postgres import Server
from tests.storage.saved.play import WEDNESDAY

pytestmark = pytest.mark.slow
SAYING = 20  # times each of several people says something while the copy is taken


@pytest.fixture(params=ENGINES)
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The machine that runs, and the one the copy is put on."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}", f"sqlite:///{tmp_path / 'new.db'}"
    server: Server = request.getfixturevalue("postgres_server")
    return server.empty(), server.empty()


async def busy(here: Town) -> None:
    async def says(name: str) -> None:
        for _ in range(SAYING):
            await here.stage[name].says("帮助")

    await asyncio.gather(*(says(name) for name in ("乔木", "雷默言", "牧星野")))


async def test_what_was_pending_in_the_copy_is_pending_where_it_is_put_back(
    places: tuple[str, str], tmp_path: Path
) -> None:
    running, elsewhere = places
    clock = PushedClock(WEDNESDAY)
    copy = tmp_path / "copy"
    async with outside(load(SCHOOL), clock) as platforms:
        async with opened(platforms, settings_for(platforms, running), patience=40) as here:
            await lost_phone.file(here, here.stage["乔木"])
            await here.stage["牧星野"].taps("同意")
            await here.stage["雷默言"].sees("同意")
            await asyncio.gather(busy(here), asyncio.to_thread(backup, running, copy))
        held = await asyncio.to_thread(restore, copy, elsewhere)
        assert (held[SCHOOL].requests, held[SCHOOL].waiting, held[SCHOOL].bad) == (1, 1, None)
        # The old machine is gone; the telephones are the same, with all that stands on them.
        async with opened(platforms, settings_for(platforms, elsewhere), patience=40) as there:
            stage = there.stage
            cards = cards_of(there, "雷默言")
            await stage["雷默言"].taps("同意")
            await stage["雷默言"].sees("已同意")
            assert cards_of(there, "雷默言") <= cards  # and no second card came
            await stage["温若谷"].sees("同意")
            for _ in range(6):
                there.push(timedelta(hours=8))
                await there.rings()
            await stage["温若谷"].sees("提醒")
            await nothing_owed(there)
            store = there.product.store
            assert await store.read(lambda work: journal.verify(work, SCHOOL)) is None


def cards_of(here: Town, name: str) -> int:
    """Messages on this telephone with a button to approve: a copy makes no second card."""
    seen = here.stage[name].screen()
    return sum("同意" in key.label for s in seen for row in s.bubble.keys for key in row)


async def nothing_owed(here: Town) -> None:
    """What was due has left; what stays lies ahead."""
    async with asyncio.timeout(60):
        while True:
            here.product.delivery.ring()
            due = await here.product.store.read(outbox.next_due)
            if due is None or due > here.clock.now():
                return
            await asyncio.sleep(0.05)
