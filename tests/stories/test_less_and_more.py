"""An approver leaves less of a request, brings somebody in, or takes his word back."""

from datetime import datetime

import pytest

from bot.approvals.request import Consent, State
from bot.approvals.scope import asked_scope, scope_of
from sandbox.stories.less_and_more import file_wide
from sandbox.town import Town
from tests.stories.cases import (
    PIN,
    approved,
    approved_up_to,
    filed,
    journal_kinds,
    person_id,
    phone,
    says,
    sets_pin,
    the_request,
    types,
)


async def test_cut_on_the_page(taishan: Town) -> None:
    teacher, leader = taishan.stage["乔木"], taishan.stage["裴云旗"]
    await file_wide(taishan, teacher)
    await taishan.stage["牧星野"].sees("同意")
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    page = await leader.opens()
    start, _ = asked_scope(await the_request(taishan)).span or (None, None)
    assert start
    more = {"span.to": f"{start:%Y-%m-%dT12:00}", "words": "一个小时足够"}
    page = await page.presses("按此范围同意", **{**more, "span.from": "2020-01-01T00:00"})
    assert "只能在现有范围内缩小" in page.text
    page = await page.presses("按此范围同意", **more)
    request = await the_request(taishan)
    assert request.state is State.APPROVED
    left = scope_of(request).span
    assert left
    assert (left[0], left[1].hour) == (start, 12)
    await teacher.sees("一个小时足够")
    await taishan.stage["值班员甲"].sees("11:00–12:00")


async def test_the_copy_is_spoken_of_expressly(taishan: Town) -> None:
    """B-C: a plain yes of the vice principal is no consent to a copy."""
    teacher, leader = taishan.stage["乔木"], taishan.stage["裴云旗"]
    await types(taishan, teacher)
    await says(teacher, "是否拷贝", "需要拷贝录像吗")
    await says(teacher, "是", "为什么需要拷贝")
    await says(teacher, "学校处理事件存档", "请核对")
    await teacher.says("提交")
    await taishan.stage["牧星野"].sees("同意")
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    await leader.sees("同意拷贝")
    page = await leader.opens()
    page = await page.presses("只同意查看")
    request = await the_request(taishan)
    assert (request.state, scope_of(request).copy) == (State.APPROVED, False)
    assert request.decisions[-1].consent is Consent.WITHHELD
    await teacher.sees("是否拷贝：不予同意")


async def test_brought_in_on_the_page(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    leader = taishan.stage["裴云旗"]
    page = await leader.opens()
    page = await page.presses("确定", hand="add", who="没有这个人", place="before")
    assert "名单上没有" in page.text
    page = await page.presses("确定", hand="add", who="乔木", place="before")
    assert "申请人" in page.text
    page = await page.presses("确定", hand="add", who="计春生", place="before")
    assert "等待计春生" in page.text
    services = phone(taishan, "计春生")
    await services.sees("请您加签")
    await says(leader, "77", "等待 裴云旗")  # he takes it back and is asked himself again
    await services.sees("不用您签了")
    assert (await the_request(taishan)).open_seats[0].persons == (person_id(taishan, "裴云旗"),)


async def test_a_flag_raised_by_a_reviewer_asks_the_principal_as_well(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    chief, leader = taishan.stage["雷默言"], taishan.stage["裴云旗"]
    await chief.taps("更多")
    await chief.taps("敏感标记")
    await chief.sees("属于哪些情况")
    await says(chief, "敏感事项", "请简单说明理由")
    await says(chief, "学生之间曾有争执", "请核对")
    await says(chief, "提交", "校长")
    await chief.taps("同意", on="标为敏感事项")
    await approved_up_to(taishan, "温若谷")
    await sets_pin(leader)
    await says(leader, "71", "请向校长报告情况")
    await says(leader, "情况我已核实，建议同意查看", "输入后即同意")
    await says(leader, PIN, "已同意")  # what he reported is not asked for again
    principal = phone(taishan, "应北辰")
    await sets_pin(principal)
    await principal.sees("报告：情况我已核实")
    await says(principal, "71", "输入后即同意")
    await says(principal, PIN, "已同意")
    await taishan.stage["乔木"].sees("已批准")
    assert "request.flags_changed" in await journal_kinds(taishan)


async def test_sent_back_to_an_earlier_signer_it_comes_straight_back(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野", "雷默言")
    director, grade = taishan.stage["温若谷"], taishan.stage["牧星野"]
    await director.taps("更多")
    await director.taps("退回前面的环节")
    await says(director, "高一级部主任 牧星野", "需要重新考虑什么")
    await says(director, "请核实学生当天是否在校", "已退回")
    await grade.sees("请核实学生当天是否在校")
    await says(grade, "81 已核实，当天在校", "已同意")
    await director.sees("已核实，当天在校")
    request = await the_request(taishan)
    assert (request.step, request.open_seats[0].persons) == (
        2,
        (person_id(taishan, "温若谷"),),
    )


async def test_the_last_approver_takes_his_approval_back(taishan: Town) -> None:
    await approved(taishan)
    leader, officer = taishan.stage["裴云旗"], taishan.stage["值班员甲"]
    await leader.sees("撤销批准")
    await says(leader, "78", "为什么撤销批准")
    await says(leader, "刚得知家长已到派出所报案", "批准已撤销")
    await taishan.stage["乔木"].sees("刚得知家长已到派出所报案")
    await taishan.stage["牧星野"].sees("撤销了批准")
    await officer.sees("无需办理")
    assert (await the_request(taishan)).state is State.REVOKED


async def test_copied_to_somebody_who_says_that_he_has_read_it(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    chief = taishan.stage["雷默言"]
    await chief.taps("更多")
    await chief.taps("加签、转交")
    await chief.taps("抄送", on="请人做什么")
    await says(chief, "计春生", "请核对")
    await chief.taps("提交")
    services = phone(taishan, "计春生")
    await chief.sees("计春生（未阅）")
    await services.taps("已阅")
    await chief.sees("（已阅 ")
    read = (await the_request(taishan)).informed[0].read_at
    assert isinstance(read, datetime)


@pytest.mark.parametrize("words", ["71，注意保密", "72 范围太大了，请缩小"])
async def test_a_number_with_words_is_a_verdict_with_its_reason(
    taishan: Town, words: str
) -> None:
    await filed(taishan)
    await says(taishan.stage["牧星野"], words, "同意")
    assert (await the_request(taishan)).decisions[0].reason == words[3:]
