"""A demo school for each test: stand-ins, product and phones, in this process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import logs
from sandbox.clock import SCHOOL_DAY, PushedClock
from sandbox.town import Town, town


@pytest.fixture(scope="session", autouse=True)
def quiet_logs() -> None:
    logs.set_up(level="WARNING")


@pytest.fixture
async def taishan(tmp_path: Path) -> AsyncIterator[Town]:
    async with town("taishan", tmp_path, clock=PushedClock(SCHOOL_DAY)) as here:
        yield here


@pytest.fixture
async def lingnan(tmp_path: Path) -> AsyncIterator[Town]:
    async with town("lingnan", tmp_path, clock=PushedClock(SCHOOL_DAY)) as here:
        yield here


# One case of each school is played every time; the others take seconds each.
EVERY_TIME = (
    "test_the_story_ends_as_told[lost_phone]",
    "test_the_story_ends_as_told[guardian_refused]",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.name not in EVERY_TIME:
            item.add_marker(pytest.mark.slow)
