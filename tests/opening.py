"""Opening a database costs only once what it costs: making the tables, compiling the statements,
bringing in a demo school.

The product opens one and keeps it for months. Tests open thousands, and would spend most of their
time on it.
"""

import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from storage import upgrading, vault
from storage.connecting import address

STATEMENTS = 4000
# As a school does it, through every migration; for the tests of just that.
migrated = upgrading.upgrade


def listen() -> None:
    """From here on, for every database this process opens."""
    from sandbox import town
    from storage import postgres, sqlite
    from tests import moving_in

    compiled = Compiled()
    sqlite.sqlite_engine = compiled.sharing(sqlite.sqlite_engine)
    postgres.postgres_engine = compiled.sharing(postgres.postgres_engine)
    upgrading.upgrade = copying(upgrading.upgrade)
    town.import_lists = moving_in.move_in


class Compiled:
    """Kept for all engines with the same vault: that is what a dialect holds of ours."""

    def __init__(self) -> None:
        self.known: dict[object, tuple[Any, Any]] = {}

    def sharing(self, make: Callable[..., Engine]) -> Callable[..., Engine]:
        @wraps(make)
        def made(*args: Any, **kwargs: Any) -> Engine:
            return self.shared(make(*args, **kwargs))

        return made

    def shared(self, engine: Engine) -> Engine:
        which = engine.dialect.driver, vault.of(engine.dialect).names
        known = self.known.get(which)
        # A dialect knows its server only once an engine of its own has met it.
        if known is None or known[0].default_schema_name is None:
            cache: Any = LRUCache(STATEMENTS)
            engine._compiled_cache = cache
            self.known[which] = engine.dialect, cache
            return engine
        engine.dialect, engine._compiled_cache = known
        return engine


def copying(upgrade: Callable[..., None]) -> Callable[..., None]:
    """A new file is a copy of one that went through every migration. Whoever listens to them, or
    has something already, goes through them himself."""
    ready: dict[Path, bytes] = {}
    deaf = [one for f in (upgrade, upgrading.bring) for one in f.__defaults__ or ()]

    @wraps(upgrade)
    def upgraded(url: str, *how: Any, **named: Any) -> None:
        file = _new_file(url)
        if file is None or how or any(said not in deaf for said in named.values()):
            return upgrade(url, *how, **named)
        if upgrading.SCRIPTS not in ready:
            with tempfile.TemporaryDirectory() as folder:
                template = Path(folder) / "ready.db"
                upgrade(f"sqlite:///{template}")
                ready[upgrading.SCRIPTS] = template.read_bytes()
        file.write_bytes(ready[upgrading.SCRIPTS])
        return None

    return upgraded


def _new_file(url: str) -> Path | None:
    where = address(url)
    if where.get_backend_name() != "sqlite":
        return None
    file = Path(str(where.database))
    return None if file.exists() and file.stat().st_size else file
