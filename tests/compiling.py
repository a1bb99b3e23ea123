"""Statements stay compiled from one test's database to the next.

The product opens a database once and keeps it for months. Tests open a thousand, and would spend
a third of their time on compiling the same statements for each.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from storage import vault

STATEMENTS = 4000


class Compiled:
    """Of every engine with the same vault: that is what a dialect holds of ours."""

    def __init__(self) -> None:
        self.engines: dict[object, tuple[Any, Any]] = {}

    def listen(self) -> None:
        from storage import postgres, sqlite

        sqlite.sqlite_engine = self._sharing(sqlite.sqlite_engine)
        postgres.postgres_engine = self._sharing(postgres.postgres_engine)

    def _sharing(self, make: Callable[..., Engine]) -> Callable[..., Engine]:
        @wraps(make)
        def made(*args: Any, **kwargs: Any) -> Engine:
            return self.shared(make(*args, **kwargs))

        return made

    def shared(self, engine: Engine) -> Engine:
        which = engine.dialect.driver, vault.of(engine.dialect).names
        known = self.engines.get(which)
        # A dialect knows its server only once an engine of its own has met it.
        if known is None or known[0].default_schema_name is None:
            cache: Any = LRUCache(STATEMENTS)
            engine._compiled_cache = cache
            self.engines[which] = engine.dialect, cache
            return engine
        engine.dialect, engine._compiled_cache = known
        return engine
