"""Copies of the whole database, taken while it works, and put back into an empty place."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, inspect
from sqlalchemy.pool import NullPool

from storage import contents
from storage.connecting import address, postgres_engine
from storage.contents import Holding


class NotEmpty(Exception):
    """The place to restore into holds something already; its name is the message."""


class NotABackup(Exception):
    """The file is damaged, or was not written by `backup`; its name is the message."""


class Broken(Exception):
    """The journal inside the copy was tampered with or damaged. It was not put back, unless the
    database is PostgreSQL: there a copy can only be read where it was put."""

    def __init__(self, schools: Mapping[str, Holding]) -> None:
        super().__init__(", ".join(schools))
        self.schools = schools


class ToolFailed(Exception):
    """pg_dump or pg_restore said no, or is not installed; its words are the message."""


def backup(url: str, file: Path) -> None:
    """One consistent state, readable only by its owner. Raises FileExistsError.

    On SQLite through VACUUM INTO: copying the file of a working database gives a broken one now and
    then, and the step-by-step backup never ends while others write.
    """
    if file.exists():
        raise FileExistsError(file)
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        _copy(address(url), part)
        _settle(part, file)
    finally:
        part.unlink(missing_ok=True)


def _copy(where: URL, part: Path) -> None:
    if where.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(_file(where), timeout=10)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
    else:
        _run(where, "pg_dump", "--format=custom", "--no-owner", f"--file={part}")


def settled(url: str) -> bool:
    """Whether the write-ahead log of an SQLite database could be emptied into it: until then it
    holds rows as they were."""
    with closing(sqlite3.connect(_file(address(url)), timeout=10)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def restore(file: Path, url: str, *, broken_too: bool = False) -> dict[str, Holding]:
    """What was put back, by schools. Raises NotEmpty before it would overwrite anything, NotABackup
    for a file that is none, Broken, and FileNotFoundError."""
    file.stat()
    where = address(url)
    if where.get_backend_name() == "sqlite":
        return _restore_sqlite(file, Path(_file(where)), broken_too)
    _must_be_empty(url)
    if file.read_bytes()[:5] != b"PGDMP":
        raise NotABackup(str(file))
    _run(
        where, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(file)
    )
    return _whole(contents.of_database(url), broken_too)


def _whole(held: dict[str, Holding], broken_too: bool) -> dict[str, Holding]:
    if any(one.bad for one in held.values()) and not broken_too:
        raise Broken(held)
    return held


def _restore_sqlite(file: Path, target: Path, broken_too: bool) -> dict[str, Holding]:
    remains = (target, *(target.with_name(target.name + end) for end in ("-wal", "-shm")))
    if any(one.exists() and one.stat().st_size for one in remains):
        raise NotEmpty(str(target))
    _must_be_sound(file)
    held = _whole(contents.of_copy(file), broken_too)
    part = target.with_name(target.name + ".part")
    shutil.copyfile(file, part)
    part.chmod(0o600)
    _settle(part, target)
    return held


def _must_be_sound(file: Path) -> None:
    try:
        with closing(
            sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        ) as connection:
            (said,) = connection.execute("PRAGMA integrity_check").fetchone()
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise NotABackup(str(file)) from error
    if said != "ok":
        raise NotABackup(str(file))


def _must_be_empty(url: str) -> None:
    engine = postgres_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise NotEmpty(address(url).render_as_string(hide_password=True))


def _file(where: URL) -> str:
    assert where.database is not None
    return where.database


def _run(where: URL, *command: str) -> None:
    """The password goes through the environment: command lines are read by everybody."""
    plain = where.set(drivername="postgresql", password=None)
    # In C the tools say what is wrong and nothing about locales this machine lacks.
    environment = {**os.environ, "PGPASSWORD": str(where.password or ""), "LC_ALL": "C"}
    target = f"--dbname={plain.render_as_string(hide_password=False)}"
    try:
        done = subprocess.run(
            [command[0], target, *command[1:]],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise ToolFailed(f"{command[0]}: not found") from error
    if done.returncode:
        raise ToolFailed(done.stderr.strip())


def _settle(part: Path, file: Path) -> None:
    """On the disk first, then under its name: a file of that name is always whole."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    part.replace(file)
