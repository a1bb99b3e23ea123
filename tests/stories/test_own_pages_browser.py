"""The pages as a thumb has them: a real browser of a phone's size, with scripts, dark and light.

What everybody needs who reads with his ears, in the sun or with large letters is asked of axe-core.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.boxes import PICKER
from bot.people.person import PersonId
from sandbox.player import PIXEL, Actor
from sandbox.town import Town
from storage import people
from tests.fit_for_everybody import found_by_axe
from tests.stories.cases import (
    approved,
    journal_kinds,
    local,
    person_id,
    phone,
    the_request,
)

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: the pages were NOT opened"),
]
LOOK = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const small = [...document.querySelectorAll('button, a, label.quick, input:not([type=hidden])')]
    .filter(one => one.checkVisibility() && !one.closest('label.quick input, .first, .notes'))
    .filter(one => { const r = (one.closest('label') ?? one).getBoundingClientRect();
                     return r.height > 1 && r.height < 43.5; })
    .map(one => one.outerHTML.slice(0, 90));
  const letters = parseFloat(getComputedStyle(document.body).fontSize);
  return {wide, small, letters};
}"""


@asynccontextmanager
async def browser() -> AsyncIterator["Browser"]:
    from playwright.async_api import async_playwright

    async with async_playwright() as play:
        opened = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        await opened.close()


async def held(
    opened: "Browser", here: Town, who: Actor, *, width: int = 390, scheme: Any = "light"
) -> "Page":
    """That person's phone, on his first page."""
    context = await opened.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, locale="zh-CN"
    )
    page = await context.new_page()
    page.set_default_timeout(20_000)
    await page.goto(here.link(who.phone, home(here, who)))
    return page


def home(here: Town, who: Actor) -> str:
    asked = "?in=wechat" if who.phone.platform == "wechat" else ""
    return f"{here.settings.web.public_url}/h5/{here.platforms.school.id}/{asked}"


async def is_well(page: "Page") -> None:
    """Fit for everybody: axe finds nothing, nothing sticks out, and a thumb hits everything."""
    assert await found_by_axe(page) == []
    seen = await page.evaluate(LOOK)
    assert seen["small"] == []
    assert seen["wide"] <= 0
    assert seen["letters"] >= 17


async def test_a_teacher_files_with_his_thumb_and_his_director_signs(taishan: Town) -> None:
    teacher, director = taishan.stage["邵安"], phone(taishan, "尚可期", "wechat")
    async with browser() as opened:
        page = await held(opened, taishan, teacher)
        await is_well(page)
        await page.get_by_role("link", name="查看监控录像").click()
        await is_well(page)
        await fills(page, taishan)
        await page.context.set_offline(True)
        await page.get_by_label("请简单写一下事情经过和查看用途").fill("太短")
        await page.keyboard.press("Tab")
        await page.get_by_text("没有连上，还没保存").wait_for()
        await page.context.set_offline(False)
        await page.get_by_role("button", name="下一步：核对").click()
        wrong = page.get_by_role("alert").filter(has_text="有 2 处需要再看一下")
        await wrong.wait_for()
        assert await wrong.evaluate("box => box === document.activeElement")
        await is_well(page)
        await page.get_by_label("请简单写一下事情经过和查看用途").fill(
            "学生午饭后发现手机不见，需要确认去向。"
        )
        await page.get_by_role("checkbox", name="我已阅读并同意").check()
        await page.get_by_role("button", name="下一步：核对").click()
        await page.get_by_text("提交后须经 4 级审批").wait_for()
        await is_well(page)
        assert await journal_kinds(taishan) == []
        await page.get_by_role("button", name="提交", exact=True).click()
        await page.get_by_text("等待 尚可期").wait_for()
        await is_well(page)
        await page.go_back()
        assert (await journal_kinds(taishan)).count("request.filed") == 1

        his = await held(opened, taishan, director, scheme="dark", width=320)
        await is_well(his)
        await his.get_by_role("link", name="餐厅").click()
        await is_well(his)
        await his.get_by_role("button", name="同意", exact=True).click()
        await his.get_by_role("status").filter(has_text="已同意").wait_for()
    request = await the_request(taishan)
    assert request.answers["students"] == ["G4-02-17"]
    assert request.decisions[0].by == person_id(taishan, "尚可期")


async def fills(page: "Page", here: Town) -> None:
    """What follows from an answer comes without loading the page; files stand when they are in."""
    await (
        page.get_by_role("group", name="这次是为本班学生申请")
        .get_by_label("是", exact=True)
        .check()
    )
    await page.get_by_label("涉及哪几位学生").fill("G4-02-17")
    await page.get_by_label("财物遗失、被盗").check()
    places = page.get_by_role("group", name="要查看哪些地方")
    await places.get_by_role("searchbox", name="查找").fill("餐")
    await places.get_by_label("操场").wait_for(state="hidden")
    await places.get_by_label("餐厅", exact=True).check()
    start = (local(here) - timedelta(days=6)).replace(hour=12, minute=0)
    await page.get_by_label("从", exact=True).fill(start.strftime(PICKER))
    until = start + timedelta(minutes=40)
    await page.get_by_label("到", exact=True).fill(until.strftime(PICKER))
    await page.get_by_label("想在录像里看什么").fill("看谁从三号桌上拿走了黑色手机")
    await page.locator("input[type=file]").set_input_files(
        {"name": "桌子.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    await page.get_by_text("桌子.png").wait_for()
    await page.get_by_text("已保存").wait_for()


async def test_the_duty_officer_checks_in_on_a_page(taishan: Town) -> None:
    await approved(taishan)
    officer = phone(taishan, "值班员丙", "wecom")
    async with browser() as opened:
        page = await held(opened, taishan, officer, scheme="dark")
        await is_well(page)
        await page.get_by_role("link", name="预约查看").click()
        await is_well(page)
        await page.get_by_role("button", name="我来办理").click()
        await page.get_by_label("现在即可前来").check()
        await is_well(page)
        await page.get_by_role("button", name="提交", exact=True).click()
        await page.get_by_role("status").filter(has_text="已登记").wait_for()
        await taishan.stage["乔木"].taps("我承诺并签署")
        await taishan.stage["乔木"].sees("已办理", fresh=True)
        await page.goto(home(taishan, officer))
        await page.get_by_role("link", name="到场签到").click()
        await page.get_by_role("checkbox", name="我已阅读并同意").check()
        await page.get_by_role("button", name="提交", exact=True).click()
        await page.get_by_role("status").filter(has_text="已登记").wait_for()
        await is_well(page)
    await taishan.stage["乔木"].sees("✓ 到场签到")


async def test_what_is_forbidden_is_said_while_one_still_writes(lingnan: Town) -> None:
    clerk = next(a for a in lingnan.stage if a.phone.platform == "wecom")
    async with browser() as opened:
        page = await held(opened, lingnan, clerk)
        await page.get_by_role("link", name="调阅视频监控资料").click()
        await page.get_by_label("个人的事").check()
        await page.get_by_role("alert").filter(has_text="严禁以个人身份调阅").wait_for()
        await is_well(page)
        await page.get_by_label("其他工作需要").check()
        await page.get_by_role("alert").filter(has_text="严禁").wait_for(state="detached")


async def test_the_university_reads_its_own_form_in_english(lingnan: Town) -> None:
    clerk = next(a for a in lingnan.stage if a.phone.platform == "wecom")
    school = lingnan.platforms.school.id
    await lingnan.product.store.transact(
        lambda work: people.set_language(work, school, PersonId(clerk.phone.person), "en")
    )
    async with browser() as opened:
        page = await held(opened, lingnan, clerk, width=320)
        await is_well(page)
        await page.get_by_role("link", name="footage").first.click()
        assert await page.locator("html").get_attribute("lang") == "en"
        await is_well(page)
        await page.get_by_role("button", name="Next: check").click()
        await page.get_by_role("alert").filter(has_text="again").wait_for()
        await is_well(page)
