"""Every test of the storage runs on SQLite and on PostgreSQL, each time on an empty database."""

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.store import Store
from storage.upgrading import upgrade
from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # in Tai'an


@dataclass
class Clock:
    """Stands still until somebody moves it."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def advance(self, **of: float) -> None:
        self.moment += timedelta(**of)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "ready.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    template: Path = request.getfixturevalue("sqlite_template")
    shutil.copy(template, tmp_path / "school.db")
    return f"sqlite:///{tmp_path / 'school.db'}"


@pytest.fixture
async def store(url: str, clock: Clock) -> AsyncIterator[Store]:
    store = await Store.open(url, clock)
    yield store
    await store.close()


@pytest.fixture
async def another(url: str, clock: Clock) -> AsyncIterator[Store]:
    """A second process on the same database, as far as the database can tell."""
    store = await Store.open(url, clock)
    yield store
    await store.close()


@pytest.fixture
def both(store: Store, another: Store) -> Callable[[int], Store]:
    """Turns about between the two."""
    return lambda turn: (store, another)[turn % 2]
