"""The poller outlives everything, and loses nothing on the way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.platforms.telegram import Connection
from bot.platforms.telegram.inbound import ALLOWED, key
from bot.platforms.telegram.poller import Poller
from sandbox.telegram import Standin
from tests.telegram.conftest import LI, ZHAO, Clock

Raw = dict[str, Any]


class Inbox:
    """Keeps each key once, as the table does. May be out of order for a while."""

    def __init__(self) -> None:
        self.kept: dict[str, Raw] = {}
        self.fetched = 0
        self.broken = 0
        self._turned = asyncio.Event()

    async def store(self, batch: list[Raw]) -> None:
        self.fetched += len(batch)
        if self.broken:
            self.broken -= 1
            raise OSError("the disk is full")
        for raw in batch:
            self.kept.setdefault(key(raw), raw)
        self._turned.set()

    async def texts(self, count: int) -> list[str]:
        async with asyncio.timeout(5):
            while len(self.kept) < count:
                self._turned.clear()
                await self._turned.wait()
        return [raw["message"]["text"] for raw in self.kept.values()]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@asynccontextmanager
async def polling(
    line: Connection, clock: Clock, store: Callable[[list[Raw]], Awaitable[None]]
) -> AsyncIterator[Poller]:
    poller = Poller(line.calls, store, clock.now, hold=1, pauses=(0.01, 0.02))
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()


TROUBLES: list[tuple[str, Callable[[Standin], None]]] = [
    ("401", lambda s: s.faults.refuse("getUpdates", 3, 401, "Unauthorized")),
    ("404", lambda s: s.faults.refuse("getUpdates", 3, 404, "Not Found")),
    ("409", lambda s: s.faults.refuse("getUpdates", 3, 409, "Conflict: terminated by other")),
    ("502", lambda s: s.faults.garble("getUpdates", 3, 502, b"<html>Bad Gateway</html>")),
    ("a page", lambda s: s.faults.garble("getUpdates", 3, 200, b"<html>Welcome</html>")),
    ("a list", lambda s: s.faults.garble("getUpdates", 3, 200, b"[]")),
    ("nothing", lambda s: s.faults.garble("getUpdates", 3, 200, b'{"ok":true}')),
    ("no ids", lambda s: s.faults.garble("getUpdates", 3, 200, b'{"ok":true,"result":[{}]}')),
    ("dropped", lambda s: s.faults.drop("getUpdates", 3, after=False)),
    ("lost", lambda s: s.faults.drop("getUpdates", 3, after=True)),
    ("no webhook", lambda s: s.faults.refuse("deleteWebhook", 1, 404, "Not Found")),
]


@pytest.mark.parametrize(("name", "trouble"), TROUBLES, ids=[name for name, _ in TROUBLES])
async def test_it_goes_on_after(
    name: str,
    trouble: Callable[[Standin], None],
    standin: Standin,
    line: Connection,
    clock: Clock,
    inbox: Inbox,
) -> None:
    trouble(standin)
    await standin.phones.say(LI, "一")
    async with polling(line, clock, inbox.store) as poller:
        assert await inbox.texts(1) == ["一"]
        await standin.phones.say(LI, "二")
        assert await inbox.texts(2) == ["一", "二"]
        assert poller.last_success == clock.now()
    assert not [fault for fault in standin.faults.ordered if fault.times], name


async def test_a_flood_is_waited_out(
    standin: Standin, line: Connection, clock: Clock, inbox: Inbox
) -> None:
    standin.faults.refuse("getUpdates", 1, 429, "Too Many Requests", retry_after=0.05)
    await standin.phones.say(LI, "一")
    async with polling(line, clock, inbox.store):
        assert await inbox.texts(1) == ["一"]


async def test_what_could_not_be_kept_is_fetched_again(
    standin: Standin, line: Connection, clock: Clock, inbox: Inbox
) -> None:
    inbox.broken = 3
    await standin.phones.say(LI, "一")
    async with polling(line, clock, inbox.store):
        assert await inbox.texts(1) == ["一"]
    assert inbox.fetched == 4


async def test_killed_between_the_commit_and_the_next_poll_it_gets_the_same_again_once(
    standin: Standin, line: Connection, clock: Clock, inbox: Inbox
) -> None:
    await standin.phones.say(LI, "一")
    committed = asyncio.Event()

    async def commit_and_die(batch: list[Raw]) -> None:
        await inbox.store(batch)
        committed.set()
        await asyncio.Event().wait()

    async with polling(line, clock, commit_and_die), asyncio.timeout(5):
        await committed.wait()
    await standin.phones.say(LI, "二")
    async with polling(line, clock, inbox.store):
        assert await inbox.texts(2) == ["一", "二"]
    assert inbox.fetched == 3


async def test_updates_out_of_order_and_repeated_are_each_kept_once(
    standin: Standin, line: Connection, clock: Clock, inbox: Inbox
) -> None:
    standin.updates.reversed = True
    standin.updates.repeats = 2
    for text in ("一", "二", "三"):
        await standin.phones.say(LI, text)
    async with polling(line, clock, inbox.store):
        assert sorted(await inbox.texts(3)) == sorted(["一", "二", "三"])
        await standin.phones.say(ZHAO, "四")
        assert len(await inbox.texts(4)) == 4
    assert inbox.fetched == 3 + 2 + 1


async def test_an_update_nobody_can_read_does_not_stop_the_next(
    standin: Standin, line: Connection, clock: Clock, inbox: Inbox
) -> None:
    odd = {"message_id": "x", "text": "odd"}
    await standin.updates.add("message", odd, "x")
    await standin.phones.say(LI, "二")
    async with polling(line, clock, inbox.store):
        assert await inbox.texts(2) == ["odd", "二"]


async def test_after_a_quiet_week_the_numbers_may_start_lower(
    standin: Standin, line: Connection, clock: Clock, inbox: Inbox
) -> None:
    await standin.phones.say(LI, "一")
    async with polling(line, clock, inbox.store):
        await inbox.texts(1)
    clock.forward(days=8)
    standin.updates.jump(17)
    await standin.phones.say(LI, "二")
    async with polling(line, clock, inbox.store):
        assert await inbox.texts(2) == ["一", "二"]


async def test_it_takes_a_webhook_away_and_asks_for_named_kinds_only(
    standin: Standin, line: Connection, clock: Clock, inbox: Inbox
) -> None:
    await line.set_webhook("http://127.0.0.1:9/telegram/x", "s")
    standin.faults.refuse("deleteWebhook", 1, 502, "Bad Gateway")
    await standin.phones.say(LI, "一")
    async with polling(line, clock, inbox.store):
        assert await inbox.texts(1) == ["一"]
    assert standin.webhook.url == ""
    asked = next(call for call in standin.calls if call.method == "getupdates")
    assert asked.form.structure("allowed_updates") == list(ALLOWED)
    assert "offset" not in asked.form.values
