"""A running school and a stranger at its doors."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.stories.conftest import quiet_logs, taishan

__all__ = ["quiet_logs", "stranger", "taishan"]


@pytest.fixture
async def stranger() -> AsyncIterator[aiohttp.ClientSession]:
    """Every call on a connection of its own: a refused body closes it."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as one:
        yield one
