"""A demo school's people and cameras, brought in once and from then on copied.

Reading the lists of a university takes half a second, and most tests of actions begin with it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.approvals.policy import Pack
from sandbox.schools import DemoSchool
from sandbox.town import import_lists
from storage import snapshots, vault
from storage.store import Work

TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table'"
    " AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version'"
)
Rows = list[tuple[Any, ...]]


class Known:
    """What lies in a database that was empty before, and the snapshot read from there."""

    def __init__(
        self, work: Work, school: DemoSchool, pack: Pack, before: Collection[str]
    ) -> None:
        self.made_of = read(school, pack)  # held, so that nothing else gets their identity
        self.then = written(work.now)
        self.snapshot = snapshots.snapshot(work, school.id)
        self.tables = {
            name: rows for name, rows in contents(work).items() if rows and name not in before
        }
        self.columns = {name: columns(work, name) for name in self.tables}

    def again(self, work: Work) -> None:
        """It was brought in just now."""
        raw: Any = work.conn.connection.driver_connection
        now = written(work.now)
        for name, rows in self.tables.items():
            # By name: what came with a migration stands elsewhere in a table that was made whole.
            names, gaps = ", ".join(self.columns[name]), ", ".join("?" * len(rows[0]))
            fresh = [tuple(now if x == self.then else x for x in row) for row in rows]
            raw.executemany(f"INSERT INTO {name} ({names}) VALUES ({gaps})", fresh)
        work.memory["school", self.snapshot.id] = self.snapshot


_KNOWN: dict[object, Known] = {}


def move_in(work: Work, school: DemoSchool, pack: Pack) -> None:
    """As `import_lists`; on SQLite it is quick from the second time on."""
    raw: Any = work.conn.connection.driver_connection
    if work.dialect != "sqlite" or raw.execute("SELECT 1 FROM schools").fetchone():
        import_lists(work, school, pack)
        return
    which = (*map(id, read(school, pack)), vault.of(work.conn.dialect).names)
    if which in _KNOWN:
        _KNOWN[which].again(work)
        return
    before = {name for name, rows in contents(work).items() if rows}
    import_lists(work, school, pack)
    _KNOWN[which] = Known(work, school, pack, before)


def read(school: DemoSchool, pack: Pack) -> tuple[object, ...]:
    """What a school's lists are made of; its groups have other addresses in every town."""
    parts = (school.people, school.devices, school.cameras, school.zones, school.calendar)
    return (*parts, school.filed, pack)


def contents(work: Work) -> dict[str, Rows]:
    raw: Any = work.conn.connection.driver_connection
    names = [name for (name,) in raw.execute(TABLES)]
    return {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def columns(work: Work, table: str) -> list[str]:
    raw: Any = work.conn.connection.driver_connection
    return [f'"{name}"' for _, name, *_ in raw.execute(f"PRAGMA table_info({table})")]


def written(moment: datetime) -> str:
    """As SQLAlchemy writes a moment of UTC into SQLite."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
