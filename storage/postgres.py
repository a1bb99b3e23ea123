"""PostgreSQL: a few threads, a connection each, one transaction per job."""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.connecting import postgres_engine
from storage.store import Job, Store, T
from storage.vault import Vault
from storage.work import Clock, Collision, Work, told

THREADS = 8
ATTEMPTS = 5
AGAIN = {"40001", "40P01"}  # serialization failure, deadlock: the server asks us to try again


class PostgresStore(Store):
    dialect = "postgresql"

    def __init__(self, url: str, clock: Clock, vault: Vault) -> None:
        super().__init__(vault)
        self._clock = clock
        self._memory: dict[Any, Any] = {}
        self._engine = postgres_engine(url, vault=vault, pool_size=THREADS, max_overflow=0)
        self._reading = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._threads = ThreadPoolExecutor(THREADS, "diaoyue-db")

    async def transact(self, job: Job[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self._transact, job
        )

    async def read(self, job: Job[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, job)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _work(self, conn: Connection, *, writes: bool) -> Work:
        return Work(
            connection=conn,
            say=conn.exec_driver_sql,
            now=self._clock.now().astimezone(UTC),
            tick=self.tick(),
            dialect=self.dialect,
            writes=writes,
            memory=self._memory,
        )

    def _read(self, job: Job[T]) -> T:
        try:
            return self._look(job)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        # A session of before the server's restart. Looking once more changes nothing.
        return self._look(job)

    def _look(self, job: Job[T]) -> T:
        try:
            with self._reading.begin() as conn:
                return job(self._work(conn, writes=False))
        except StopIteration as error:
            raise told(error) from error

    def _transact(self, job: Job[T]) -> T:
        for attempt in range(1, ATTEMPTS):
            try:
                return self._once(job)
            except (Collision, DBAPIError) as error:
                if not _worth_repeating(error):
                    raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))
        return self._once(job)

    def _once(self, job: Job[T]) -> T:
        with self._engine.connect() as conn:
            try:
                result = self._work(conn, writes=True).whole(job)
            except StopIteration as error:
                conn.rollback()
                raise told(error) from error
            except BaseException:
                conn.rollback()
                raise
            _commit(conn)
            return result


class UnclearCommit(Exception):
    """The connection broke while committing: the change may stand or not. Unique keys settle it."""


def _commit(conn: Connection) -> None:
    try:
        conn.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise UnclearCommit from error
        raise


def _worth_repeating(error: Exception) -> bool:
    if not isinstance(error, DBAPIError):
        return True
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in AGAIN
