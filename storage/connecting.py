"""How a database is reached: addresses, drivers, and what every connection is told first."""

import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Engine, Pool, create_engine, event, make_url

from storage.vault import OPEN, Vault, lay

BUSY_SECONDS = 10  # how long SQLite waits for another process to finish writing


def address(url: str) -> URL:
    """The address with the driver we use. Refuses what could not keep a promise."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed.set(drivername="sqlite+pysqlite")
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
    raise ValueError("database.url is sqlite:///FILE or postgresql://…")


def sqlite_engine(
    url: str,
    *,
    writes: bool,
    vault: Vault = OPEN,
    poolclass: type[Pool] | None = None,
    **options: Any,
) -> Engine:
    """A transaction that may write takes the write lock when it begins, not at its first UPDATE:
    otherwise two of them read the same row and one overwrites the other."""
    engine = create_engine(
        address(url),
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        poolclass=poolclass,
        hide_parameters=True,  # an error's text ends in a log
        **options,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=FULL")  # NORMAL may lose commits at a power cut
        connection.execute("PRAGMA foreign_keys=ON")
        # What is erased is overwritten, and not only forgotten.
        connection.execute("PRAGMA secure_delete=ON")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return lay(engine, vault)


def _write_ahead(connection: Any) -> None:
    """The file keeps this mode; only the first connection of all changes it, and for that SQLite
    asks for the whole file without waiting for it as it does elsewhere."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def postgres_engine(url: str, *, vault: Vault = OPEN, **options: Any) -> Engine:
    """Keepalives find a dead host in half a minute; timeouts let go of forgotten locks."""
    where = address(url)
    engine = create_engine(
        where,
        hide_parameters=True,  # an error's text ends in a log
        connect_args={
            "connect_timeout": 10,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 4,
            "application_name": where.query.get("application_name", "diaoyue"),
            "options": "-c timezone=UTC -c statement_timeout=60s"
            " -c idle_in_transaction_session_timeout=60s"
            # Every list is read in the order of an index. A server that has no statistics of a
            # filling table yet would sort it whole for each claim: measured ten times slower.
            " -c enable_sort=off"
            # Where a sort is needed all the same it counts as endlessly dear, and would be
            # compiled each time, which takes hundreds of times what the question does.
            " -c jit=off",
        },
        **options,
    )
    return lay(engine, vault)


def engine_for(url: str, **options: Any) -> Engine:
    """An engine for maintenance: migrations, back-ups."""
    if address(url).get_backend_name() == "sqlite":
        return sqlite_engine(url, writes=True, **options)
    return postgres_engine(url, **options)
