"""A demo school's office over a real database, without platforms."""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.actions.office import Rules
from bot.approvals.policy import named
from sandbox.clock import PushedClock
from sandbox.schools import load
from storage import pins, upgrading
from storage.store import Store
from tests.moving_in import move_in

WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


# What takes seconds is tried in one school every time, and in the other when everything is.
SCHOOLS_APART = ("taishan", pytest.param("lingnan", marks=pytest.mark.slow))
one_school = pytest.mark.parametrize("rules", SCHOOLS_APART, indirect=True)


@pytest.fixture(scope="package", autouse=True)
def quick_pins() -> Iterator[None]:
    """What a guess costs a thief is no matter here, and is a fifth of a random life."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(pins._COST, "n", 2**4)
        yield


@pytest.fixture
def clock() -> PushedClock:
    """An ordinary working day: at night and before a weekend people hear of things later."""
    return PushedClock(WEDNESDAY)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, made once: each test works on a copy."""
    file = tmp_path_factory.mktemp("empty") / "office.db"
    upgrading.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
async def store(tmp_path: Path, empty: Path, clock: PushedClock) -> AsyncIterator[Store]:
    file = tmp_path / "office.db"
    shutil.copyfile(empty, file)
    store = await Store.open(f"sqlite:///{file}", clock)
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
    await store.transact(lambda work: move_in(work, school, pack))
    return Rules(school=school.id, pack=pack, zone=ZoneInfo("Asia/Shanghai"))
