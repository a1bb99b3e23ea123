"""A school over a database in memory, whose clock stands until it is pushed.

A life of it begins where it moved in, in a thousandth of a second; so many can be lived.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, StaticPool, create_engine, event

from bot.actions.office import Rules
from bot.approvals.policy import named
from sandbox.schools import load
from sandbox.town import import_lists
from storage.sqlite import saying
from storage.store import Work
from storage.tables import metadata
from storage.vault import OPEN, lay

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class School:
    def __init__(self, name: str) -> None:
        demo = load(name)
        pack = named(demo.pack)
        self.rules = Rules(school=name, pack=pack, zone=ZoneInfo("Asia/Shanghai"))
        self.now = MONDAY.astimezone(UTC)
        self._memory: dict[Any, Any] = {}
        self._engine = in_memory()
        metadata.create_all(self._engine)
        with self.working() as work:
            import_lists(work, demo, pack)
        self._first_day = sqlite3.connect(":memory:", check_same_thread=False)
        self._raw.backup(self._first_day)

    @property
    def _raw(self) -> Any:
        return self._engine.raw_connection().driver_connection

    def begins_anew(self) -> None:
        self.now = MONDAY.astimezone(UTC)
        self._first_day.backup(self._raw)

    def pushed(self, by: timedelta) -> None:
        self.now += by

    @contextmanager
    def working(self) -> Iterator[Work]:
        """A transaction."""
        with self._engine.begin() as conn:
            yield Work(
                connection=conn,
                say=saying(conn),
                now=self.now,
                dialect="sqlite",
                memory=self._memory,
            )


def in_memory() -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return lay(engine, OPEN)


school = cache(School)
