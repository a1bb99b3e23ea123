"""A teacher fills the form: on either platform, typing or tapping, with people's mistakes."""

import pytest

from bot.approvals.request import State
from sandbox.town import Town
from tests.stories.cases import (
    days_ago,
    filed,
    phone,
    restarted,
    says,
    the_request,
    types,
)


async def test_typed_throughout_in_wecom(taishan: Town) -> None:
    teacher = phone(taishan, "方既白")
    await types(taishan, teacher, 是什么事="1")
    await teacher.sees("级部主任 关山越")
    await says(teacher, "提交", "等待 关山越")
    request = await the_request(taishan)
    assert request.state is State.IN_APPROVAL
    assert request.answers["zones"] == ["B-Z06"]
    assert request.answers["reason"] == "loss"


async def test_going_back_and_cancelling_by_words(taishan: Town) -> None:
    teacher = phone(taishan, "方既白")
    await types(taishan, teacher, upto="摄像头")
    await says(teacher, "上一步", "哪些地方")
    await says(teacher, "4", "完成（2）")
    await says(teacher, "完成", "摄像头")
    await says(teacher, "取消", "已取消")
    await says(teacher, "继续", "您好")  # nothing is left of it


async def test_a_line_of_the_summary_is_changed_by_words(taishan: Town) -> None:
    teacher = phone(taishan, "方既白")
    await teacher.says("你好")
    await teacher.taps("申请调阅")  # from now on one message for each question
    await teacher.sees("本班学生")
    await types(taishan, teacher, begun=True)
    summary = await says(teacher, "修改", "修改哪一项")
    assert "查看区域" in summary.text
    await says(teacher, "继续", "请核对")
    await says(teacher, "查看区域", "哪些地方")
    await says(teacher, "操场", "请核对")
    await says(teacher, "提交", "等待 关山越")
    assert (await the_request(taishan)).answers["zones"] == ["B-Z04"]


async def test_tapped_throughout_in_telegram_with_the_calendar(taishan: Town) -> None:
    """Only what nobody can tap is typed: whom, what and why."""
    teacher = taishan.stage["乔木"]
    await teacher.says("/start")
    await teacher.taps("申请调阅")
    await teacher.taps("是", on="本班学生")
    await teacher.says("G1-03-17")
    await teacher.taps("财物遗失")
    await teacher.taps("餐厅", on="哪些地方")
    await teacher.taps("完成", on="哪些地方")
    await teacher.taps("餐厅一楼东区1号", on="摄像头")
    await teacher.taps("完成", on="摄像头")
    await teacher.taps("昨天", on="哪一天")
    await teacher.taps("8时", on="从几点开始")
    await teacher.taps("08:30", on="从几分开始")
    await teacher.taps("1 小时", on="到什么时候")
    await teacher.says("看谁从三号桌上拿走了黑色手机")
    await teacher.says("学生午饭后发现手机不见，需要确认去向")
    await teacher.taps("跳过", on="当事人")
    await teacher.taps("跳过", on="敏感")
    await teacher.taps("跳过", on="附上")
    await teacher.taps("是", on="保密承诺")
    await teacher.taps("修改", on="请核对")
    await teacher.taps("返回核对")
    await teacher.taps("提交", on="请核对")
    await teacher.sees("等待 牧星野")
    request = await the_request(taishan)
    assert request.answers["cameras"] == ["B-Z06-C01"]
    assert request.answers["span"]["from"].endswith("T08:30:00+08:00")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("今天 15:00-14:00", "⚠"),
        ("{tomorrow} 8:00-9:00", "⚠"),
        ("{earlier} 8:00 - {later} 20:00", "24"),
        ("{long_ago} 8:00-9:00", "⚠"),
        ("大概那会儿", "⚠"),
    ],
)
async def test_an_impossible_time_is_refused_in_one_sentence(
    taishan: Town, words: str, why: str
) -> None:
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher, upto="哪一天")
    days = {
        "tomorrow": days_ago(taishan, -1),
        "earlier": days_ago(taishan, 4),
        "later": days_ago(taishan, 2),
        "long_ago": days_ago(taishan, 60),
    }
    told = await says(teacher, words.format(**days), "⚠")
    assert why in told.text
    assert "哪一天" in told.text or "时段" in told.text
    await says(teacher, f"{days_ago(taishan, 2)} 12:00-12:40", "想在录像里看什么")


async def test_a_mistyped_place_is_answered_with_the_likely_one(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher, upto="哪些地方")
    told = await says(teacher, "餐听", "⚠")
    assert "餐厅" in told.text


async def test_begun_in_telegram_and_finished_in_wecom(taishan: Town) -> None:
    on_telegram = phone(taishan, "舒望", "telegram")
    on_wecom = phone(taishan, "舒望", "wecom")
    await types(taishan, on_telegram, upto="哪些地方")
    await says(on_wecom, "继续", "哪些地方")
    await says(on_wecom, "操场", "摄像头")
    await on_telegram.taps("餐厅", on="哪些地方")  # a card from before
    await on_telegram.sees("摄像头")


async def test_the_draft_is_still_there_after_a_restart(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher, upto="想在录像里看什么")
    async with restarted(taishan):
        await says(teacher, "继续", "想在录像里看什么")
        await says(teacher, "看谁从三号桌上拿走了黑色手机", "事情经过")


async def test_a_stale_card_of_the_form_says_so_and_shows_the_question(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher, upto="是什么事")
    card = await teacher.sees("是什么事")
    key = card.keys[0][0]
    await says(teacher, "打架、欺凌", "哪些地方")
    toast = await teacher.exchange.tap(teacher.phone.address, card.id, key.id)
    assert toast is not None
    assert "已更新" in toast.text
    assert "打架" in (await says(teacher, "继续", "哪些地方")).text


async def test_after_sending_the_form_is_over(taishan: Town) -> None:
    request = await filed(taishan)
    teacher = taishan.stage["乔木"]
    await says(teacher, "提交", "您好")
    await says(teacher, "我的", request.number)
