"""PostgreSQL for the upgrades, and logs that keep quiet."""

import pytest

from bot import logs
from tests.postgres import postgres_server

__all__ = ["postgres_server"]


@pytest.fixture(scope="session", autouse=True)
def quiet_logs() -> None:
    logs.set_up(level="WARNING")
