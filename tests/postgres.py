"""A PostgreSQL server of our own for the tests: thrown away afterwards, reached by a socket only.

A conftest that needs it imports both fixtures from here. `postgres_url` is a fresh database with
all tables, one for each test.
"""

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
from pathlib import Path

import psycopg
import pytest

from storage.upgrading import upgrade

INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
# A session zone that is not UTC, so that a time read without its zone would show.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "max_connections": "60",
    "timezone": "Asia/Shanghai",
}

__all__ = ["Server", "postgres_server", "postgres_url"]


@dataclass
class Server:
    """Its home holds the data and the socket."""

    home: Path
    process: "subprocess.Popen[bytes]"
    names: Iterator[str] = field(default_factory=lambda: (f"t{n}" for n in itertools.count()))

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.home}"

    def do(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def empty(self) -> str:
        """Address of a new database without tables."""
        name = next(self.names)
        self.do(f"CREATE DATABASE {name}")
        return self.url(name)

    def copy_of(self, template: str) -> str:
        name = next(self.names)
        self.do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)


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


def _home(owner: str | None) -> Path:
    # Not pytest's tmp_path: a socket's path stays below 108 bytes, and root's folder is closed.
    home = Path(tempfile.mkdtemp(prefix="diaoyue-pg-", dir="/tmp"))
    if owner:
        shutil.chown(home, owner)
    return home


def _start(bin_: Path, home: Path, owner: str | None) -> "subprocess.Popen[bytes]":
    group = pwd.getpwnam(owner).pw_gid if owner else None
    data = str(home / "data")
    made = subprocess.run(
        [str(bin_ / "initdb"), "-D", data, *INITDB],
        capture_output=True,
        check=False,
        cwd=home,
        user=owner,
        group=group,
        extra_groups=[] if owner else None,
    )
    assert made.returncode == 0, made.stderr.decode()
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [str(bin_ / "postgres"), "-D", data, "-k", str(home), *settings],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            user=owner,
            group=group,
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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Started once; holds the template database `ready`, in which every table stands."""
    bin_ = binaries()
    if bin_ is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    os.environ["PATH"] = (
        f"{bin_}{os.pathsep}{os.environ['PATH']}"  # pg_dump of the same version
    )
    owner = _owner()
    home = _home(owner)
    server = Server(home, _start(bin_, home, owner))
    try:
        _wait_for(server)
        server.do("CREATE DATABASE ready")
        upgrade(server.url("ready"))
        yield server
    finally:
        server.process.send_signal(signal.SIGINT)  # "fast": open connections are cut
        server.process.wait(30)
        shutil.rmtree(home)


@pytest.fixture
def postgres_url(postgres_server: Server) -> str:
    """A database of this test's own, with all tables and no rows."""
    return postgres_server.copy_of("ready")
