"""A refusal opens the door it speaks of: another kind of request, or somebody who may file."""

import pytest

from bot.taps import Tap, Verb
from sandbox.town import Town
from storage import journal
from tests.stories.cases import phone, press, says

pytestmark = pytest.mark.slow


async def test_the_homeroom_teacher_is_told_and_files_from_what_was_said(taishan: Town) -> None:
    """科任老师乙 begins a request for a pupil of 乔木."""
    asker, teacher = phone(taishan, "科任老师乙"), taishan.stage["乔木"]
    await says(asker, "申请", "本班学生")
    await says(asker, "是", "哪几位学生")
    await says(asker, "G1-03-17", "不在您任班主任的班级")
    await asker.taps("转告乔木")
    await asker.sees("已转告乔木", fresh=True)
    card = await teacher.sees("由我来申请")
    assert "科任老师乙" in card.text
    assert "G1-03-17" in card.text
    await teacher.taps("由我来申请")
    await teacher.sees("是什么事", fresh=True)  # whose pupil it is, is known
    store = taishan.product.store
    kinds = await store.read(lambda work: [e.kind for e in journal.entries(work, "taishan")])
    assert kinds == ["wish.passed_on"]


async def test_what_is_personal_goes_to_security_or_to_the_unit(lingnan: Town) -> None:
    """A-R1: nobody looks in a personal capacity; 求助报案 or the head of his unit will do."""
    asker = phone(lingnan, "辅导员01")
    await says(asker, "申请", "学生管理事务")
    await says(asker, "个人的事", "严禁以个人身份调阅")
    await asker.taps("转告")
    await asker.sees("已转告", fresh=True)
    await says(asker, "申请", "学生管理事务")
    await says(asker, "3", "严禁以个人身份调阅")
    await asker.taps("改为求助报案")
    await asker.sees("出了什么事", fresh=True)


async def test_whoever_was_not_told_cannot_take_it_over(taishan: Town) -> None:
    asker, stranger = phone(taishan, "科任老师乙"), phone(taishan, "舒望")
    await says(asker, "申请", "本班学生")
    await says(asker, "是", "哪几位学生")
    await says(asker, "G1-03-17", "不在您任班主任的班级")
    await says(stranger, "帮助", "怎么用")
    await press(stranger, Tap(Verb.INSTEAD, 1, arg="class.G1-03-17.take").packed())
    await stranger.sees_no("是什么事", within=0.2)
