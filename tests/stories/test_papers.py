"""A photograph sent on one platform is read by an approver on the other."""

import asyncio

import pytest

from bot.taps import Tap, Verb
from sandbox.player import PIXEL, Actor
from sandbox.town import Town
from tests.stories.cases import approved, phone, press, says, the_request, types

pytestmark = pytest.mark.slow

PAPER = PIXEL + b"the form of the parents"  # what arrives must be these very bytes


async def filed_with_paper(here: Town, teacher: Actor) -> None:
    await types(here, teacher, upto="附上")
    await teacher.photo("说明.png", PAPER)
    await teacher.sees("完成（1）")
    await says(teacher, "完成", "保密承诺")
    await says(teacher, "是", "请核对")
    await says(teacher, "提交", "等待")


async def arrives(reader: Actor) -> None:
    """The paper itself, not a message about it."""
    async with asyncio.timeout(5):
        while not any(
            s.bubble.kind in ("photo", "file") and not s.bubble.author for s in reader.screen()
        ):
            await reader.exchange.changed(reader.exchange.revision, 1)


async def test_from_telegram_to_an_approver_in_wecom(taishan: Town) -> None:
    await filed_with_paper(taishan, taishan.stage["乔木"])
    director = taishan.stage["牧星野"]
    await director.taps("查看附件")
    await arrives(director)
    corp = taishan.platforms.wecom.corp
    assert [m.data for m in corp.media.values()] == [PAPER]


async def test_from_wecom_to_an_approver_in_telegram(taishan: Town) -> None:
    await filed_with_paper(taishan, phone(taishan, "方既白"))
    await phone(taishan, "关山越").taps("同意")
    chief = taishan.stage["雷默言"]
    await chief.taps("查看附件")
    await arrives(chief)
    files = taishan.platforms.telegram.world.files
    assert PAPER in [file.data for file in files.values()]


async def test_only_who_may_see_the_case_gets_its_papers(taishan: Town) -> None:
    await filed_with_paper(taishan, taishan.stage["乔木"])
    await taishan.stage["牧星野"].sees("同意")
    request = await the_request(taishan)
    nosy = phone(taishan, "科任老师乙")
    await says(nosy, "帮助", "怎么用")
    toast = await press(nosy, Tap(Verb.FILES, request.id).packed())
    assert toast is not None
    assert toast.text
    await nosy.sees_no("photo.jpg", within=0.2)


async def test_a_photo_nobody_asked_for_is_answered(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await teacher.photo()
    await teacher.sees("现在不需要附件")


@pytest.mark.parametrize("name", ["乔木", "方既白"])
async def test_a_photo_at_another_question_is_kept_for_its_own(
    taishan: Town, name: str
) -> None:
    teacher = phone(taishan, name)
    await types(taishan, teacher, upto="想在录像里看什么")
    await teacher.photo("说明.png", PAPER)
    await teacher.sees("附件")
    await teacher.sees("想在录像里看什么")


# -- the approval form on paper --------------------------------------------------------------------


async def test_the_approval_form_comes_into_the_chat_as_a_pdf(taishan: Town) -> None:
    """To the teacher in Telegram by a tap, to the head of student affairs in WeCom by typing."""
    await approved(taishan)
    teacher = taishan.stage["乔木"]
    await teacher.taps("审批单")
    await arrives(teacher)
    (sent,) = taishan.platforms.telegram.world.files.values()
    assert sent.data.startswith(b"%PDF")
    head = taishan.stage["温若谷"]
    await says(head, "查 1", "已批准")
    await says(head, "审批单 1", "审批单正在生成")
    await arrives(head)
    corp = taishan.platforms.wecom.corp
    assert [m.data[:4] for m in corp.media.values()] == [b"%PDF"]
    nosy = phone(taishan, "科任老师乙")
    await says(nosy, "帮助", "怎么用")
    await says(nosy, "审批单 1", "")
    await nosy.sees_no("审批单正在生成", within=0.2)


async def test_the_month_in_numbers_as_picture_and_page(taishan: Town) -> None:
    """To the head of student affairs in WeCom; nobody else is answered with numbers."""
    head = taishan.stage["温若谷"]
    await says(head, "月报 2026-13", "没有看懂月份")
    now = taishan.clock.now().astimezone(taishan.settings.schools["taishan"].zone)
    await says(head, f"月报 {now.year}年{now.month}月", "正在制作月报")
    await arrives(head)
    corp = taishan.platforms.wecom.corp
    async with asyncio.timeout(20):
        while len(corp.media) < 2:
            await head.exchange.changed(head.exchange.revision, 1)
    sent = {media.mime: media.data[:4] for media in corp.media.values()}
    assert sent == {"image/png": b"\x89PNG", "application/pdf": b"%PDF"}
    await says(taishan.stage["乔木"], "/report", "月报由学工处主任查看")


async def test_in_telegram_it_is_a_picture_to_be_looked_at(lingnan: Town) -> None:
    head = phone(lingnan, "陆岱川")
    await says(head, "/report", "正在制作月报")
    async with asyncio.timeout(20):
        while {s.bubble.kind for s in head.screen() if not s.bubble.author} < {"photo", "file"}:
            await head.exchange.changed(head.exchange.revision, 1)
