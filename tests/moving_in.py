"""A demo school's people and cameras, brought in once and from then on copied.

Reading the lists of a university takes half a second, and most tests of actions begin with it.
"""

from datetime import datetime
from typing import Any

from bot.approvals.policy import Pack
from sandbox.schools import DemoSchool
from sandbox.town import import_lists
from storage import snapshots
from storage.store import Work

TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table'"
    " AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version'"
)
Rows = list[tuple[Any, ...]]


class Known:
    """What lies in a database that was empty before, and the snapshot read from there."""

    def __init__(self, work: Work, school: DemoSchool, pack: Pack) -> None:
        self.made_of = (school, pack)  # held, so that nothing else gets their identity
        self.then = written(work.now)
        self.snapshot = snapshots.snapshot(work, school.id)
        self.tables = {name: rows for name, rows in contents(work).items() if rows}

    def again(self, work: Work) -> None:
        """It was brought in just now."""
        raw: Any = work.conn.connection.driver_connection
        now = written(work.now)
        for name, rows in self.tables.items():
            gaps = ", ".join("?" * len(rows[0]))
            fresh = [tuple(now if x == self.then else x for x in row) for row in rows]
            raw.executemany(f"INSERT INTO {name} VALUES ({gaps})", fresh)
        work.memory["school", self.snapshot.id] = self.snapshot


_KNOWN: dict[tuple[int, int], Known] = {}


def move_in(work: Work, school: DemoSchool, pack: Pack) -> None:
    """As `import_lists`, on SQLite and without a vault."""
    raw: Any = work.conn.connection.driver_connection
    if raw.execute("SELECT 1 FROM schools").fetchone():
        import_lists(work, school, pack)
        return
    which = id(school), id(pack)
    if which in _KNOWN:
        _KNOWN[which].again(work)
        return
    import_lists(work, school, pack)
    _KNOWN[which] = Known(work, school, pack)


def contents(work: Work) -> dict[str, Rows]:
    raw: Any = work.conn.connection.driver_connection
    names = [name for (name,) in raw.execute(TABLES)]
    return {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def written(moment: datetime) -> str:
    """As SQLAlchemy writes a moment of UTC into SQLite."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
