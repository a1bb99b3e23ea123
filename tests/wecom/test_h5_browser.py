"""The decision page in a real browser, logged in by the stand-in, as a phone would."""

import shutil
from datetime import UTC, datetime

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.approvals.request import Verdict
from bot.people.person import Platform
from bot.platforms.wecom.client import Client, authorize_url
from bot.web.h5 import Pages
from bot.web.sessions import Signer
from sandbox import wecom as standin
from sandbox.loopback import listening
from tests.wecom.desk import FakeDesk

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CORP, AGENT, TOKEN = "ww1436e0e65a779aee", 1000002, "known-" + "x" * 22


class StandingClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class AskingDesk(FakeDesk):
    """Lets the real client ask the stand-in who the code belongs to."""

    client: Client

    async def identify(self, school: str, platform: Platform, code: str) -> str:
        return await self.client.member(code)


@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium: the page was NOT opened in a browser"
)
async def test_an_approver_in_plain_wechat_sends_it_back_with_two_taps() -> None:
    from playwright.async_api import async_playwright, expect

    corp = standin.Corp(CORP, StandingClock())
    corp.add_app(AGENT, "secret")
    corp.add_member("sun", "孙立", client=standin.Client.PLUGIN)
    corp.add_member("qian", "钱进")
    desk = AskingDesk(asked="sun")
    app = Starlette()
    async with (
        standin.serve(corp) as wecom,
        listening(app) as address,
        aiohttp.ClientSession(trust_env=False) as session,
        async_playwright() as playwright,
    ):
        desk.client = Client(session, corp_id=CORP, secret="secret", base_url=wecom.base_url)

        def authorize(_: str, on: Platform, redirect: str, state: str) -> str:
            if on is not Platform.WECOM:
                return ""
            return authorize_url(
                corp_id=CORP,
                agent_id=AGENT,
                redirect=redirect,
                state=state,
                base_url=wecom.base_url,
            )

        pages = Pages(
            desk=desk,
            authorize=authorize,
            public_url=address,
            signer=Signer(b"k" * 32),
            now=StandingClock().now,
        )
        app.router.routes.extend(pages.routes())
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        phone = await browser.new_page(viewport={"width": 390, "height": 844})
        phone.set_default_timeout(8000)
        troubles: list[str] = []
        phone.on("console", lambda message: troubles.append(message.text))
        link = f"{address}/h5/taishan/r/{TOKEN}"

        await phone.goto(wecom.open_as("sun", link))
        await expect(phone.get_by_role("heading", name="监控查看申请单")).to_be_visible()
        await phone.get_by_text("退回补充").click()
        await phone.get_by_role("button", name="确认退回").click()
        await expect(phone.get_by_role("alert")).to_be_visible()
        assert desk.decisions == []
        troubles.clear()  # the refused form's 422 is on the console, rightly

        await phone.get_by_role("radio", name="请补充具体时间段").check()
        await phone.get_by_role("textbox").filter(visible=True).fill("第二节课还是课间？")
        await phone.get_by_role("button", name="确认退回").click()
        await expect(phone.get_by_role("status")).to_be_visible()
        assert desk.decisions == [
            (TOKEN, Verdict.RETURN, "请补充具体时间段；第二节课还是课间？")
        ]
        wide = await phone.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        assert troubles == []

        stranger = await (await browser.new_context(locale="zh-CN")).new_page()
        answer = await stranger.goto(wecom.open_as("qian", link))
        await expect(stranger.get_by_role("heading", name="无法查看")).to_be_visible()
        assert answer is not None
        await browser.close()
