"""One token for many senders, bounded retries, and an errcode inside HTTP 200 is a failure."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.platforms.ports import FileUnavailable, TryLater, Unreachable
from bot.platforms.tencent.calling import Declined, NoAnswer
from bot.platforms.wecom.client import Client, authorize_url
from bot.platforms.wecom.errcodes import as_outcome

SECRET = "the-app-secret"


class Wire:
    """A server that answers as told, and counts. `refuse` maps a path to errcodes to give first."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.refuse: dict[str, list[int]] = {}
        self.always: dict[str, int] = {}
        self.lifetime = 7200
        self.raw: Callable[[], web.StreamResponse] | None = None
        self.hang = False
        self.pauses: list[float] = []  # of the next calls other than for a token

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/cgi-bin/")
        self.calls[path] += 1
        await asyncio.sleep(0.01)
        if path == "gettoken" and not self._errcode(path):
            token = f"token-{self.calls[path]}"
            return web.json_response(
                {"errcode": 0, "access_token": token, "expires_in": self.lifetime}
            )
        code = self._errcode(path)
        if self.refuse.get(path):
            self.refuse[path].pop(0)
        if self.pauses:
            await asyncio.sleep(self.pauses.pop(0))
        if self.hang:
            await asyncio.sleep(60)
        if self.raw and path != "gettoken":
            return self.raw()
        return web.json_response(
            {"errcode": code, "errmsg": "told so", "msgid": "m", "media_id": "x"}
        )

    def _errcode(self, path: str) -> int:
        waiting = self.refuse.get(path)
        return waiting[0] if waiting else self.always.get(path, 0)


class Ticks:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def wire() -> Wire:
    return Wire()


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
async def client(wire: Wire, ticks: Ticks) -> AsyncIterator[Client]:
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", wire.answer)
    async with TestServer(app) as server, aiohttp.ClientSession(trust_env=False) as session:
        yield Client(
            session,
            corp_id="ww1",
            secret=SECRET,
            base_url=f"http://127.0.0.1:{server.port}",
            clock=ticks,
        )


async def test_fifty_senders_fetch_one_token(client, wire) -> None:
    await asyncio.gather(*(client.send({"n": n}) for n in range(50)))
    assert wire.calls == {"gettoken": 1, "message/send": 50}


async def test_a_sender_who_gives_up_does_not_take_the_token_from_the_others(
    client, wire
) -> None:
    first = asyncio.create_task(client.send({}))
    second = asyncio.create_task(client.send({}))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)["msgid"] == "m"
    assert wire.calls["gettoken"] == 1


@pytest.mark.parametrize("code", [40014, 42001, 40001])
async def test_a_refused_token_is_fetched_once_more(client, wire, code) -> None:
    wire.refuse["message/send"] = [code]
    assert (await client.send({}))["msgid"] == "m"
    assert wire.calls == {"gettoken": 2, "message/send": 2}


async def test_fifty_refused_senders_fetch_one_new_token(client, wire) -> None:
    await client.send({})
    wire.refuse["message/send"] = [40014] * 50
    await asyncio.gather(*(client.send({}) for _ in range(50)))
    assert wire.calls["gettoken"] == 2


async def test_a_late_refusal_of_the_old_token_does_not_cost_the_new_one(client, wire) -> None:
    await client.send({})
    wire.refuse["message/send"] = [40014, 40014]
    wire.pauses = [0.0, 0.2]
    await asyncio.gather(client.send({}), client.send({}))
    assert wire.calls["gettoken"] == 2


async def test_a_server_that_always_refuses_the_token_is_not_asked_for_ever(
    client, wire
) -> None:
    wire.always["message/send"] = 40014
    with pytest.raises(Declined) as caught:
        await client.send({})
    assert caught.value.code == 40014
    assert wire.calls == {"gettoken": 2, "message/send": 2}


async def test_a_bad_secret_is_asked_about_once_for_many(client, wire) -> None:
    wire.always["gettoken"] = 40001
    outcomes = await asyncio.gather(
        *(client.send({}) for _ in range(20)), return_exceptions=True
    )
    assert {getattr(error, "code", None) for error in outcomes} == {40001}
    assert wire.calls == {"gettoken": 1}


async def test_a_token_is_renewed_before_it_dies(client, wire, ticks) -> None:
    await client.send({})
    ticks.at += 7200 - 301
    await client.send({})
    assert wire.calls["gettoken"] == 1
    ticks.at += 2
    await client.send({})
    assert wire.calls["gettoken"] == 2


async def test_a_short_lived_token_is_still_used(client, wire, ticks) -> None:
    wire.lifetime = 60
    await client.send({})
    ticks.at += 50
    await client.send({})
    assert wire.calls["gettoken"] == 1


async def test_an_errcode_inside_http_200_is_a_failure(client, wire) -> None:
    wire.always["message/send"] = 81013
    with pytest.raises(Declined) as caught:
        await client.send({})
    assert isinstance(as_outcome(caught.value), Unreachable)


@pytest.mark.parametrize(
    "answer, maybe_sent",
    [
        (lambda: web.Response(status=502), True),
        (lambda: web.Response(text="<html>"), True),
        (lambda: web.Response(text="[]"), True),
        (lambda: web.Response(text='{"errcode": "many"}'), True),
        (
            lambda: web.Response(status=302, headers={"Location": "https://elsewhere.example"}),
            True,
        ),
    ],
)
async def test_what_is_no_answer(client, wire, answer, maybe_sent) -> None:
    wire.raw = answer
    with pytest.raises(NoAnswer) as caught:
        await client.send({})
    assert caught.value.maybe_sent is maybe_sent


async def test_a_server_that_hangs_is_left_after_a_while(client, wire, monkeypatch) -> None:
    from bot.platforms.tencent import calling as module

    monkeypatch.setattr(module, "CALL", aiohttp.ClientTimeout(total=0.2))
    wire.hang = True
    with pytest.raises(NoAnswer) as caught:
        await client.send({})
    assert caught.value.maybe_sent


async def test_nobody_home_means_not_sent(unused_tcp_port) -> None:
    async with aiohttp.ClientSession(trust_env=False) as session:
        away = Client(
            session, corp_id="w", secret=SECRET, base_url=f"http://127.0.0.1:{unused_tcp_port}"
        )
        with pytest.raises(NoAnswer) as caught:
            await away.send({})
    assert not caught.value.maybe_sent


async def test_no_secret_reaches_an_error_or_the_log(client, wire, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    key = "robot-key-693a91f6"
    wire.raw = lambda: web.Response(status=500)
    troubles = []
    for attempt in (
        client.send({}),
        client.send_by_robot(f"{client._base}webhook/send?key={key}", {}),
        client.send_by_robot(f"http://127.0.0.1:1/cgi-bin/webhook/send?key={key}", {}),
    ):
        with pytest.raises(NoAnswer) as caught:
            await attempt
        troubles.append(str(caught.value) + str(caught.value.__cause__))
    # The test's own server writes what it was asked; that log is not ours.
    ours = [r.getMessage() for r in caplog.records if r.name != "aiohttp.access"]
    told = "\n".join((*ours, *troubles))
    assert not any(secret in told for secret in (SECRET, "token-1", key))


async def test_an_outsiders_code_names_nobody(client, wire) -> None:
    wire.raw = lambda: web.json_response({"errcode": 0, "errmsg": "ok", "openid": "o123"})
    assert await client.member("code") == ""
    wire.raw = lambda: web.json_response({"errcode": 0, "errmsg": "ok", "userid": "LiWeiguo"})
    assert await client.member("code") == "liweiguo"


async def test_a_file_comes_as_bytes_and_a_failure_as_json(client, wire) -> None:
    wire.raw = lambda: web.Response(body=b"\xff\xd8picture", content_type="image/jpeg")
    assert await client.download("m") == b"\xff\xd8picture"
    wire.raw = lambda: web.json_response({"errcode": 40007, "errmsg": "invalid media_id"})
    with pytest.raises(FileUnavailable):
        await client.download("m")


async def test_an_upload_is_sent_anew_after_a_stale_token(client, wire) -> None:
    wire.refuse["media/upload"] = [42001]
    assert await client.upload("file", "单.pdf", "application/pdf", b"%PDF-1.7") == "x"
    assert wire.calls == {"gettoken": 2, "media/upload": 2}


CODES: list[tuple[int, type[Any], bool]] = [
    (-1, TryLater, False),
    (45033, TryLater, False),
    (45009, TryLater, True),
    (40001, TryLater, True),
    (60020, TryLater, True),
    (301002, TryLater, True),
    (42001, TryLater, True),
    (40058, TryLater, False),
    (99999, TryLater, False),
    (40003, Unreachable, False),
    (60011, Unreachable, False),
    (81013, Unreachable, False),
    (93000, Unreachable, False),
]


@pytest.mark.parametrize("code, outcome, whole_platform", CODES)
def test_what_a_code_means_for_the_sender(code, outcome, whole_platform) -> None:
    told = as_outcome(Declined(code, "words that change"))
    assert isinstance(told, outcome)
    assert getattr(told, "whole_platform", False) is whole_platform
    assert str(code) in told.why


def test_a_refused_address_is_named_for_the_administrator() -> None:
    told = as_outcome(Declined(60020, "not allow to access from your ip, from ip: 203.0.113.7"))
    assert "203.0.113.7" in told.why


def test_login_addresses() -> None:
    asked = {
        "corp_id": "ww1",
        "agent_id": 7,
        "redirect": "https://b.example/h5?a=1",
        "state": "s",
    }
    official = authorize_url(**asked)
    assert official == (
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1"
        "&redirect_uri=https%3A%2F%2Fb.example%2Fh5%3Fa%3D1&response_type=code"
        "&scope=snsapi_base&state=s&agentid=7#wechat_redirect"
    )
    local = authorize_url(**asked, base_url="http://127.0.0.1:9/")
    assert local.startswith("http://127.0.0.1:9/connect/oauth2/authorize?")
