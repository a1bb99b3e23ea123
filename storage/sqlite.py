"""SQLite: one thread writes, and everything that waits together is committed together.

The dear part of a commit is waiting for the disk. The writer takes all jobs that are waiting, runs
each in its own savepoint and commits once; only then does anybody hear that his job is done. A
job that fails takes back its own savepoint and nobody else's.
"""

import asyncio
import queue
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.pool import QueuePool, StaticPool

from storage.connecting import sqlite_engine
from storage.store import Job, Store, T
from storage.vault import Vault
from storage.work import Clock, Work, told

GROUP = 64  # jobs per commit, so that the first one's wait stays short
READERS = 4


@dataclass(slots=True)
class _Order:
    """A job, who waits for it, and how it went."""

    job: Job[Any]
    loop: asyncio.AbstractEventLoop
    waiter: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None

    def answer(self) -> None:
        if self.waiter.done():  # cancelled meanwhile; the job has been done all the same
            return
        if self.error is None:
            self.waiter.set_result(self.result)
        else:
            self.waiter.set_exception(self.error)


class SqliteStore(Store):
    dialect = "sqlite"

    def __init__(self, url: str, clock: Clock, vault: Vault) -> None:
        super().__init__(vault)
        self._clock = clock
        self._memory: dict[Any, Any] = {}
        self._writing = sqlite_engine(url, writes=True, vault=vault, poolclass=StaticPool)
        event.listen(self._writing, "connect", _keep_what_is_short_lived_in_memory)
        self._reading = sqlite_engine(
            url,
            writes=False,
            vault=vault,
            poolclass=QueuePool,
            pool_size=READERS,
            max_overflow=0,
        )
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS, "diaoyue-read")
        self._writer = threading.Thread(target=self._write, name="diaoyue-write", daemon=True)
        self._closed = False
        self._writer.start()

    async def transact(self, job: Job[T]) -> T:
        if self._closed:
            raise RuntimeError("the store is closed")
        loop = asyncio.get_running_loop()
        order = _Order(job, loop, loop.create_future())
        self._orders.put(order)
        result: T = await order.waiter
        return result

    async def read(self, job: Job[T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, job)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._orders.put(None)
        await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._readers.shutdown)
        self._writing.dispose()
        self._reading.dispose()

    def _work(self, conn: Connection, *, writes: bool) -> Work:
        return Work(
            connection=conn,
            say=saying(conn),
            now=self._clock.now().astimezone(UTC),
            tick=self.tick(),
            dialect=self.dialect,
            writes=writes,
            memory=self._memory,
        )

    def _read(self, job: Job[T]) -> T:
        try:
            with self._reading.begin() as conn:
                return job(self._work(conn, writes=False))
        except StopIteration as error:
            raise told(error) from error

    def _write(self) -> None:
        while group := self._next_group():
            try:
                self._commit_together(group)
            except BaseException as error:  # noqa: BLE001 - told to everybody who waits
                # Nothing of this group is on the disk, whatever its jobs believe.
                for order in group:
                    order.error = told(error)
            _answer(group)

    def _next_group(self) -> list[_Order]:
        """All that waits, up to a bound; empty when the store is closing."""
        order = self._orders.get()
        group: list[_Order] = []
        while order is not None:
            group.append(order)
            if len(group) == GROUP or self._orders.empty():
                return group
            order = self._orders.get()
        if group:
            self._orders.put(None)  # seen too early: finish this group first
        return group

    def _commit_together(self, group: list[_Order]) -> None:
        with self._writing.begin() as conn:
            raw = conn.connection.driver_connection
            assert raw is not None
            for order in group:
                self._run(order, conn, raw)
                if not raw.in_transaction:
                    # A full disk makes SQLite take back the whole transaction by itself.
                    raise order.error or RuntimeError("a job ended the transaction")

    def _run(self, order: _Order, conn: Connection, raw: Any) -> None:
        raw.execute("SAVEPOINT job")
        try:
            order.result = self._work(conn, writes=True).whole(order.job)
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            order.error = told(error)
            if raw.in_transaction:
                raw.execute("ROLLBACK TO job")
                raw.execute("RELEASE job")
        else:
            raw.execute("RELEASE job")


def _keep_what_is_short_lived_in_memory(connection: Any, _record: Any) -> None:
    """Of each page a savepoint changes it keeps what it may take back: else in a file, which costs
    two writes an update. Jobs are small; a migration, which is not, has an engine of its own."""
    connection.execute("PRAGMA temp_store=MEMORY")


def saying(conn: Connection) -> Callable[[str], None]:
    """For `Work.say`: the driver takes one statement at a time."""
    raw: Any = conn.connection.driver_connection

    def say(words: str) -> None:
        for each in words.split("; "):
            # Outside a transaction: a full disk has taken everything back by itself.
            if raw.in_transaction:
                raw.execute(each)

    return say


def _answer(group: list[_Order]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Order]] = defaultdict(list)
    for order in group:
        by_loop[order.loop].append(order)
    for loop, orders in by_loop.items():
        if not loop.is_closed():  # else nobody is left who could be told
            loop.call_soon_threadsafe(_answer_all, orders)


def _answer_all(orders: list[_Order]) -> None:
    for order in orders:
        order.answer()
