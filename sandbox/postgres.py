"""A PostgreSQL server of our own: thrown away afterwards, reached by a socket only."""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg

from storage.upgrading import upgrade

INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
# A session zone that is not UTC, so that a time read without its zone would show.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "max_connections": "60",
    "timezone": "Asia/Shanghai",
}

TEMPORARY = Path("/tmp")  # noqa: S108 — a socket's path stays below 108 bytes

# Every row goes, guarded or not, and numbers begin at 1 again.
WASH = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
    AND tablename <> 'alembic_version' LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
    LOOP PERFORM setval(quote_ident(name)::regclass, 1, false); END LOOP;
END $$;
"""
SHAPE = """
SELECT md5(string_agg(part, chr(10) ORDER BY part)) FROM (
  SELECT concat(relname, ' ', attname, ' ', atttypid) FROM pg_attribute
    JOIN pg_class ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
) AS parts (part)
"""


@dataclass
class Server:
    """Its home holds the data and the socket. A database is used by many tests, one after the
    other: making one takes a third of a second, emptying it a hundredth."""

    home: Path
    process: "subprocess.Popen[bytes]"
    names: Iterator[str] = field(default_factory=lambda: (f"t{n}" for n in itertools.count()))
    clean: list[str] = field(default_factory=list)

    def stop(self) -> None:
        """As `pg_ctl restart -m fast` does first: every session is cut."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def start(self) -> None:
        bin_ = binaries()
        assert bin_ is not None
        self.process = _start(bin_, self.home, _owner())
        _wait_for(self)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.home}"

    def do(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def empty(self) -> str:
        """Address of a new database without tables."""
        name = next(self.names)
        self.do(f"CREATE DATABASE {name}")
        return self.url(name)

    def take(self) -> str:
        """Name of a database with all tables and no rows."""
        if self.clean:
            return self.clean.pop()
        name = next(self.names)
        self.do(f"CREATE DATABASE {name} TEMPLATE ready")
        return name

    def give_back(self, name: str) -> None:
        """For the next test, unless this one has changed the tables themselves."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            if connection.execute(SHAPE).fetchone() != self._ready:
                return
            connection.execute(WASH.encode())
        self.clean.append(name)

    @cached_property
    def _ready(self) -> object:
        with psycopg.connect(self.url("ready"), autocommit=True) as connection:
            return connection.execute(SHAPE).fetchone()


def binaries() -> Path | None:
    """Debian keeps them off the PATH, one folder for each version; the newest will do."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda path: float(path.parts[-3]))
    return newest[-1].parent if newest else None


def _owner() -> str | None:
    """PostgreSQL refuses to run as root; then somebody without powers owns it."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


def _home(owner: str | None, within: Path) -> Path:
    # Not pytest's tmp_path: root's folder is closed.
    home = Path(tempfile.mkdtemp(prefix="diaoyue-pg-", dir=within))
    if owner:
        shutil.chown(home, owner)
    return home


def _make(bin_: Path, home: Path, owner: str | None) -> None:
    made = subprocess.run(
        [str(bin_ / "initdb"), "-D", str(home / "data"), *INITDB],
        capture_output=True,
        check=False,
        cwd=home,
        user=owner,
        group=_group(owner),
        extra_groups=[] if owner else None,
    )
    assert made.returncode == 0, made.stderr.decode()


def _group(owner: str | None) -> int | None:
    return pwd.getpwnam(owner).pw_gid if owner else None


def _start(bin_: Path, home: Path, owner: str | None) -> "subprocess.Popen[bytes]":
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [str(bin_ / "postgres"), "-D", str(home / "data"), "-k", str(home), *settings],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            user=owner,
            group=_group(owner),
            extra_groups=[] if owner else None,
        )


def _wait_for(server: Server) -> None:
    for _ in range(300):
        try:
            server.do("SELECT 1")
        except psycopg.OperationalError:
            assert server.process.poll() is None, (server.home / "log").read_text()
            time.sleep(0.1)
        else:
            return
    raise AssertionError((server.home / "log").read_text())


@contextlib.contextmanager
def running(within: Path = TEMPORARY) -> Iterator[Server]:
    """Its home is made in `within`. Holds the template database `ready`, in which every table
    stands. Raises FileNotFoundError where PostgreSQL is not installed."""
    bin_ = binaries()
    if bin_ is None:
        raise FileNotFoundError("PostgreSQL is not installed (Debian: apt install postgresql)")
    # pg_dump of the same version
    os.environ["PATH"] = f"{bin_}{os.pathsep}{os.environ['PATH']}"
    owner = _owner()
    home = _home(owner, within)
    _make(bin_, home, owner)
    server = Server(home, _start(bin_, home, owner))
    try:
        _wait_for(server)
        server.do("CREATE DATABASE ready")
        upgrade(server.url("ready"))
        yield server
    finally:
        server.process.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed again
        server.process.wait(60)
        shutil.rmtree(home)
