"""A copy taken at work is one consistent state, and is put back only where nothing is."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.pool import NullPool

from bot.registers.journal import Bad, Fault
from storage import journal, outbox, requests
from storage.backup import Broken, NotABackup, NotEmpty, backup, restore
from storage.connecting import engine_for
from storage.store import Store, Work
from storage.upgrading import upgrade
from tests.postgres import Server
from tests.storage.cases import SCHOOL, filed
from tests.storage.conftest import NOON, Clock
from tests.storage.test_outbox import notice


@pytest.fixture
def elsewhere(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place of the same kind."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'restored.db'}"
    server: Server = request.getfixturevalue("postgres_server")
    return server.empty()


def change(work: Work) -> None:
    """A number, a request and a journal entry: one state holds as many of each."""
    request = filed(work)
    journal.append(work, SCHOOL, "filed", {"number": request.number})


def counted(work: Work) -> tuple[int, int]:
    assert journal.verify(work, SCHOOL) is None
    return journal.head(work, SCHOOL).seq, requests.next_number(
        work, SCHOOL, "footage", 2026
    ) - 1


async def test_a_copy_taken_under_load_is_one_state(
    url: str, store: Store, elsewhere: str, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "copy"
    later = notice("reminder", due=NOON.replace(year=2027))
    await store.transact(lambda work: outbox.owe(work, later))
    for _ in range(5):
        await store.transact(change)
    writing = [asyncio.ensure_future(store.transact(change)) for _ in range(60)]
    await asyncio.to_thread(backup, url, file)
    await asyncio.gather(*writing)
    assert file.stat().st_mode & 0o077 == 0

    await asyncio.to_thread(restore, file, elsewhere)
    upgrade(elsewhere)
    restored = await Store.open(elsewhere, clock)
    entries, numbers = await restored.transact(counted)
    assert 5 <= entries == numbers <= 65
    assert await restored.read(outbox.next_due) == later.due
    await restored.close()


async def test_nothing_is_overwritten(url: str, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    await store.transact(change)
    backup(url, file)
    with pytest.raises(FileExistsError):
        backup(url, file)
    with pytest.raises(NotEmpty):
        restore(file, url)
    assert await store.transact(counted) == (1, 1)


def test_what_is_no_copy_is_refused(elsewhere: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database")
    with pytest.raises(NotABackup):
        restore(file, elsewhere)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(NotABackup):
        restore(other, elsewhere)
    upgrade(elsewhere)


def test_a_damaged_copy_is_refused(sqlite_template: Path, tmp_path: Path) -> None:
    """pg_restore checks its own archives; SQLite's copies are checked by us."""
    file = tmp_path / "copy"
    backup(f"sqlite:///{sqlite_template}", file)
    whole = bytearray(file.read_bytes())
    whole[8192:65536] = bytes(65536 - 8192)
    file.write_bytes(whole)
    with pytest.raises(NotABackup):
        restore(file, f"sqlite:///{tmp_path / 'restored.db'}")


def _forge(url: str) -> None:
    """Somebody changes an entry behind the bot, around the guard of the database."""
    engine = engine_for(url, poolclass=NullPool)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (trigger,) in connection.exec_driver_sql(named).all():
                connection.exec_driver_sql(f'DROP TRIGGER "{trigger}"')
        connection.exec_driver_sql("UPDATE journal SET kind = 'approved' WHERE seq = 2")


async def test_what_a_copy_holds_is_said(
    url: str, store: Store, elsewhere: str, tmp_path: Path
) -> None:
    for _ in range(3):
        await store.transact(change)
    await store.transact(lambda work: outbox.owe(work, notice("reminder", due=NOON)))
    backup(url, tmp_path / "copy")
    held = restore(tmp_path / "copy", elsewhere)[SCHOOL]
    assert (held.requests, held.waiting, held.owed, held.entries) == (3, 3, 1, 3)
    assert (held.last, held.bad) == (NOON, None)


async def test_a_copy_whose_journal_was_changed_is_not_put_back_unnoticed(
    url: str, store: Store, elsewhere: str, tmp_path: Path
) -> None:
    for _ in range(3):
        await store.transact(change)
    _forge(url)
    backup(url, tmp_path / "copy")
    with pytest.raises(Broken) as told:
        restore(tmp_path / "copy", elsewhere)
    assert told.value.schools[SCHOOL].bad == Bad(2, Fault.CHANGED)
    if url.startswith("sqlite"):  # nothing was written: the place is still empty
        assert restore(tmp_path / "copy", elsewhere, broken_too=True)[SCHOOL].entries == 3
