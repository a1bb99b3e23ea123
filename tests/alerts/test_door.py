"""`POST /alerts/{school}/{source}` to the letter of the contract."""

import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.actions.taking_alarms import Posted, Taken
from bot.alerts.reading import Read, Unreadable
from bot.web import alerts, server

TOKEN = "a-token"
NOW = datetime(2026, 3, 2, 7, 20, tzinfo=UTC)
ALARM = {"device": "B-Z06-C03", "phase": "open", "at": "2026-03-02 15:19"}


@dataclass
class Kept:
    """What came through the door; a broken store keeps nothing."""

    posted: list[tuple[Posted, Read | Unreadable]] = field(default_factory=list)
    broken: bool = False

    async def keep(self, posted: Posted, said: Read | Unreadable) -> Taken:
        if self.broken:
            raise OSError("the disk is full")
        self.posted.append((posted, said))
        if isinstance(said, Unreadable):
            return Taken(why=said)
        return Taken(stored=len(said.signals))


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
async def client(kept: Kept) -> AsyncIterator[aiohttp.ClientSession]:
    door = alerts.Door(
        tokens={"generic": TOKEN, "uptime_kuma": "another"},
        zone=ZoneInfo("Asia/Shanghai"),
        now=lambda: NOW,
        keep=kept.keep,
    )
    web = server.Server(
        server.application([alerts.route({"taishan": door})]), host="127.0.0.1", port=0
    )
    port = await web.start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        yield session
    await web.stop()


async def posts(
    client: aiohttp.ClientSession,
    body: object = ALARM,
    *,
    to: str = "taishan/generic",
    token: str = f"Bearer {TOKEN}",
    method: str = "POST",
) -> tuple[int, object]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": token} if token else {}
    sent = io.BytesIO(data)
    async with client.request(method, f"/alerts/{to}", data=sent, headers=headers) as answer:
        return answer.status, await answer.json(
            content_type=None
        ) if answer.status != 413 else {}


async def test_202_says_what_was_stored(client: aiohttp.ClientSession, kept: Kept) -> None:
    assert await posts(client, [ALARM, ALARM]) == (202, {"stored": 2, "known": 0})
    ((posted, said),) = kept.posted
    assert posted.source == "generic"
    assert isinstance(said, Read)
    # Without a zone it is the school's time.
    assert said.signals[0].occurred_at == datetime(2026, 3, 2, 7, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "token",
    ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ü", "Bearer another"],
)
async def test_without_the_sources_own_token_401(
    client: aiohttp.ClientSession, kept: Kept, token: str
) -> None:
    assert (await posts(client, token=token))[0] == 401
    assert kept.posted == []


async def test_a_source_without_a_token_lets_nobody_in(client: aiohttp.ClientSession) -> None:
    for token in ("", "Bearer ", "Bearer None", f"Bearer {TOKEN}"):
        assert (await posts(client, to="taishan/zabbix", token=token))[0] == 401


@pytest.mark.parametrize("to", ["nowhere/generic", "taishan/nagios", "taishan/Generic"])
async def test_no_such_school_or_source_is_404(client: aiohttp.ClientSession, to: str) -> None:
    assert (await posts(client, to=to))[0] == 404


async def test_a_body_over_one_mebibyte_is_413(
    client: aiohttp.ClientSession, kept: Kept
) -> None:
    whole = b"[" + b" " * (1024 * 1024 - 2)
    assert (await posts(client, whole + b"]"))[0] == 422
    assert (await posts(client, whole + b" ]"))[0] == 413
    assert len(kept.posted) == 1


async def test_what_cannot_be_read_is_422_with_a_reason(
    client: aiohttp.ClientSession, kept: Kept
) -> None:
    status, said = await posts(client, {"device": "B-Z06-C03"})
    assert (status, said) == (422, {"why": "no_phase", "where": "[0].phase"})
    assert len(kept.posted) == 1  # a dead letter


async def test_get_is_405_and_says_what_to_do(client: aiohttp.ClientSession) -> None:
    status, said = await posts(client, b"", method="GET")
    assert status == 405
    assert isinstance(said, dict)
    assert "POST" in said["why"]
    async with client.delete("/alerts/taishan/generic") as answer:
        assert answer.status == 405


async def test_202_is_never_said_of_what_was_not_kept(
    client: aiohttp.ClientSession, kept: Kept
) -> None:
    kept.broken = True
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with client.post("/alerts/taishan/generic", json=ALARM, headers=headers) as answer:
        assert answer.status == 500
        assert "disk" not in await answer.text()
