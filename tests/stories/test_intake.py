"""A platform may forget what it said once it is on the disk, and not a moment before."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.handlers.intake import BATCH, Intake, Reader, Stopping
from bot.people.person import Platform
from bot.platforms.ports import Inbound
from storage import inbox
from storage.inbox import InboxRow, Waiting
from storage.store import Job, Store, T
from storage.upgrading import upgrade

SAID = [("1", "chat", "{}"), ("2", "chat", "{}")]


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    url = f"sqlite:///{tmp_path / 'school.db'}"
    upgrade(url)
    store = await Store.open(url, Noon())
    yield store
    await store.close()


def nothing_for_us(row: InboxRow) -> Inbound | None:
    del row
    return None


def broken_database(row: InboxRow) -> Inbound | None:
    raise OperationalError(row.key, {}, Exception("the database is gone"))


def intake(store: Store, reader: Reader = nothing_for_us) -> Intake:
    return Intake(store, {}, {Platform.TELEGRAM: reader}, lambda: None)


@contextlib.asynccontextmanager
async def running(here: Intake) -> AsyncIterator[None]:
    rounds = asyncio.create_task(here.run())
    try:
        async with asyncio.timeout(5):
            yield
    finally:
        rounds.cancel()
        await asyncio.wait([rounds])


async def waiting(store: Store) -> Waiting:
    return await store.read(inbox.waiting)


async def test_what_was_taken_is_kept_and_handled_in_one_transaction(store: Store) -> None:
    class Counting(Store):
        jobs = 0

        async def transact(self, job: Job[T]) -> T:
            self.jobs += 1
            return await store.transact(job)

        async def read(self, job: Job[T]) -> T:
            return await store.read(job)

        async def erase(self, inbound: Any) -> None: ...

        async def close(self) -> None: ...

    counting = Counting(store.vault)
    here = intake(counting)
    taken = asyncio.ensure_future(here.take("s", Platform.TELEGRAM, SAID[:1]))
    await asyncio.sleep(0)
    assert not await here.round()
    await taken
    assert counting.jobs == 1
    assert (await waiting(store)).count == 0


async def test_two_of_one_conversation_need_one_transaction(store: Store) -> None:
    here = intake(store)
    taken = asyncio.ensure_future(here.take("s", Platform.TELEGRAM, SAID))
    await asyncio.sleep(0)
    assert not await here.round()
    await taken
    assert (await waiting(store)).count == 0


async def test_of_a_rush_the_rest_comes_in_the_next_round_without_waiting(store: Store) -> None:
    """Else it would wait for the next message, or a second."""
    rush = [(str(n), f"chat {n}", "{}") for n in range(BATCH + 5)]
    here = intake(store)
    taken = asyncio.ensure_future(here.take("s", Platform.TELEGRAM, rush))
    await asyncio.sleep(0)
    assert await here.round()
    await taken
    assert (await waiting(store)).count == 5
    assert not await here.round()
    assert (await waiting(store)).count == 0


async def test_what_cannot_be_handled_now_is_kept_all_the_same(store: Store) -> None:
    here = intake(store, broken_database)
    async with running(here):
        await here.take("s", Platform.TELEGRAM, SAID)
    assert (await waiting(store)).count == 2


async def test_what_was_not_kept_is_not_acknowledged(store: Store) -> None:
    here = intake(store)
    await store.close()
    async with running(here):
        with pytest.raises(RuntimeError):
            await here.take("s", Platform.TELEGRAM, SAID)


async def test_whoever_waits_when_the_product_stops_is_told(store: Store) -> None:
    here = intake(store)
    taken = asyncio.ensure_future(here.take("s", Platform.TELEGRAM, SAID))
    await asyncio.sleep(0)
    await here.finish()
    with pytest.raises(Stopping):
        await taken
    with pytest.raises(Stopping):
        await here.take("s", Platform.TELEGRAM, SAID)
    assert (await waiting(store)).count == 0
