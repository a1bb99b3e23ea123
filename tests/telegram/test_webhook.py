"""`POST /telegram/{school}` behind a real server, brought to by the stand-in and by strangers."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.platforms.telegram import Connection
from bot.web.telegram import LIMIT, SECRET_HEADER, Hook, route
from sandbox.telegram import Standin, loopback, on_loopback
from tests.telegram.conftest import LI, ZHAO

SECRET = "s3cret-words"
UPDATE = {"update_id": 5, "message": {}}

Raw = dict[str, Any]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A stranger's: every call on a connection of its own, since a 500 closes it."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as one:
        yield one


class Desk:
    def __init__(self) -> None:
        self.kept: list[Raw] = []
        self.refusals = 0
        self.refused = asyncio.Event()
        self.arrived = asyncio.Event()

    async def store(self, batch: list[Raw]) -> None:
        if self.refusals:
            self.refusals -= 1
            self.refused.set()
            raise OSError("the database is away")
        self.kept += batch
        self.arrived.set()

    async def wait(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.kept) < count:
                self.arrived.clear()
                await self.arrived.wait()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def address(desk: Desk) -> AsyncIterator[str]:
    hook = Hook(secret=SECRET, store_batch=desk.store)
    app = Starlette(
        routes=[route({"taishan": hook, "open": Hook(secret="", store_batch=desk.store)})]
    )
    listener = loopback()
    async with on_loopback(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/telegram"


async def status(session: aiohttp.ClientSession, url: str, **how: Any) -> int:
    how = {"headers": {SECRET_HEADER: SECRET}, "json": UPDATE} | how
    async with session.post(url, **how) as answer:
        return answer.status


async def test_telegram_brings_updates_in_order_and_again_after_a_failure(
    standin: Standin, line: Connection, desk: Desk, address: str
) -> None:
    standin.webhook.pauses = (0.0, 0.01)
    desk.refusals = 3
    await line.set_webhook(f"{address}/taishan", SECRET)
    await standin.phones.say(LI, "一")
    await standin.phones.say(LI, "二")
    await desk.wait(2)
    assert [raw["message"]["text"] for raw in desk.kept] == ["一", "二"]
    assert standin.webhook.statuses[:4] == [500, 500, 500, 200]


async def test_one_chat_that_fails_does_not_hold_up_another(
    standin: Standin, line: Connection, desk: Desk, address: str
) -> None:
    standin.webhook.pauses = (3600.0,)
    desk.refusals = 1
    await line.set_webhook(f"{address}/taishan", SECRET)
    await standin.phones.say(LI, "一")
    async with asyncio.timeout(5):
        await desk.refused.wait()
    await standin.phones.say(ZHAO, "二")
    await desk.wait(1)
    assert [raw["message"]["text"] for raw in desk.kept] == ["二"]


REFUSED = [
    ("no secret", "taishan", {"headers": {}}, 403),
    ("wrong secret", "taishan", {"headers": {SECRET_HEADER: "guess"}}, 403),
    ("odd secret", "taishan", {"headers": {SECRET_HEADER: "é"}}, 403),
    ("unknown school", "nowhere", {}, 403),
    ("school without a secret", "open", {"headers": {SECRET_HEADER: ""}}, 403),
    ("no JSON", "taishan", {"json": None, "data": b"<xml/>"}, 400),
    ("no update", "taishan", {"json": {"hello": 1}}, 400),
    ("a list", "taishan", {"json": [UPDATE]}, 400),
    ("deep nesting", "taishan", {"json": None, "data": b"[" * 100_000}, 400),
    ("too long", "taishan", {"json": None, "data": io.BytesIO(b" " * (LIMIT + 1))}, 413),
]


@pytest.mark.parametrize(
    ("name", "school", "how", "code"), REFUSED, ids=[r[0] for r in REFUSED]
)
async def test_strangers_and_nonsense_are_turned_away(
    name: str,
    school: str,
    how: dict[str, Any],
    code: int,
    session: aiohttp.ClientSession,
    desk: Desk,
    address: str,
) -> None:
    assert await status(session, f"{address}/{school}", **how) == code, name
    assert desk.kept == []


async def test_an_update_is_acknowledged_only_after_it_is_kept(
    session: aiohttp.ClientSession, desk: Desk, address: str
) -> None:
    desk.refusals = 1
    assert await status(session, f"{address}/taishan") == 500
    assert desk.kept == []
    assert await status(session, f"{address}/taishan") == 200
    assert desk.kept == [UPDATE]
