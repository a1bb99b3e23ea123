"""A question stands in the message of the card it is about."""

from datetime import timedelta

import pytest

from sandbox.player import Actor
from sandbox.stories import duty_room
from sandbox.town import Town
from tests.stories.cases import approved, approved_up_to, filed, phone, says

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("typed", [False, True])
async def test_whoever_thinks_better_of_his_no_has_his_card_again(
    taishan: Town, typed: bool
) -> None:
    """Not only the words that nothing was sent."""
    chief = await before_the_chief(taishan)
    await chief.taps("退回补充")
    await chief.sees("需要补充什么")
    await gives_up(chief, typed=typed)
    await chief.taps("同意", on="监控查看申请单")
    await chief.sees("已同意")


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("name", ["科任老师乙", "计春生"])
async def test_whoever_is_asked_his_opinion_may_put_it_off(
    taishan: Town, name: str, typed: bool
) -> None:
    """One reads Telegram, the other 企业微信; meanwhile the case he is asked about moves on."""
    chief = await before_the_chief(taishan)
    await consults(chief, name)
    asked = phone(taishan, name)
    await asked.taps("回复意见")
    await asked.sees("请写下您的意见")
    await chief.taps("同意", on="等待 雷默言")
    await taishan.stage["温若谷"].sees("同意")
    await asked.sees("请写下您的意见")
    await gives_up(asked, typed=typed)
    await asked.taps(
        "回复意见", on="✓ 保卫科长 · 雷默言" if asked.phone.address.isdigit() else ""
    )
    await says(asked, "检修的是后厨", "意见已转达")
    await asked.sees("已回复：检修的是后厨")


@pytest.mark.parametrize("typed", [False, True])
async def test_whoever_asks_for_more_and_does_not_has_his_task_again(
    taishan: Town, typed: bool
) -> None:
    await approved(taishan)
    officer = taishan.stage["值班员甲"]
    await duty_room.receives(officer, taishan.stage["乔木"])
    await officer.taps("申请扩大范围", on="查看录像")
    await officer.sees("还要看哪些地方")
    await gives_up(officer, typed=typed)
    await duty_room.records(officer)


async def test_whoever_is_reminded_later_can_sign_at_once_all_the_same(taishan: Town) -> None:
    chief = await reminded(taishan)
    toast = await chief.taps("1 小时后")
    assert toast
    assert "再提醒您" in toast.text
    await chief.sees_no("再提醒您")  # nothing stands where the card stood but the card
    await chief.taps("同意", on="监控查看申请单")
    await chief.sees("已同意")


async def test_whoever_wants_to_be_reminded_too_late_hears_no_and_has_his_card(
    taishan: Town,
) -> None:
    chief = await reminded(taishan)
    taishan.push(timedelta(days=1))
    toast = await chief.taps("1 小时后")
    assert toast
    assert "不能再推迟提醒" in toast.text
    await chief.sees_no("不能再推迟提醒")
    await chief.taps("同意", on="监控查看申请单")
    await chief.sees("已同意")


async def before_the_chief(here: Town) -> Actor:
    await filed(here)
    await approved_up_to(here, "牧星野")
    return here.stage["雷默言"]


async def gives_up(who: Actor, *, typed: bool) -> None:
    await (who.says("取消") if typed else who.taps("取消"))


async def consults(chief: Actor, name: str) -> None:
    await chief.taps("更多")
    await chief.taps("加签、转交")
    await chief.taps("征求意见", on="请人做什么")
    await says(chief, name, "想问他什么")
    await says(chief, "那天中午在检修吗？", "请核对")
    await chief.taps("提交", on="请核对")


async def reminded(here: Town) -> Actor:
    chief = await before_the_chief(here)
    await chief.sees("同意")
    here.push(timedelta(hours=12, minutes=5))
    await here.rings()
    await chief.taps("稍后提醒")
    await chief.sees("什么时候再提醒您？")
    return chief
