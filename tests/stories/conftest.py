"""A demo school for each test: stand-ins, product and phones, in this process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import logs
from sandbox.town import Town, town


@pytest.fixture(scope="session", autouse=True)
def quiet_logs() -> None:
    logs.set_up(level="WARNING")


@pytest.fixture
async def taishan(tmp_path: Path) -> AsyncIterator[Town]:
    async with town("taishan", tmp_path) as here:
        yield here


@pytest.fixture
async def lingnan(tmp_path: Path) -> AsyncIterator[Town]:
    async with town("lingnan", tmp_path) as here:
        yield here
