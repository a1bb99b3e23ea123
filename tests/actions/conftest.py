"""A demo school's office over a real database, without platforms."""

from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.actions.office import Rules
from bot.approvals.policy import named
from sandbox.clock import PushedClock
from sandbox.schools import load
from sandbox.town import import_lists
from storage import upgrading
from storage.store import Store


@pytest.fixture
def clock() -> PushedClock:
    return PushedClock()


@pytest.fixture
async def store(tmp_path: Path, clock: PushedClock) -> AsyncIterator[Store]:
    url = f"sqlite:///{tmp_path}/office.db"
    upgrading.upgrade(url)
    store = await Store.open(url, clock)
    yield store
    await store.close()


@pytest.fixture(params=["taishan", "lingnan"])
async def rules(request: pytest.FixtureRequest, store: Store) -> Rules:
    """Each school in turn, with everybody and every camera moved in."""
    return await moved_in(store, request.param)


@pytest.fixture
async def taishan(store: Store) -> Rules:
    return await moved_in(store, "taishan")


async def moved_in(store: Store, name: str) -> Rules:
    school = load(name)
    pack = named(school.pack)
    await store.transact(lambda work: import_lists(work, school, pack))
    return Rules(school=school.id, pack=pack, zone=ZoneInfo("Asia/Shanghai"))
