"""Deputies, named in the chat: own ones, and a homeroom teacher's by his grade director (C14)."""

from bot.approvals.policy import named
from sandbox.player import Actor
from sandbox.stories.lost_phone import file
from sandbox.town import Town
from tests.stories.cases import (
    TYPED,
    approved_up_to,
    days_ago,
    filed,
    journal_kinds,
    person_id,
    phone,
    says,
    the_request,
)

SEVERAL = sum(bool(kind.form) for kind in named("k12_ta_2024").kinds.values()) > 1


async def names(
    person: Actor, begins: str, *, of: str = "", by: str, why: str = "跳过"
) -> None:
    await says(person, begins, "为谁指定" if of else "由谁代理")
    if of:
        await says(person, of, "由谁代理")
    await says(person, by, "从哪一天")
    await says(person, "今天", "到哪一天")
    last = "写明原因" if of else "要说明"
    await says(person, "明天", "只代理其中几类" if SEVERAL else last)
    if SEVERAL:
        await says(person, "跳过", last)
    await says(person, why, "请核对")


async def test_an_approver_names_his_deputy_who_signs_for_him_at_once(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    chief, deputy = taishan.stage["雷默言"], phone(taishan, "监控管理员甲", "telegram")
    await says(chief, "代理", "目前没有代理安排")
    await names(chief, "指定我的代理人", by="监控管理员甲")
    await says(chief, "提交", "监控管理员甲 代 雷默言 办理")
    await deputy.sees("监控管理员甲 代 雷默言 办理")
    await deputy.sees("您代 雷默言 审批")
    await deputy.taps("同意")
    await taishan.stage["乔木"].sees("（代 雷默言）")
    made = (await the_request(taishan)).decisions[-1]
    assert (made.by, made.acting_for) == (
        person_id(taishan, "监控管理员甲"),
        person_id(taishan, "雷默言"),
    )

    await says(chief, "代理", "结束 监控管理员甲 代 雷默言")
    await chief.taps("结束 监控管理员甲 代 雷默言")
    await deputy.sees("监控管理员甲 不再代 雷默言 办理")
    await file(taishan, taishan.stage["乔木"])
    await approved_up_to(taishan, "牧星野")
    await chief.sees("0002")
    await deputy.sees_no("0002")
    kinds = await journal_kinds(taishan)
    assert {"deputy.named", "deputy.ended"} <= set(kinds)


async def test_the_grade_director_names_the_deputy_of_a_homeroom_teacher(taishan: Town) -> None:
    director, stand_in = taishan.stage["牧星野"], phone(taishan, "科任老师乙", "telegram")
    await says(stand_in, "申请", "本班学生")
    await says(stand_in, "是", "哪几位学生")
    await says(stand_in, "G1-03-17", "只能由该生班主任申请")
    await names(director, "为他人指定代理人", of="乔木", by="科任老师乙", why="请病假一周")
    await says(director, "提交", "原因：请病假一周")
    await taishan.stage["乔木"].sees("科任老师乙 代 乔木 办理")
    # Why the teacher cannot do it himself was said when the deputy was named.
    await says(stand_in, "G1-03-17", "是什么事")
    for words, then in TYPED[3:]:
        await says(stand_in, words.format(day=days_ago(taishan, 2), code="G1-03-17"), then)
    await stand_in.sees("高一级部主任 牧星野")
    await says(stand_in, "提交", "等待 牧星野")
    await director.sees("科任老师乙（教务处），代班主任 乔木")
    assert (await the_request(taishan)).standing_in == person_id(taishan, "乔木")


async def test_who_may_not_is_told_who_may(taishan: Town) -> None:
    director = taishan.stage["牧星野"]
    await names(director, "为他人指定代理人", of="舒望", by="科任老师乙", why="请病假一周")
    await director.sees("您不能为 舒望 指定", fresh=True)  # another grade's
    teacher = taishan.stage["乔木"]
    await names(teacher, "指定我的代理人", by="科任老师乙")
    await teacher.sees("您不能为 乔木 指定", fresh=True)
