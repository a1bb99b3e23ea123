"""Duties that one process of several has: the one whose session holds their advisory lock.

PostgreSQL lets go of a session's locks the moment its process is dead, so another takes over with
its next try. Nothing but a direct connection will do: behind a proxy that shares sessions between
clients such a lock says nothing. An embedded database has one process, and that has every duty.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage.connecting import address, postgres_engine

BEAT = 0.4  # seconds between two tries, and between two looks whether the session still stands
ANSWERS = 3.0  # seconds after which a silent session counts as lost
# Seconds in which what the dead have sent counts: a platform's minute, and what was on the line.
MOURNED = 70.0
log = structlog.get_logger()

T = TypeVar("T")
Duty = Callable[[], Awaitable[None]]

# The key is the server's hash of a name; "diaoyue" keeps clear of other programs' locks.
_TRY = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name"
    " WHERE pg_try_advisory_lock(hashtextextended('diaoyue/' || name, 0))"
)
# Held by every process beside the others, so that they can be counted.
_HERE = text("SELECT pg_advisory_lock_shared(hashtextextended('diaoyue', 0))")
_STANDS = text(
    "SELECT pg_backend_pid(), (SELECT count(*) FROM pg_locks, hashtextextended('diaoyue', 0) AS h"
    " WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ShareLock'"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = ((h >> 32) & 4294967295)::oid AND objid = (h & 4294967295)::oid)"
)


class Leading(Protocol):
    async def run(self) -> None:
        """Until cancelled. Raises what a duty raises: it must run for ever, or wait for ever."""

    def leads(self, name: str) -> bool: ...

    def sharing(self) -> int:
        """How many processes there are, or were a minute ago: what the dead have sent counts."""


def leading(url: str, duties: Mapping[str, Duty]) -> Leading:
    """`duties` by name; a duty is cancelled as soon as its lock may be somebody else's."""
    if address(url).get_backend_name() == "sqlite":
        return Alone(duties)
    return Elected(url, duties)


class Alone:
    def __init__(self, duties: Mapping[str, Duty]) -> None:
        self._duties = duties

    def leads(self, name: str) -> bool:
        return name in self._duties

    def sharing(self) -> int:
        return 1

    async def run(self) -> None:
        # A process without duties waits like one that has some.
        await asyncio.gather(
            *(duty() for duty in self._duties.values()), asyncio.Event().wait()
        )


class Elected:
    def __init__(self, url: str, duties: Mapping[str, Duty]) -> None:
        self._duties = duties
        # Each statement by itself: an open transaction would hold up the server's vacuum.
        self._engine = postgres_engine(url, poolclass=NullPool).execution_options(
            isolation_level="AUTOCOMMIT"
        )
        self._held: dict[str, asyncio.Task[None]] = {}
        self._company = Company(time.monotonic)

    def leads(self, name: str) -> bool:
        return name in self._held

    def sharing(self) -> int:
        return self._company.most

    async def run(self) -> None:
        while True:
            session = Session(self._engine)
            try:
                await self._while_it_stands(session)
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("leading.session_lost", why=type(error).__name__)
            finally:
                # Given up before the session ends, and with it the locks.
                await self._give_up()
                session.leave()
            await asyncio.sleep(BEAT)

    async def _while_it_stands(self, session: "Session") -> None:
        self._company.counted(await session.begin())
        while True:
            for name in await session.won([n for n in self._duties if n not in self._held]):
                log.info("leading.taken", duty=name)
                self._held[name] = asyncio.ensure_future(self._duties[name]())
            await self._beat()
            self._company.counted(await session.check())

    async def _beat(self) -> None:
        if not self._held:
            await asyncio.sleep(BEAT)
            return
        done, _ = await asyncio.wait(
            self._held.values(), timeout=BEAT, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            task.result()
            raise RuntimeError("a duty came to its end")

    async def _give_up(self) -> None:
        tasks = list(self._held.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._held.clear()


class Company:
    """How many there were at most within a minute; two, as long as nobody has counted."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._at = float("-inf")
        self.most = 2

    def counted(self, processes: int) -> None:
        now = self._clock()
        if processes >= self.most or now > self._at + MOURNED:
            self.most, self._at = max(processes, 1), now


class Session:
    """One connection, used by one thread: a question nobody waits for any more may still be on
    its way, and must not meet the closing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "diaoyue-lead")
        self._connection: Connection | None = None
        self._number = 0

    async def begin(self) -> int:
        """How many processes there are, this one among them; so does `check`."""
        self._number, processes = await self._ask(self._open)
        return processes

    async def won(self, names: Sequence[str]) -> list[str]:
        """Those of `names` that are ours from now on."""
        return await self._ask(lambda: self._try(names)) if names else []

    async def check(self) -> int:
        """Raises if the session, and with it every lock, may be gone."""
        number, processes = await self._ask(self._asked)
        if number != self._number:
            raise TimeoutError("the session was changed for another")
        return processes

    def leave(self) -> None:
        self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    async def _ask(self, question: Callable[[], T]) -> T:
        async with asyncio.timeout(ANSWERS):
            return await asyncio.get_running_loop().run_in_executor(self._thread, question)

    def _open(self) -> tuple[int, int]:
        self._connection = self._engine.connect()
        self._connection.execute(_HERE)
        return self._asked()

    def _asked(self) -> tuple[int, int]:
        assert self._connection is not None
        number, processes = self._connection.execute(_STANDS).one()
        return int(number), int(processes)

    def _try(self, names: Sequence[str]) -> list[str]:
        assert self._connection is not None
        return list(self._connection.execute(_TRY, {"names": list(names)}).scalars())

    def _close(self) -> None:
        if self._connection is not None:
            # A session that went wrong is not asked for politeness.
            self._connection.invalidate()
            self._connection.close()
