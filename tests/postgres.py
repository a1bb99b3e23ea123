"""For a conftest that needs PostgreSQL: `postgres_url` is a fresh database for each test."""

from collections.abc import Iterator

import pytest

from sandbox import postgres
from sandbox.postgres import Server, binaries
from tests.places import in_memory

__all__ = ["Server", "postgres_server", "postgres_url"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Started once."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with postgres.running(in_memory() or postgres.TEMPORARY) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """A database of this test's own, with all tables and no rows."""
    name = postgres_server.take()
    yield postgres_server.url(name)
    postgres_server.give_back(name)
