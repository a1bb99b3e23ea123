"""Words that are more than words somewhere: shown as they were written, run by nobody."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from bot.approvals.policy import named
from bot.exporting import csv as as_csv
from bot.exporting import xlsx as as_xlsx
from bot.registers.books import printed
from sandbox.clock import PushedClock
from sandbox.schools import load
from sandbox.stories.duty_room import carries_out
from sandbox.town import Town, opened, outside, settings_for
from storage import books
from tests.stories.cases import approved_up_to, local, says, the_request, types

pytestmark = pytest.mark.slow

CONTENT = (
    '<b>看谁</b>拿走了 <a href="tg://user?id=1">手机</a> & *粗* _斜_ `码` [x](http://x.example)'
)
PURPOSE = '=HYPERLINK("http://x.example","点我") <script>alert(\'1\')</script> {name} %s'
PARTY = "+SUM(1)"
REASON = "</p><img src=x onerror=alert(1)> <i>位置</i> *不* 清楚 & [请](tg://resolve?domain=x)"


NAME = "=牧<b>星</b>野 & *co* [x](http://x.example)"


@pytest.fixture
async def renamed(tmp_path: Path) -> AsyncIterator[Town]:
    """The school, with a grade director whose name somebody has made interesting."""
    school = load("taishan")
    people = tuple(
        {**row, "name": NAME} if row["name"].startswith("牧星野") else row
        for row in school.people
    )
    async with outside(replace(school, people=people), PushedClock()) as platforms:
        settings = settings_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        async with opened(platforms, settings) as here:
            yield here


async def test_markup_in_a_name_is_a_name(renamed: Town) -> None:
    teacher = renamed.stage["乔木"]
    await types(renamed, teacher)
    await teacher.sees(NAME)
    await says(teacher, "提交", NAME)
    await approved_up_to(renamed, "牧星野", "雷默言", "温若谷")
    page = await renamed.stage["裴云旗"].opens()
    assert NAME in page.text
    assert "<b>星" not in page.source


async def filed_with_words(here: Town) -> None:
    teacher = here.stage["乔木"]
    words = {"想在录像里看什么": CONTENT, "事情经过": PURPOSE, "当事人": PARTY}
    # `types` fills gaps of its own, so braces are doubled for it.
    bare = {asked: said.replace("{", "{{").replace("}", "}}") for asked, said in words.items()}
    await types(here, teacher, **bare)
    await says(teacher, "提交", "等待")
    await here.stage["牧星野"].sees("同意")


async def test_markup_in_a_form_is_text_on_every_screen(taishan: Town) -> None:
    await filed_with_words(taishan)
    await approved_up_to(taishan, "牧星野", "雷默言")
    card = await taishan.stage["雷默言"].sees(PURPOSE)
    assert CONTENT in card.text
    await approved_up_to(taishan, "温若谷")
    page = await taishan.stage["裴云旗"].opens()
    assert page.status == 200
    assert PURPOSE in page.text
    assert "<script" not in page.source.partition("<body")[2]
    assert "<b>看谁" not in page.source


async def test_markup_in_a_reason_is_text_for_whoever_reads_it(taishan: Town) -> None:
    await filed_with_words(taishan)
    await taishan.stage["牧星野"].taps("同意")
    chief = taishan.stage["雷默言"]
    await chief.taps("退回补充")
    await chief.says(REASON)
    await chief.sees("已退回补充")
    await taishan.stage["乔木"].sees(REASON)
    assert (await the_request(taishan)).decisions[-1].reason == REASON


async def test_a_formula_stays_words_in_the_register(taishan: Town) -> None:
    await filed_with_words(taishan)
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    await (await taishan.stage["裴云旗"].opens()).presses("同意")
    await carries_out(taishan.stage["值班员甲"], taishan.stage["乔木"])
    today = local(taishan)
    entries = await taishan.product.store.read(
        lambda work: books.entries(
            work, "taishan", "retrieval", today - timedelta(days=1), today + timedelta(days=1)
        )
    )
    book = named("k12_ta_2024").books["retrieval"]
    zone = taishan.settings.schools["taishan"].zone
    page = printed(book, entries, zone=zone, first=today.date(), last=today.date())
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx.written(page))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    table = csv.reader(io.StringIO(as_csv.written(page).decode("utf-8-sig")))
    assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@"))]
