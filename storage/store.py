"""Transactions: one synchronous function each, over SQLAlchemy Core.

    number = await store.transact(lambda work: requests.next_number(work, school, kind, 2026))

A job returns and is committed, or raises and leaves nothing behind. It may run more than once, so
it has no effect but on its `Work` (docs/adr/0001).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import make_url

from storage import keys, ticks
from storage.ticks import Tick
from storage.vault import OPEN, Vault
from storage.work import Clock, Collision, Work

T = TypeVar("T")
Job = Callable[[Work], T]

__all__ = ["Clock", "Collision", "Job", "Store", "Work"]


class Store(ABC):
    """A database and the threads that work on it. `dialect` is "sqlite" or "postgresql"."""

    dialect: str
    tick: Callable[[], Tick] = staticmethod(ticks.tick)

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    @staticmethod
    async def open(url: str, clock: Clock, vault: Vault = OPEN) -> "Store":
        """`sqlite:///file.db` or `postgresql://…`. Tables must stand already (`upgrading`).

        Raises KeyMissing, and has touched nothing, when something in there may be sealed with a key
        that is not in the vault.
        """
        store = Store._on(url, clock, vault)
        try:
            known = await store.read(keys.known)
            keys.must_open(known, vault)
            if vault.newest and vault.newest not in known:
                await store.transact(lambda work: keys.enter(work, vault.newest))
        except BaseException:
            await store.close()
            raise
        return store

    @staticmethod
    def _on(url: str, clock: Clock, vault: Vault) -> "Store":
        # Only the driver that is needed is imported: the command line must answer at once.
        if make_url(url).get_backend_name() == "sqlite":
            from storage.sqlite import SqliteStore

            return SqliteStore(url, clock, vault)
        from storage.postgres import PostgresStore

        return PostgresStore(url, clock, vault)

    @abstractmethod
    async def transact(self, job: Job[T]) -> T:
        """Run `job`, commit, return what it gave. Returning means: it is on the disk."""

    @abstractmethod
    async def read(self, job: Job[T]) -> T:
        """Run `job` over one consistent state of the database; it cannot write."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what was handed in, then let go of the database."""
