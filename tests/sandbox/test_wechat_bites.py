"""The stand-in of the service account refuses what the real one refuses."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.loopback import listening
from sandbox.wechat import ServiceAccount, WeChat, serve
from tests.wechat.house import Clock

WHO = "oWho-1"
ANY = {"thing1": {"value": "审批"}, "time2": {"value": "2026-11-24 09:00"}}


class Wire:
    """Somebody with the account's secret and nothing of our product."""

    def __init__(self, wechat: WeChat, http: aiohttp.ClientSession) -> None:
        self.wechat, self.account, self._http = wechat, wechat.account, http

    async def post(self, path: str, body: Any, token: str | None = None) -> Mapping[str, Any]:
        access = self.account.granted(afresh=False)[0] if token is None else token
        url = f"{self.wechat.base_url}/cgi-bin/{path}"
        async with self._http.post(url, params={"access_token": access}, json=body) as answer:
            assert answer.status == 200
            return dict(await answer.json())

    async def code(self, path: str, body: Any, token: str | None = None) -> int:
        return int((await self.post(path, body, token))["errcode"])

    async def says(self, text: str = "好") -> int:
        said = {"touser": WHO, "msgtype": "text", "text": {"content": text}}
        return await self.code("message/custom/send", said)

    async def calls(self, data: Mapping[str, Any] = ANY, **more: Any) -> int:
        filled = {"touser": WHO, "template_id": "t", "data": data, **more}
        return await self.code("message/template/send", filled)

    async def grant(self, **other: Any) -> Mapping[str, Any]:
        asked = {
            "grant_type": "client_credential",
            "appid": self.account.app_id,
            "secret": self.account.secret,
        }
        return await self.post("stable_token", {**asked, **other}, "")


@pytest.fixture
async def wire():
    account = ServiceAccount(app_id="wx1", clock=Clock())
    account.follow(WHO, "某")
    account.templates["t"] = ("thing1", "time2")
    async with serve(account, callback_seconds=0.3) as wechat, aiohttp.ClientSession() as http:
        yield Wire(wechat, http)


async def test_the_stable_token_is_one_and_is_renewed_near_its_end(wire: Wire) -> None:
    first = await wire.grant()
    assert (await wire.grant())["access_token"] == first["access_token"]
    wire.account.clock.push(timedelta(minutes=116))
    assert (await wire.grant())["access_token"] != first["access_token"]
    assert await wire.code("menu/create", {}, str(first["access_token"])) == 40016  # admitted
    wire.account.clock.push(timedelta(minutes=5))
    assert await wire.code("menu/create", {}, str(first["access_token"])) == 42001
    assert await wire.code("menu/create", {}, "made-up") == 40001
    assert await wire.code("menu/create", {}, "") == 41001


async def test_the_old_call_takes_the_former_token_away_after_five_minutes(wire: Wire) -> None:
    held = str((await wire.grant())["access_token"])
    wire.account.granted(afresh=True)
    assert await wire.code("menu/create", {}, held) == 40016
    wire.account.clock.push(timedelta(minutes=6))
    assert await wire.code("menu/create", {}, held) == 42001


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"grant_type": "x"}, 40002), ({"appid": "wx2"}, 40013), ({"secret": "x"}, 40125)],
)
async def test_whoever_asks_wrongly_gets_no_token(
    wire: Wire, asked: dict[str, str], code: int
) -> None:
    assert (await wire.grant(**asked))["errcode"] == code
    wire.account.trusted = False
    assert (await wire.grant())["errcode"] == 40164


async def test_the_window(wire: Wire) -> None:
    assert await wire.says() == 45015
    await wire.wechat.exchange.say(WHO, "在吗")
    assert [await wire.says() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    await wire.wechat.exchange.say(WHO, "在吗")
    wire.account.clock.push(timedelta(hours=48))
    assert await wire.says() == 45015


async def test_a_tap_on_the_menu_opens_it_for_a_minute(wire: Wire) -> None:
    item = {"type": "click", "name": "待我办理", "key": "待办"}
    assert await wire.code("menu/create", {"button": [item]}) == 0
    await wire.wechat.exchange.tap(WHO, "menu", "待办")
    assert [await wire.says() for _ in range(4)] == [0, 0, 0, 45047]
    wire.account.clock.push(timedelta(minutes=2))
    assert await wire.says() == 45015


async def test_what_is_said_has_a_length(wire: Wire) -> None:
    await wire.wechat.exchange.say(WHO, "在吗")
    assert await wire.says("字" * 682) == 0
    assert await wire.says("字" * 683) == 45002
    assert await wire.says(" ") == 44004
    card = {"touser": WHO, "msgtype": "template_card", "template_card": {}}
    assert await wire.code("message/custom/send", card) == 40008
    unknown = {"touser": "oNobody", "msgtype": "text", "text": {"content": "好"}}
    assert await wire.code("message/custom/send", unknown) == 40003


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ANY, 0),
        ({**ANY, "thing1": {"value": "字" * 21}}, 47003),
        ({**ANY, "time2": {"value": "昨天"}}, 47003),
        ({**ANY, "thing9": {"value": "审批"}}, 47003),
        ({"thing1": {"value": "审批"}}, 47003),
    ],
)
async def test_a_template_is_filled_exactly(
    wire: Wire, data: Mapping[str, Any], code: int
) -> None:
    assert await wire.calls(data) == code


async def test_who_may_be_called_and_by_whom(wire: Wire) -> None:
    assert await wire.calls(template_id="unknown") == 40037
    wire.account.verified = False
    assert await wire.calls() == 48001
    wire.account.verified = True
    await wire.wechat.exchange.leaves(WHO)
    assert await wire.calls() == 43004


async def test_one_client_msg_id_is_shown_once(wire: Wire) -> None:
    assert [await wire.calls(client_msg_id="a") for _ in range(2)] == [0, 0]
    assert len(wire.wechat.exchange.bubbles(WHO)) == 1


@pytest.mark.parametrize(
    ("menu", "code"),
    [
        ({"button": []}, 40016),
        ({"button": [{"type": "click", "name": "一", "key": "k"}] * 4}, 40016),
        ({"button": [{"type": "click", "name": "一二三四五六", "key": "k"}]}, 40018),
        ({"button": [{"type": "click", "name": "一", "key": "k" * 129}]}, 40019),
    ],
)
async def test_a_menu_has_its_measure(wire: Wire, menu: object, code: int) -> None:
    assert await wire.code("menu/create", menu) == code


async def test_a_packet_comes_four_times_and_then_the_person_is_told_of_a_fault(
    wire: Wire,
) -> None:
    came: list[int] = []

    async def silent(_: Request) -> Response:
        came.append(1)
        await asyncio.sleep(1)
        return PlainTextResponse("success")

    async with listening(Starlette(routes=[Route("/", silent, methods=["POST"])])) as address:
        wire.account.callback_url = address
        await wire.wechat.exchange.say(WHO, "在吗")
        await wire.wechat.callbacks.settled()
    assert (len(came), wire.wechat.callbacks.attempts) == (4, [0, 0, 0, 0])
    assert "故障" in wire.wechat.exchange.bubbles(WHO)[-1].text


@pytest.mark.parametrize("said", ["好的", "<xml><Content>好的</Content></xml>", "<xml"])
async def test_an_answer_that_is_not_sealed_is_none(wire: Wire, said: str) -> None:
    async def plain(_: Request) -> Response:
        return PlainTextResponse(said)

    async with listening(Starlette(routes=[Route("/", plain, methods=["POST"])])) as address:
        wire.account.callback_url = address
        await wire.wechat.exchange.say(WHO, "在吗")
    assert [v.rule for v in wire.account.violations] == ["passive.sealed"]
    assert len(wire.wechat.exchange.bubbles(WHO)) == 1
