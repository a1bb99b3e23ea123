"""One transaction, as the aggregates see it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Executable

from storage.ticks import Tick, tick

T = TypeVar("T")
Change = tuple[Executable, Mapping[str, Any]]


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

    connection: Connection  # statements go through `conn`
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
    # What this job read or wrote, where it is `alone` or holds the row: read again it would be the
    # same. And what was foreseen for many updates at once.
    known: dict[Any, Any] = field(default_factory=dict)
    owes: bool = False  # the outbox was given something: after the commit, delivery should look
    # Savepoints that are open, the innermost last, by the names the database knows them by. It is
    # told with the first statement; until then "". Those that begin with nothing said between are
    # one to it: on PostgreSQL each is a journey to the server and back.
    _parts: list[str] = field(default_factory=list)
    # One that is over. What opens the next, or the commit, lets go of it, for the same reason.
    _over: str = ""
    # Changes put off, of what is over or stands in no savepoint; and of the savepoint that is open.
    _late: list[Change] = field(default_factory=list)
    _late_here: list[Change] = field(default_factory=list)

    @property
    def conn(self) -> Connection:
        """Where statements are executed, at once: kept for later they would miss a savepoint, and
        what was put off."""
        self._catch_up()
        return self.connection

    def put_off(self, change: Executable, values: Mapping[str, Any]) -> None:
        """Executed with the next statement, at the latest before the commit, together with those of
        its kind: many answers typed at once are one journey. It must meet a row, or all of this job
        is a `Collision`; `values` must be such that nothing but the database can refuse them, for
        its trouble falls upon whoever speaks next."""
        (self._late_here if self._parts else self._late).append((change, values))

    def whole(self, job: "Callable[[Work], T]") -> T:
        """What the job gives, once everything it said was told to the database."""
        result = job(self)
        self._catch_up()
        return result

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
        if self._late_here:
            self._catch_up()  # it belongs to the one around, not to the one that begins
        before = dict(self.versions)
        self._parts.append("")
        try:
            yield
        except BaseException:
            self._late_here.clear()
            self.versions.clear()
            self.versions.update(before)
            self.known.clear()
            self._take_back(self._parts[-1])
            raise
        finally:
            name = self._parts.pop()
            if name not in ("", *self._parts):
                self._over = name
            if not self._parts:
                self._late += self._late_here
                self._late_here.clear()

    def _catch_up(self) -> None:
        if self._late:
            self._make_up_for(self._late)  # before a savepoint is told that could take it back
        if self._parts and not self._parts[-1]:
            self._mark()
        if self._late_here:
            self._make_up_for(self._late_here)

    def _make_up_for(self, late: list[Change]) -> None:
        for change, same in groupby(late, key=itemgetter(0)):
            each = [values for _, values in same]
            if self.connection.execute(change, each).rowcount != len(each):
                raise Collision(change)
        late.clear()

    def _mark(self) -> None:
        untold = self._parts.index("")
        name = f"part_{untold + 1}"
        opening = f"SAVEPOINT {name}"
        self.say(f"RELEASE SAVEPOINT {self._over}; {opening}" if self._over else opening)
        self._parts[untold:] = [name] * (len(self._parts) - untold)
        self._over = ""

    def _take_back(self, part: str) -> None:
        if part:
            self.say(f"ROLLBACK TO SAVEPOINT {part}")
            self._over = ""  # it began later, and is gone
