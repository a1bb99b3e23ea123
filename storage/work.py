"""One transaction, as the aggregates see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Executable

from storage.ticks import Tick, tick

T = TypeVar("T")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware."""


def told(error: BaseException) -> BaseException:
    """As whoever waits can be told: a future refuses to carry a StopIteration, and its waiter would
    wait for ever."""
    if not isinstance(error, StopIteration):
        return error
    stopped = RuntimeError("a job let a StopIteration escape")
    stopped.__cause__ = error
    return stopped


class Collision(Exception):
    """Somebody else changed the row between reading and writing it.

    On PostgreSQL the store runs the job again; what it loads anew it may well be able to keep.
    """


@dataclass(slots=True, kw_only=True)
class Work:
    """Open from the first statement of a job to its commit, and never across an `await`."""

    conn: Connection
    # Words without values, parted by "; ". SQLAlchemy's own savepoints are compiled anew each
    # time, which costs many times what they do.
    say: Callable[[str], object]
    now: datetime  # aware, UTC, the same for the whole job
    dialect: str  # "sqlite" or "postgresql"
    tick: Tick = field(default_factory=tick)  # the same moment, which nobody sets
    writes: bool = True  # False in `Store.read`: rows are not locked
    # Shared by all works of one store. Nothing may go in that a rollback would make untrue.
    memory: dict[Any, Any] = field(default_factory=dict)
    # Row versions as loaded. They stay here until the job ends, because a row read a second time
    # comes with somebody else's version on it, and would be overwritten without a sound.
    versions: dict[tuple[str, int], int] = field(default_factory=dict)
    # What this job read or wrote, where it is `alone`: read again it would be the same.
    known: dict[Any, Any] = field(default_factory=dict)
    owes: bool = False  # the outbox was given something: after the commit, delivery should look
    _open: int = 0  # savepoints
    # One below those is over. What opens the next in its place, or the commit, lets go of it: on
    # PostgreSQL doing so at once would be one more journey to the server and back.
    _over: bool = False

    @property
    def alone(self) -> bool:
        """Whoever writes to SQLite holds its lock until he commits: nobody else changes anything
        meanwhile."""
        return self.writes and self.dialect == "sqlite"

    def once(self, key: Any, read: Callable[[], T]) -> T:
        """As `read` gives it; where this job is `alone` it is read once."""
        if key in self.known:
            found: T = self.known[key]
            return found
        return self.knows(key, read())

    def knows(self, key: Any, found: T) -> T:
        """Read or written just now."""
        if self.alone:
            self.known[key] = found
        return found

    def changed(self, statement: Executable, /, **values: Any) -> int:
        """Execute a change and tell how many rows it met."""
        return int(self.conn.execute(statement, values).rowcount)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What stands inside happens whole or not at all; the rest of the job goes on."""
        before = dict(self.versions)
        name = f"part_{self._open + 1}"
        opening = f"SAVEPOINT {name}"
        self.say(f"RELEASE {opening}; {opening}" if self._over else opening)
        self._open, self._over = self._open + 1, False
        try:
            yield
        except BaseException:
            self.versions.clear()
            self.versions.update(before)
            self.known.clear()
            self.say(f"ROLLBACK TO {opening}")
            raise
        finally:
            self._open, self._over = self._open - 1, True
