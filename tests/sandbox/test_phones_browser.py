"""The front door in a real browser: what a head of school does there."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from sandbox.phones import Theatre, serve_phones, theatre
from tests.fit_for_everybody import found_by_axe
from tests.sandbox.pictures import PICTURE

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]

# Colours on their way are nobody's; what pulses for ever does not change any.
AT_REST = """() => Promise.all(document.getAnimations()
  .filter(one => one.effect.getComputedTiming().endTime !== Infinity)
  .map(one => one.finished.catch(() => null)))"""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60_000  # milliseconds; nothing is measured, it only ends a test that hangs


@asynccontextmanager
async def visited(
    folder: Path,
    *,
    school: str = "taishan",
    language: str = "zh",
    width: int = 1280,
    height: int = 800,
    scheme: "Literal['light', 'dark']" = "light",
) -> "AsyncIterator[tuple[Page, Theatre]]":
    """The page as it opens. What goes wrong in its scripts fails the test."""
    from playwright.async_api import async_playwright, expect

    expect.set_options(timeout=PATIENCE)
    async with (
        theatre(folder, school) as house,
        serve_phones(house) as url,
        async_playwright() as play,
    ):
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        page.set_default_timeout(PATIENCE)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        foreign: list[str] = []
        page.on(
            "request",
            lambda r: (
                foreign.append(r.url) if not r.url.startswith("http://127.0.0.1:") else None
            ),
        )
        await page.goto(f"{url}/?lang={language}")
        yield page, house
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, "the page scrolls sideways"
        assert wrong == []
        assert foreign == []
        await browser.close()


def phone(page: "Page", name: str) -> "Locator":
    return page.get_by_role("article", name=name, exact=True)


async def writes(person: "Locator", words: str) -> None:
    field = person.get_by_placeholder("写点什么…").filter(visible=True)
    await field.fill(words)
    await field.press("Enter")


async def test_a_head_of_school_watches_the_first_story_and_reads_the_book(
    tmp_path: Path,
) -> None:
    from playwright.async_api import expect

    async with visited(tmp_path) as (page, _):
        intro = page.get_by_role("dialog")
        await expect(intro).to_contain_text("虚构")
        await intro.get_by_role("button", name="看一遍").click()
        now = page.locator(".now")
        await expect(now).to_contain_text("餐厅丢了手机")
        await expect(now).to_contain_text(re.compile("乔木 [写点]"))
        await page.get_by_role("button", name="快", exact=True).click()
        await expect(page.locator(".web:visible")).to_have_count(1)  # the vice principal's page
        await expect(now).to_contain_text("演完了")
        await expect(phone(page, "乔木").get_by_text("办结").first).to_be_visible()
        await page.get_by_role("tab", name="调取监控登记表").click()
        await expect(page.get_by_role("cell", name="乔木")).to_be_visible()
        await page.get_by_role("tab", name="操作日志").click()
        links = page.locator(".chain li")
        assert await links.count() > 20
        # Each entry carries the hash of the one before, which stands below it.
        before = await links.nth(0).locator("code").first.get_attribute("title")
        assert before == await links.nth(1).locator("code").last.get_attribute("title")
        await page.get_by_role("button", name="校验日志").click()
        await expect(page.locator(".verdict")).to_contain_text("日志完好")
        # From here on by hand: the story's people are still there.
        await writes(phone(page, "乔木"), "我的")
        await expect(phone(page, "乔木").get_by_text("已办结").last).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_whoever_reads_with_his_ears_or_in_the_sun_can_use_it(
    tmp_path: Path, scheme: "Literal['light', 'dark']"
) -> None:
    from playwright.async_api import expect

    async with visited(tmp_path, scheme=scheme) as (page, _):
        assert await found_by_axe(page) == []  # the introduction
        await page.get_by_role("button", name="看一遍").click()
        await page.get_by_role("button", name="快", exact=True).click()
        await expect(page.locator(".now")).to_contain_text("演完了")
        await page.get_by_role("tab", name="操作日志").click()
        await expect(page.locator(".chain li").first).to_be_visible()
        await page.evaluate(AT_REST)
        assert await found_by_axe(page) == []


async def test_the_program_is_killed_and_a_tap_meanwhile_counts_once(tmp_path: Path) -> None:
    from playwright.async_api import expect

    async with visited(tmp_path) as (page, house):
        await page.get_by_role("button", name="自己动手试").click()
        teacher = phone(page, "乔木")
        await teacher.get_by_role("button", name="从这里开始").click()
        yes = teacher.get_by_role("button", name="是", exact=True)
        await expect(yes).to_be_visible()
        await page.get_by_role("button", name="强行终止").click()
        await expect(page.locator(".now")).to_contain_text("一件不丢")
        assert not house.scene.alive
        await yes.click()
        await page.get_by_role("button", name="重新启动").click()
        await expect(page.locator("[data-bot-state]")).to_have_text("程序运行中")
        asked = teacher.get_by_text("第 2/")
        await expect(asked).to_have_count(1)


async def test_wecom_is_cut_off_and_an_approval_goes_through_when_it_is_back(
    tmp_path: Path,
) -> None:
    from playwright.async_api import expect

    async with visited(tmp_path) as (page, house):
        await page.get_by_role("dialog").get_by_role("button", name="看一遍").click()
        await page.get_by_role("button", name="快", exact=True).click()
        # The story stops where the head of grade is about to approve.
        directing = house.scene.directing
        while not (directing.act and directing.act.phone.name == "牧星野"):
            await directing.changed(directing.revision, 5)
        directing.pause()  # a visitor's click might come an act too late
        await page.get_by_role("button", name="从这里自己接着来").click()
        plug, director = page.get_by_role("switch", name="企业微信"), phone(page, "牧星野")
        await plug.click()
        await expect(director.locator(".no-net").first).to_be_visible()
        approve = director.get_by_role("button", name="同意", exact=True)
        await approve.click()
        await expect(director.locator(".toast")).to_have_text("当前无网络连接")
        await writes(director, "待办")
        await expect(director.get_by_role("button", name="未发出")).to_be_visible()
        await plug.click()
        await expect(director.locator(".no-net").first).to_be_hidden()
        await approve.click()
        await expect(director.get_by_text("已同意 · 牧星野", exact=True)).to_be_visible()
        await director.get_by_role("button", name="未发出").click()
        await expect(director.get_by_text("目前没有等您")).to_be_visible()


async def test_a_photo_is_shown_and_the_clock_brings_a_reminder(tmp_path: Path) -> None:
    from playwright.async_api import expect

    async with visited(tmp_path) as (page, house):
        await page.get_by_role("dialog").get_by_role("button", name="选别的学校或剧目").click()
        await page.get_by_role("button", name="没有人签批").click()
        await page.get_by_role("button", name="快", exact=True).click()
        directing = house.scene.directing
        while not (directing.act and "催办" in directing.act.words):
            await directing.changed(directing.revision, 5)
        directing.pause()
        await page.get_by_role("button", name="从这里自己接着来").click()
        due = page.locator('[data-push="due"]')
        director = phone(page, "牧星野")
        cards = director.locator(".bubble")
        seen = await cards.count()
        for _ in range(6):
            told = await due.get_attribute("title") or ""
            await due.click()
            await expect(due).not_to_have_class("waits")
            if "牧星野" in told or "期限" in told:
                break
        await expect(cards.nth(seen)).to_be_visible()
        picture = {"name": "现场.png", "mimeType": "image/png", "buffer": PICTURE}
        await phone(page, "乔木").locator('input[type="file"]').set_input_files(picture)  # type: ignore[arg-type]  # Playwright's own shape
        shot = phone(page, "乔木").locator("img.shot")
        await expect(shot).to_be_visible()
        assert await shot.evaluate("picture => picture.naturalWidth") == 64


async def test_the_college_in_english_on_a_small_screen(tmp_path: Path) -> None:
    from playwright.async_api import expect

    async with visited(tmp_path, school="lingnan", language="en", width=390, height=844) as (
        page,
        _,
    ):
        await expect(page.get_by_role("dialog")).to_contain_text("invented")
        await page.get_by_role("button", name="Try it myself").click()
        await expect(page.get_by_role("article")).to_have_count(1)  # one phone at a time
        people = page.get_by_role("tablist", name="Phones")
        await people.get_by_role("tab", name="苏砚秋").click()
        await expect(phone(page, "苏砚秋")).to_be_visible()
        await expect(phone(page, "辅导员01")).to_be_hidden()
        await people.get_by_role("tab", name="辅导员01").click()
        await phone(page, "辅导员01").get_by_role("button", name="Start here").click()
        await expect(phone(page, "辅导员01").locator(".bubble").nth(1)).to_be_visible()
        left = await page.evaluate("document.body.innerText.match(/phones\\.[a-z.]+/)")
        assert left is None, "a sentence without words"
