"""The phones page over HTTP: real towns, a real product in a process of its own."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import openpyxl
import pytest
from yarl import URL

from bot.people.person import Platform
from sandbox.phones import Theatre, serve_phones, theatre
from sandbox.player import NeverSeen
from sandbox.schools import load
from sandbox.stories import STORIES
from tests.sandbox.pictures import PICTURE

pytestmark = pytest.mark.slow

PATIENCE = 40.0


class Visit:
    """Somebody before the page."""

    def __init__(self, url: str, house: Theatre, http: aiohttp.ClientSession) -> None:
        self.url, self.house, self.http = url, house, http

    async def post(self, path: str, body: object, **headers: str) -> aiohttp.ClientResponse:
        url = f"{self.url}{path}?lang=zh"
        async with self.http.post(url, json=body, headers=headers) as response:
            await response.read()
            return response

    async def presses(self, path: str, **what: object) -> dict[str, Any]:
        answer = await self.post(path, what)
        assert answer.status == 200, answer.status
        told: dict[str, Any] = await answer.json()
        return told

    async def text(self, path: str) -> str:
        async with self.http.get(f"{self.url}{path}") as response:
            assert response.status == 200, response.status
            return await response.text()

    async def sees(self, phone: int, words: str, chat: int = 0) -> str:
        """The stream brings `words` into a chat of a phone."""
        async with (
            asyncio.timeout(PATIENCE),
            self.http.get(f"{self.url}/events?lang=zh") as stream,
        ):
            async for line in stream.content:
                if line.startswith(b'data: {"log"'):
                    told = json.loads(line.removeprefix(b"data: "))
                    if told["log"] == f"{phone}-{chat}" and words in told["html"]:
                        return str(told["html"])
        raise NeverSeen(words)

    async def key(self, phone: int, label: str) -> dict[str, str]:
        """The newest live button of a phone's private chat with this label."""
        scene = self.house.scene
        holder = scene.phones[phone]
        exchange = scene.aerials[holder.platform]
        for bubble in reversed(exchange.bubbles(holder.address, holder.address)):
            for row in bubble.keys:
                for key in row:
                    if label in key.label and not key.dead:
                        return {"bubble": bubble.id, "key": key.id, "url": key.url}
        raise NeverSeen(label)


@asynccontextmanager
async def visit(folder: Path, school: str = "taishan") -> AsyncIterator[Visit]:
    async with (
        theatre(folder, school) as house,
        serve_phones(house) as url,
        aiohttp.ClientSession(trust_env=False) as http,
    ):
        yield Visit(url, house, http)


async def test_the_page_shows_every_phone_in_its_platforms_look(tmp_path: Path) -> None:
    async with visit(tmp_path) as v:
        page = await v.text("/?lang=zh")
        for phone in load("taishan").cast:
            assert f"<h2>{phone.name} <span>{phone.title.zh}</span></h2>" in page
        assert page.count('class="phone telegram"') == 3
        assert page.count('class="phone wecom"') == 2
        assert page.count('class="phone plugin"') == 1
        assert page.count('class="phone wechat"') == 1
        for elsewhere in ('src="http', 'href="http', "url(http", "@import"):
            assert elsewhere not in page
        assert page.count("data-story=") == len(STORIES) + 1  # the first one once more
        english = await v.text("/?lang=en")
        assert "vice principal" in english
        assert "A phone lost in the canteen" in english

        # What people write is never markup.
        await v.post("/phones/0/say", {"text": "<img src=x onerror=alert(1)>"})
        assert "&lt;img src=x" in await v.sees(0, "onerror")

        # Nobody writes into a chat he does not have, and no other site's page plays along.
        duty = v.house.scene.town.platforms.school.group("duty").chat
        await v.post("/phones/0/say", {"text": "在群里说", "chat": duty})
        telegram = v.house.scene.aerials[Platform.TELEGRAM]
        assert telegram.bubbles(duty) == ()
        for path in ("/phones/0/say", "/clock", "/bot", "/scene", "/verify"):
            cross = await v.post(path, {"do": "kill"}, **{"Sec-Fetch-Site": "cross-site"})
            assert cross.status == 403, path
        assert v.house.scene.alive

        # What no button says is refused, and nothing breaks.
        for path, body in (
            ("/clock", {"by": "year"}),
            ("/bot", {"do": "sing"}),
            ("/network", {"platform": "pigeon", "out": True}),
            ("/scene", {"school": "elsewhere"}),
            ("/story", {"do": "dance"}),
        ):
            assert (await v.post(path, body)).status == 400, path
        stale = await v.post("/phones/1/tap", {"bubble": "no", "key": "no"})
        assert (await stale.json())["text"] == "这条消息已经变了，请看最新的。"


async def test_killed_in_the_middle_the_program_goes_on_and_a_tap_meanwhile_counts_once(
    tmp_path: Path,
) -> None:
    async with visit(tmp_path) as v:
        await v.post("/phones/0/say", {"text": "申请"})
        await v.sees(0, "本班学生")
        told = await v.presses("/bot", do="kill")
        assert told["bot"] == "dead"
        assert "kill -9" in told["note"]
        tapping = asyncio.create_task(v.post("/phones/0/tap", await v.key(0, "是")))
        await asyncio.sleep(0)
        await v.post("/phones/0/say", {"text": "G1-03-17"})
        told = await v.presses("/bot", do="start")
        assert told["bot"] == "alive"
        assert (await tapping).status == 200
        html = await v.sees(0, "财物遗失")
        assert "G1-03-17" in html
        assert html.count("涉及学生") <= 1


async def test_without_network_wecom_waits_and_what_was_owed_comes_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with visit(tmp_path) as v:
        told = await v.presses("/network", platform="wecom", out=True)
        assert told["out"] == ["wecom"]
        answer = await v.post("/phones/1/tap", {"bubble": "x", "key": "y"})
        assert (await answer.json())["text"] == "当前无网络连接"
        await v.post("/phones/1/say", {"text": "待办"})
        html = await v.sees(1, "data-again")
        assert "待办" in html
        await v.presses("/network", platform="wecom", out=False)
        number = html.partition('data-again="')[2].partition('"')[0]
        await v.post("/phones/1/again", {"id": number})
        await v.sees(1, "目前没有等您")


async def test_a_story_is_played_to_its_end_and_leaves_its_book_behind(tmp_path: Path) -> None:
    async with visit(tmp_path, "lingnan") as v:
        before = v.house.generation
        told = await v.presses("/scene", story="lost_phone", paused=True)
        assert (told["school"], told["state"]) == ("taishan", "paused")
        assert told["generation"] == before + 1
        await v.presses("/story", pace="fast")
        told = await v.presses("/story", do="play")
        assert told["title"] == "餐厅丢了手机"
        directing = v.house.scene.directing
        async with asyncio.timeout(90):
            while directing.runs:
                await directing.changed(directing.revision, 10)
        assert (directing.state, directing.why) == ("ended", "")

        book = await v.text("/books/retrieval?lang=zh")
        assert "调取监控登记表" in book
        assert "乔木" in book
        async with v.http.get(f"{v.url}/papers/retrieval.xlsx") as answer:
            sheet = openpyxl.load_workbook(io.BytesIO(await answer.read())).active
        assert any("乔木" in str(c) for row in sheet.values for c in row)
        async with v.http.get(f"{v.url}/papers/journal.pdf?lang=zh") as answer:
            assert (await answer.read()).startswith(b"%PDF")
        chain = await v.text("/journal?lang=zh")
        assert chain.count("<li") == await v.house.scene.registers.length()
        assert "作出决定 · 同意" in chain
        verified = await v.http.post(f"{v.url}/verify?lang=zh")
        said = await verified.text()
        assert "$ diaoyue journal verify --school taishan" in said
        assert 'class="good"' in said
        assert "日志完好" in said


async def test_the_clock_goes_to_what_falls_due_and_the_reminder_comes(tmp_path: Path) -> None:
    async with visit(tmp_path) as v:
        await v.presses("/scene", story="nobody_signs")
        directing = v.house.scene.directing
        directing.at("fast")
        async with asyncio.timeout(PATIENCE):
            while v.house.scene.due is None or "催办" not in str(directing.act):
                await v.house.changed(v.house.revision, 1)
        told = await v.presses("/story", do="leave")
        assert told["state"] == "idle"
        early = told["clock"]
        told = await v.presses("/clock", by="minutes")
        assert told["clock"] != early
        # Other things fall due before: the duty room is late with the hold.
        while "牧星野" not in told["due"]["what"] and "期限" not in told["due"]["what"]:
            told = await v.presses("/clock", by="due")
        wecom, director = v.house.scene.aerials[Platform.WECOM], v.house.scene.phones[1].address
        seen = len(wecom.bubbles(director, director))
        await v.presses("/clock", by="due")
        async with asyncio.timeout(PATIENCE):
            while len(wecom.bubbles(director, director)) == seen:
                await wecom.changed(wecom.revision, 5)
        await v.sees(1, "办理期限")


async def test_a_photo_is_seen_in_the_chat_it_was_sent_into(tmp_path: Path) -> None:
    async with visit(tmp_path) as v:
        for phone in (0, 1, 6):  # Telegram, WeCom, the service account
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("chat", "")
            form.add_field("file", PICTURE, filename="现场.png", content_type="image/png")
            async with v.http.post(f"{v.url}/phones/{phone}/photo", data=form) as response:
                assert response.status == 204
            html = await v.sees(phone, 'class="shot"')
            place = html.partition('class="shot" src="')[2].partition('"')[0]
            async with v.http.get(v.url + place) as answer:
                assert await answer.read() == PICTURE
                assert answer.content_type == "image/png"
            async with v.http.get(v.url + place.replace(f"/{phone}/", "/2/")) as answer:
                assert answer.status == 404  # no picture of somebody else's chat


async def test_a_link_opens_inside_the_phone_as_its_person(tmp_path: Path) -> None:
    async with visit(tmp_path) as v:
        await v.presses("/scene", story="lost_phone")
        directing = v.house.scene.directing
        directing.at("fast")
        async with asyncio.timeout(90):
            while not (directing.act and directing.act.url):
                await directing.changed(directing.revision, 10)
        directing.pause()
        url = directing.act.url
        inside = f"{v.url}/phones/4/open"
        async with v.http.get(inside, params={"url": url}) as page:
            assert page.status == 200
            assert "监控查看申请单" in await page.text()
            assert "x-frame-options" not in page.headers
            assert "frame-ancestors" not in page.headers["content-security-policy"]
            assert str(page.url).startswith(v.house.scene.webviews[4].address)
        # The product itself still lets nobody frame it, and another's page is not opened here.
        async with v.http.get(URL(url)) as product:
            assert product.headers["x-frame-options"] == "DENY"
        async with v.http.get(inside, params={"url": "http://127.0.0.1:1/"}) as other:
            assert other.status == 400
