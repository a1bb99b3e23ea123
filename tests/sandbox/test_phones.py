"""The phones page: every part can be played on it, and it looks like what it plays."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from yarl import URL

from bot.people.person import Platform
from sandbox.exchange import Toast
from sandbox.phones import Demo, Sheet, serve_phones
from sandbox.schools import load
from tests.sandbox.corp import Office, card, opened
from tests.sandbox.paper import Paper, StillClock

SCHOOL = load("taishan")
SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 3, 2, 20, 10, tzinfo=SHANGHAI)
DUTY = SCHOOL.group("duty").chat
CHIEF = SCHOOL.cast[2].address


async def bot(paper: Paper, who: str, said: str, chat: str) -> Toast | None:
    match said:
        case "调阅":
            paper.put(chat, "要看哪里？", ("餐厅", "操场"))
        case "[餐厅]":
            paper.edit(chat, paper.bubbles(chat)[-1].id, "地点：餐厅", ("~已选",))
            paper.put(DUTY, "值班任务", ("我来办",))
            return Toast(text="已记录")
        case "[操场]":
            return None
    return Toast()


class Desk:
    """The page being served, its parts, and a client."""

    def __init__(self, url: str, paper: Paper, office: Office, clock: StillClock) -> None:
        self.url, self.paper, self.office, self.clock = url, paper, office, clock
        self.http = office.http

    async def post(self, path: str, body: object, **headers: str) -> aiohttp.ClientResponse:
        async with self.http.post(f"{self.url}{path}", json=body, headers=headers) as response:
            await response.read()
            return response

    async def text(self, path: str) -> str:
        async with self.http.get(f"{self.url}{path}") as response:
            assert response.status == 200
            return await response.text()


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    clock = StillClock(EVENING)
    paper = Paper(bot, clock=clock)

    async def push(by: timedelta) -> None:
        clock.at += by

    async def sheets() -> tuple[Sheet, ...]:
        row = ("1", "2026-03-02 20:40", "<b>乔木</b>")
        return (
            Sheet(title="调取监控登记表", columns=("序号", "调取时间", "调取人"), rows=(row,)),
        )

    async with opened() as office:
        demo = Demo(
            school=SCHOOL.name,
            phones=SCHOOL.cast,
            groups=SCHOOL.groups,
            exchanges=(paper, office.phone, Paper(bot, platform=Platform.WECHAT, clock=clock)),
            now=clock.now,
            push=push,
            sheets=sheets,
            link=lambda phone, url: office.wecom.open_as(phone.address, url),
            names={CHIEF: "雷默言"},
        )
        async with serve_phones(demo) as url:
            yield Desk(url, paper, office, clock)


async def logs(desk: Desk, number: int) -> dict[str, str]:
    """The first `number` chats the stream draws."""
    drawn: dict[str, str] = {}
    async with asyncio.timeout(10), desk.http.get(f"{desk.url}/events") as stream:
        async for line in stream.content:
            if line.startswith(b'data: {"log"'):
                told = json.loads(line.removeprefix(b"data: "))
                drawn[told["log"]] = told["html"]
            if len(drawn) == number:
                return drawn
    raise AssertionError(drawn)


async def test_the_page_shows_every_phone_in_its_platforms_look() -> None:
    async with desk() as d:
        page = await d.text("/")
        for phone in SCHOOL.cast:
            assert f"<h2>{phone.name} <span>{phone.title.zh}</span></h2>" in page
        assert page.count('class="phone telegram"') == 3
        assert page.count('class="phone wecom"') == 2
        assert page.count('class="phone plugin"') == 1
        assert page.count('class="phone wechat"') == 1
        assert "20:10" in page
        assert "http://" not in page.replace(d.url, "")
        assert "https://" not in page
        english = await d.text("/?lang=en")
        assert "Diaoyue" in english
        assert "vice principal" in english


async def test_what_is_typed_and_tapped_reaches_the_bot_and_the_answer_the_screen() -> None:
    async with desk() as d:
        assert (await d.post("/phones/0/say", {"text": " 调阅 "})).status == 204
        drawn = await logs(d, 9)
        assert "要看哪里？" in drawn["0-0"]
        assert 'data-key="餐厅"' in drawn["0-0"]
        bubble = d.paper.bubbles(SCHOOL.cast[0].address)[-1].id
        answer = await d.post("/phones/0/tap", {"bubble": bubble, "key": "餐厅"})
        assert await answer.json() == {"text": "已记录", "alert": False}
        drawn = await logs(d, 9)
        assert 'class="key dead"' in drawn["0-0"]
        assert "已编辑" in drawn["0-0"]
        assert "值班任务" in drawn["2-1"]
        assert "值班任务" in drawn["5-0"]  # the duty officer's phone opens on the group


async def test_a_tap_nobody_answers_says_so() -> None:
    async with desk() as d:
        answer = await d.post("/phones/0/tap", {"bubble": "1", "key": "操场"})
        assert (await answer.json())["text"] == "没有回应，请再点一次。"
        gone = await d.post("/phones/1/tap", {"bubble": "no", "key": "no"})
        assert (await gone.json())["text"] == "这条消息已经变了，请看最新的。"


async def test_a_photo_goes_into_the_chat_it_was_sent_in() -> None:
    async with desk() as d:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("chat", DUTY)
        form.add_field("file", b"pixels", filename="现场.png", content_type="image/png")
        async with d.http.post(f"{d.url}/phones/2/photo", data=form) as response:
            assert response.status == 204
        (bubble,) = d.paper.bubbles(DUTY)
        assert (bubble.author, bubble.kind, bubble.text) == (CHIEF, "photo", "现场.png")
        assert "雷默言" in (await logs(d, 9))["5-0"]


async def test_nobody_types_into_a_chat_he_does_not_have() -> None:
    async with desk() as d:
        await d.post("/phones/0/say", {"text": "调阅", "chat": DUTY})
        assert d.paper.bubbles(DUTY) == ()
        assert d.paper.bubbles(SCHOOL.cast[0].address)[0].text == "调阅"


async def test_the_clock_is_pushed_and_only_by_the_known_steps() -> None:
    async with desk() as d:
        told = await d.post("/clock", {"by": "hour"})
        assert await told.json() == {"day": "2026-03-02", "time": "21:10"}
        told = await d.post("/clock", {"by": "day"})
        assert await told.json() == {"day": "2026-03-03", "time": "21:10"}
        assert (await d.post("/clock", {"by": "year"})).status == 400
        assert d.clock.at == EVENING + timedelta(days=1, hours=1)


async def test_the_register_is_shown_as_text() -> None:
    async with desk() as d:
        sheet = await d.text("/sheets")
        assert "调取监控登记表" in sheet
        assert "&lt;b&gt;乔木" in sheet


async def test_a_page_of_somebody_elses_cannot_play() -> None:
    async with desk() as d:
        cross = {"Sec-Fetch-Site": "cross-site"}
        assert (await d.post("/phones/0/say", {"text": "调阅"}, **cross)).status == 403
        assert (await d.post("/clock", {"by": "hour"}, **cross)).status == 400
        assert d.paper.bubbles(SCHOOL.cast[0].address) == ()


async def test_what_people_write_is_never_markup() -> None:
    async with desk() as d:
        await d.post("/phones/0/say", {"text": "<img src=x onerror=alert(1)>"})
        assert "&lt;img src=x" in (await logs(d, 9))["0-0"]


async def test_a_link_opens_as_the_phones_person() -> None:
    async with desk() as d:
        target = f"{d.url}/?lang=en"
        url = f"{d.url}/phones/4/open"
        async with d.http.get(url, params={"url": target}, allow_redirects=False) as response:
            location = URL(response.headers["Location"])
            assert location.path == "/phone/open"
            assert dict(location.query) == {"as": "peiyunqi", "to": target}


def login(d: Desk) -> dict[str, str]:
    authorize = URL(f"{d.office.wecom.base_url}/connect/oauth2/authorize").with_query(
        appid="wwdemo", response_type="code", state="s", redirect_uri=f"{d.url}/"
    )
    return {"title": "等您审批", "description": "餐厅", "url": str(authorize), "btntxt": "登录"}


async def test_the_page_ends_although_somebody_still_looks() -> None:
    async with desk() as d:
        stream = await d.http.get(f"{d.url}/events")
        assert await stream.content.readline() == b"event: log\n"
        port = URL(d.url).port
    stream.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


@pytest.mark.browser
async def test_a_case_is_tapped_through_in_a_real_browser() -> None:
    from playwright.async_api import async_playwright, expect

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    async with desk() as d, async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1920, "height": 980})
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.goto(d.url)
        teacher, duty = page.get_by_label("乔木", exact=True), page.get_by_label("值班员甲")
        await teacher.get_by_role("button", name="从这里开始").click()
        await expect(teacher.get_by_text("申请", exact=True)).to_be_visible()
        await teacher.get_by_placeholder("写点什么…").fill("调阅")
        await teacher.get_by_placeholder("写点什么…").press("Enter")
        await teacher.get_by_role("button", name="餐厅").click()
        await expect(teacher.get_by_role("status")).to_have_text("已记录")
        await expect(teacher.get_by_text("已选")).to_be_visible()
        await expect(duty.get_by_text("值班任务")).to_be_visible()
        await d.office.send("template_card", card("t"))
        director = page.get_by_label("温若谷", exact=True)
        async with page.expect_response("**/tap*"):
            await director.get_by_role("button", name="同意", exact=True).click()
        assert [packet["EventKey"] for packet in d.office.heard] == ["ap"]
        for name, userid in (("裴云旗", "peiyunqi"), ("温若谷", "wenruogu")):
            await d.office.send("textcard", login(d), to=userid)
            async with page.expect_popup() as opening:
                await (
                    page.get_by_label(name, exact=True)
                    .get_by_role("button", name="登录")
                    .click()
                )
            popup = await opening.value
            await popup.wait_for_url("**/?code=*")
            code = URL(popup.url).query["code"]
            assert d.office.corp.login_codes[code][0] == userid
            await popup.close()
        await page.get_by_role("button", name="过一小时").click()
        await expect(page.locator(".clock time span")).to_have_text("21:10")
        await page.get_by_role("button", name="看登记簿").click()
        await expect(page.get_by_role("cell", name="2026-03-02 20:40")).to_be_visible()
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, "the page scrolls sideways"
        assert wrong == []
        await browser.close()
