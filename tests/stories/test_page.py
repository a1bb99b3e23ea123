"""The lost phone, played by hand on the phones page: fingers, real pages, the real product."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.demo import page as phones_page
from sandbox.town import Town

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c"
    "4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


class Hand:
    """One person's phone on the page."""

    def __init__(self, desk: "Page", name: str) -> None:
        self.desk = desk
        self.phone = desk.get_by_label(name, exact=True)

    @property
    def chat(self) -> "Locator":
        return self.phone.locator(".chat:not([hidden])")

    async def sees(self, words: str) -> None:
        await self.chat.locator(".bubble").filter(has_text=words).last.wait_for()

    async def taps(self, button: str, on: str) -> None:
        """A button of the newest message that says `on`."""
        bubble = self.chat.locator(".bubble").filter(has_text=on)
        await bubble.get_by_role("button", name=button, exact=True).last.click()

    async def types(self, words: str, then: str) -> None:
        await self.chat.get_by_placeholder("写点什么…").fill(words)
        await self.chat.get_by_role("button", name="发送").click()
        await self.sees(then)


@asynccontextmanager
async def opened(here: Town) -> AsyncIterator["Page"]:
    """The phones page in a browser that complains about nothing."""
    from playwright.async_api import async_playwright

    async with phones_page(here, 0) as address, async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        desk = await browser.new_page(viewport={"width": 1600, "height": 1000})
        desk.set_default_timeout(20_000)
        wrong: list[str] = []
        desk.on("pageerror", lambda error: wrong.append(str(error)))
        await desk.goto(address)
        yield desk
        await browser.close()
    assert wrong == []


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: the page was NOT played by hand")
async def test_the_lost_phone_is_played_by_hand(taishan: Town) -> None:
    async with opened(taishan) as desk:
        teacher = Hand(desk, "乔木")
        await filed(taishan, teacher)
        for name in ("牧星野", "雷默言", "温若谷"):
            await Hand(desk, name).taps("同意", on="申请人")
            await Hand(desk, name).sees(f"已同意 · {name}")
        await decided_on_the_page(desk, Hand(desk, "裴云旗"))
        await teacher.sees("已批准")
        await carried_out(Hand(desk, "值班员甲"), teacher)
        await teacher.sees("办结")
        await desk.get_by_role("button", name="看登记簿").click()
        await (
            desk.get_by_role("cell", name="看谁从三号桌上拿走了黑色手机")
            .or_(desk.get_by_role("cell", name="餐厅"))
            .first.wait_for()
        )
        await desk.get_by_role("cell", name="登记入册").first.wait_for()
        assert await newest_in_view(teacher)


async def filed(here: Town, teacher: Hand) -> None:
    zone = here.settings.schools["taishan"].zone
    day = here.clock.now().astimezone(zone) - timedelta(days=6)
    await teacher.chat.get_by_role("button", name="从这里开始").click()
    await teacher.taps("是", on="本班学生")
    await teacher.sees("哪几位学生")
    await teacher.types("G1-03-17", then="是什么事")
    await teacher.taps("财物遗失、被盗", on="是什么事")
    await teacher.sees("哪些地方")
    await teacher.types("食堂", then="哪几个摄像头")
    await teacher.taps("跳过", on="哪几个摄像头")
    await teacher.sees("哪一天")
    await teacher.types(f"{day.month}月{day.day}日 中午12点到12点40", then="想在录像里看什么")
    await teacher.types("看谁从三号桌上拿走了黑色手机", then="事情经过")
    await teacher.types("学生午饭后发现手机不见，同学称放在餐桌上。", then="当事人有哪些")
    await teacher.taps("跳过", on="当事人有哪些")
    await teacher.taps("完成", on="是否属于敏感")
    await teacher.sees("照片或材料")
    await teacher.chat.locator("input[type=file]").set_input_files(
        {"name": "桌子.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    await teacher.taps("完成（1）", on="照片或材料")
    await teacher.taps("是", on="保密承诺")
    await teacher.taps("提交", on="须经 4 级审批")
    await teacher.sees("等待 牧星野")


async def decided_on_the_page(desk: "Page", vice: Hand) -> None:
    """He reads in plain WeChat: the card opens the decision page as himself."""
    async with desk.expect_popup() as opening:
        await vice.chat.get_by_role("button", name="查看详情").last.click()
    page = await opening.value
    await page.get_by_text("等待 裴云旗").wait_for()
    picture = page.locator(".papers img")
    assert await picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    await page.get_by_role("button", name="同意", exact=True).click()
    await page.get_by_role("status").filter(has_text="已同意").wait_for()
    assert await page.get_by_role("button").count() == 0
    await page.close()


async def carried_out(officer: Hand, teacher: Hand) -> None:
    await officer.taps("我来办理", on="预约查看")
    await officer.phone.get_by_role("tab", name="调阅通").click()
    await officer.taps("办理并登记", on="正在办理")
    await officer.taps("现在即可前来", on="什么时候")
    await officer.taps("提交", on="请核对")
    await teacher.taps("我承诺并签署", on="保密承诺")
    await officer.taps("办理并登记", on="到场签到")
    await officer.taps("是", on="身份已核对")
    await officer.taps("提交", on="到场签到")
    await officer.taps("办理并登记", on="待办理")
    await officer.taps("已查到", on="查看结果如何")
    await officer.taps("跳过", on="备注")
    await officer.taps("提交", on="已查到")
    await officer.sees("已办理")


async def newest_in_view(person: Hand) -> bool:
    left: float = await person.chat.locator(".log").evaluate(
        "log => log.scrollHeight - log.scrollTop - log.clientHeight"
    )
    return left < 2
