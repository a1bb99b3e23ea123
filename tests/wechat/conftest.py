"""What the tests of the service account share."""

from collections.abc import AsyncIterator

import pytest

from tests.wechat.house import House, house


@pytest.fixture
async def here() -> AsyncIterator[House]:
    async with house() as built:
        yield built
