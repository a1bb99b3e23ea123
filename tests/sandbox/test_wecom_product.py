"""The product's own adapter against the stand-in: neither was written with the other in hand."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
from starlette.applications import Starlette

from bot.cards import Button, Card, Fact, Style
from bot.people.person import Account, Client, Platform
from bot.platforms.ports import Delivered, Inbound, Said, SentFile, Tapped, Unreachable
from bot.platforms.wecom import connect
from bot.platforms.wecom.crypto import Wall
from bot.platforms.wecom.inbound import read
from bot.platforms.wecom.messenger import WeComMessenger
from bot.taps import Tap, Verb
from bot.web.wecom import Hook, routes
from sandbox.loopback import listening
from sandbox.wecom import Corp, WeCom, serve
from tests.sandbox.paper import StillClock

AGENT = 1000002
KEY = base64.b64encode(bytes(range(32))).decode()[:43]
APPROVE, REJECT = Tap(Verb.APPROVE, 12, 7, "1"), Tap(Verb.REJECT, 12, 7, "1")


@dataclass
class Settings:
    base_url: str
    corp_id: str = "wwdemo"
    agent_id: int = AGENT
    secret: str = "secret-a"  # of the stand-in


@dataclass
class House:
    corp: Corp
    wecom: WeCom
    messenger: WeComMessenger
    inbox: list[Inbound] = field(default_factory=list)

    def to(self, userid: str, client: Client = Client.CARDS) -> Account:
        return Account(platform=Platform.WECOM, address=userid, client=client)


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    clock = StillClock(datetime.now(UTC))
    corp = Corp("wwdemo", clock)
    app = corp.add_app(AGENT, "secret-a", token="t0ken", aes_key=KEY)
    corp.add_member("wenruogu", "温若谷")
    corp.add_member("peiyunqi", "裴云旗", "plugin")
    corp.add_robot("robot-key", "安防群")
    async with serve(corp) as wecom, aiohttp.ClientSession() as http:
        home = House(corp, wecom, connect(Settings(wecom.base_url), http))

        async def store(key: str, lane: str, raw: bytes) -> None:
            inbound = read(raw)
            assert inbound is not None
            home.inbox.append(inbound)

        wall = Wall(token=app.token, aes_key=app.aes_key, corp_id="wwdemo")
        hook = Hook(wall=wall, corp_id="wwdemo", agent_id=AGENT, store=store)
        async with listening(Starlette(routes=routes({"taishan": hook}, clock.now))) as url:
            await wecom.connect(AGENT, f"{url}/wecom/taishan")
            yield home


def case(facts: int = 5, closed: str = "") -> Card:
    buttons = (
        Button(text="同意", tap=APPROVE, style=Style.GO, typed="71"),
        Button(text="不同意", tap=REJECT, style=Style.STOP, typed="72"),
    )
    return Card(
        title="调阅〔2026〕0001 请您审批",
        body=("学生手机在餐厅二楼东区座位遗失，请求查看午餐时段录像。",),
        facts=tuple(Fact(label=f"项目{i}", value=f"内容{i}" * 6) for i in range(facts)),
        notes=("录像还能保留 24 天。",),
        buttons=() if closed else (buttons,),
        closed=closed,
        link="https://bot.example.edu/h5/c/abc",
    )


def screen(home: House, who: str) -> str:
    bubbles = home.wecom.exchange.bubbles(who)
    return "\n".join(f"{b.title}\n{b.text}" for b in bubbles)


async def test_a_case_is_sent_tapped_and_settled_without_bending_a_rule() -> None:
    async with house() as home:
        sent = await home.messenger.send(home.to("wenruogu"), case())
        assert isinstance(sent, Delivered)
        bubble = home.wecom.exchange.bubbles("wenruogu")[-1]
        key = next(k for row in bubble.keys for k in row if k.label == "同意")
        assert await home.wecom.exchange.tap("wenruogu", bubble.id, key.id) is not None
        (heard,) = home.inbox
        assert isinstance(heard.what, Tapped)
        assert (heard.sender, Tap.read(heard.what.payload)) == ("wenruogu", APPROVE)
        edited = await home.messenger.edit(sent.ref, case(closed="已同意"))
        assert isinstance(edited, Delivered)
        keys = [k for row in home.wecom.exchange.bubbles("wenruogu")[-1].keys for k in row]
        assert any(k.dead and "已同意" in k.label for k in keys)
        assert home.corp.violations == []


async def test_the_answer_to_a_tap_uses_the_taps_own_code() -> None:
    async with house() as home:
        await home.messenger.send(home.to("wenruogu"), case())
        bubble = home.wecom.exchange.bubbles("wenruogu")[-1]
        key = next(k for row in bubble.keys for k in row if k.label == "同意")
        await home.wecom.exchange.tap("wenruogu", bubble.id, key.id)
        await home.messenger.reply(home.inbox[0], (case(closed="已同意"),))
        bubbles = home.wecom.exchange.bubbles("wenruogu")
        assert any(k.dead for b in bubbles for row in b.keys for k in row)
        assert home.corp.violations == []


async def test_a_long_case_loses_not_a_line() -> None:
    async with house() as home:
        assert isinstance(await home.messenger.send(home.to("wenruogu"), case(40)), Delivered)
        seen = screen(home, "wenruogu").replace("\n", "")
        for i in range(40):
            assert f"内容{i}" * 6 in seen
        assert home.corp.violations == []
        assert home.corp.dropped == []


async def test_plain_wechat_gets_something_to_read_and_to_open() -> None:
    async with house() as home:
        for client in (Client.LINKS, Client.UNKNOWN):
            sent = await home.messenger.send(home.to("peiyunqi", client), case())
            assert isinstance(sent, Delivered)
        bubbles = home.wecom.exchange.bubbles("peiyunqi")
        links = [k.url for b in bubbles for row in b.keys for k in row]
        assert "https://bot.example.edu/h5/c/abc" in links
        assert "学生手机在餐厅" in screen(home, "peiyunqi")
        assert home.corp.violations == []


async def test_words_and_pictures_arrive_with_their_bytes() -> None:
    async with house() as home:
        await home.wecom.exchange.say("wenruogu", "调阅 ]]> <b>")
        await home.wecom.exchange.send_file("wenruogu", "伤.png", "image/png", b"pixels")
        said, sent = (heard.what for heard in home.inbox)
        assert said == Said("调阅 ]]> <b>")
        assert isinstance(sent, SentFile)
        assert await home.messenger.fetch(sent.file) == b"pixels"


async def test_a_file_keeps_its_chinese_name() -> None:
    async with house() as home:
        data = b"%PDF-1.7 ..."
        name = "监控查看申请单.pdf"
        to = home.to("wenruogu")
        assert isinstance(
            await home.messenger.send_file(to, name, "application/pdf", data), Delivered
        )
        assert home.wecom.exchange.bubbles("wenruogu")[-1].text == name


async def test_the_group_hears_through_its_robot() -> None:
    async with house() as home:
        sent = await home.messenger.post(home.wecom.robot_url("robot-key"), case())
        assert isinstance(sent, Delivered)
        seen = home.wecom.exchange.bubbles("安防群", "wenruogu")
        assert "学生手机在餐厅" in "\n".join(b.text for b in seen)


async def test_a_member_outside_the_app_is_unreachable_and_a_dead_token_is_not_noticed() -> (
    None
):
    async with house() as home:
        assert isinstance(await home.messenger.send(home.to("nobody"), case()), Unreachable)
        home.corp.revoke(AGENT)
        assert isinstance(await home.messenger.send(home.to("wenruogu"), case()), Delivered)
        assert home.corp.calls.count("/cgi-bin/gettoken") == 2
