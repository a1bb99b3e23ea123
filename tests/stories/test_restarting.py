"""The product stops and starts in the middle of a case; nobody notices."""

import pytest

from bot.approvals.request import State
from sandbox.town import Town
from tests.stories.cases import (
    approved_up_to,
    by_page,
    count,
    filed,
    received,
    restarted,
    says,
    the_request,
)

pytestmark = pytest.mark.slow


async def test_cards_from_before_work_after(taishan: Town) -> None:
    """On WeCom, on Telegram, on the page."""
    await filed(taishan)
    async with restarted(taishan):
        await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
        async with restarted(taishan):
            await by_page(taishan, "裴云旗", "同意")
            await taishan.stage["乔木"].sees("已批准")
            assert (await the_request(taishan)).state is State.APPROVED


async def test_a_reason_asked_for_before_is_heard_after(taishan: Town) -> None:
    await filed(taishan)
    director = taishan.stage["牧星野"]
    await director.taps("退回补充")
    await director.sees("需要补充什么")
    async with restarted(taishan):
        await says(director, "请写明是哪一张桌子", "已退回补充")
        await taishan.stage["乔木"].sees("请写明是哪一张桌子")


async def test_nothing_is_said_twice_and_the_end_reaches_everybody(taishan: Town) -> None:
    await received(taishan)
    officer, teacher = taishan.stage["值班员甲"], taishan.stage["乔木"]
    await officer.taps("办理并登记", on="查看录像")
    await officer.sees("结果")
    before = {name: count(taishan.stage[name], "0001") for name in ("牧星野", "雷默言")}
    async with restarted(taishan):
        await officer.taps("已查到")
        await officer.taps("跳过", on="备注")
        await officer.taps("提交")
        await teacher.sees("办结")
        assert before == {name: count(taishan.stage[name], "0001") for name in before}


async def test_what_was_said_while_it_was_down_is_heard(taishan: Town) -> None:
    """Telegram keeps it and is asked for it."""
    await filed(taishan)
    teacher = taishan.stage["乔木"]
    await taishan.product.stop()
    await teacher.says("撤回 1")
    async with restarted(taishan):
        await teacher.sees("已撤回")
        await taishan.stage["牧星野"].sees("申请人已撤回")
