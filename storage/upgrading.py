"""Bringing a database to the tables of this release."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool

from storage.backup import backup
from storage.connecting import address, engine_for

SCRIPTS = Path(__file__).with_name("migrations")
# Any number of ours: processes that start together migrate one after the other.
LOCK = 0x6469616F

Done = Callable[[str], None]  # told each migration that was made, and what it is about


class Newer(Exception):
    """A later release made this database; the revision it stands at is the message."""


class Older(Exception):
    """The database waits for `db upgrade`; the revision it stands at is the message."""


@dataclass(frozen=True, slots=True)
class Standing:
    revision: str  # "" for an empty database
    missing: tuple[str, ...]  # the migrations it lacks, in their order


def configuration() -> Config:
    """Alembic without an ini file: the scripts lie beside this module."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def standing(url: str) -> Standing:
    """Raises Newer."""
    engine = engine_for(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return _standing(connection)
    finally:
        engine.dispose()


def _standing(connection: Connection) -> Standing:
    current = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(configuration())
    try:
        lacking = [s.revision for s in scripts.iterate_revisions("head", current or "base")]
    except (CommandError, RevisionError):
        raise Newer(str(current)) from None
    return Standing(current or "", tuple(reversed(lacking)))


def must_fit(url: str) -> None:
    """Raises Newer or Older: what could only half work does not begin."""
    found = standing(url)
    if found.missing:
        raise Older(found.revision or "-")


def bring(url: str, done: Done = lambda _: None) -> Path | None:
    """As `upgrade`; what an embedded database held before is kept beside it, and that file told."""
    copy = _before(url, standing(url))
    upgrade(url, done=done)
    return copy


def _before(url: str, found: Standing) -> Path | None:
    where = address(url)
    if where.get_backend_name() != "sqlite" or not (found.revision and found.missing):
        return None
    file = Path(str(where.database))
    copy = file.with_name(f"{file.name}.before-{found.missing[-1]}")
    if not copy.exists():  # an earlier try, which stopped half-way, has kept it already
        backup(url, copy)
    return copy


def upgrade(url: str, revision: str = "head", done: Done = lambda _: None) -> None:
    """Whole or not at all, and nothing when there is nothing to do. Works on an empty database.
    Raises Newer."""
    engine = engine_for(url, poolclass=NullPool)
    config = configuration()
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(
                    "SET LOCAL statement_timeout = 0"
                )  # takes what it takes
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            _standing(connection)
            config.attributes["connection"] = connection
            config.attributes["done"] = done
            command.upgrade(config, revision)
    finally:
        engine.dispose()
