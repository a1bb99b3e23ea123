"""A sensitive approval takes a PIN: set in private, counted, never kept in clear (C23)."""

from datetime import timedelta

from sqlalchemy import text

from bot.approvals.request import State
from sandbox.stories.lost_phone import file
from sandbox.town import Town
from storage import invites
from storage.store import Work
from tests.stories.cases import (
    PIN as RIGHT,
)
from tests.stories.cases import (
    approved_up_to,
    journal_kinds,
    person_id,
    phone,
    says,
    sets_pin,
    the_request,
)

WRONG = "137950"
REPORT = "两名学生的家长已知情"


async def sensitive(here: Town) -> None:
    """A case of bullying waits for the vice principal."""
    teacher = here.stage["乔木"]
    await file(here, teacher, reason="打架、欺凌", place="教学楼一楼")
    await approved_up_to(here, "牧星野", "雷默言", "温若谷")


async def test_the_principal_approves_with_his_pin_and_it_is_remembered(taishan: Town) -> None:
    await sensitive(taishan)
    vice, head = phone(taishan, "裴云旗"), phone(taishan, "应北辰")
    await sets_pin(vice)
    page = await taishan.stage["裴云旗"].opens()
    assert "请输入您的口令" in page.text
    page = await page.presses("同意", pin=WRONG, report=REPORT)
    assert "还可以再试 4 次" in page.text
    assert REPORT in page.text  # need not be written again
    await page.presses("同意", pin=RIGHT, report=REPORT)

    await head.taps("同意")
    await head.sees("您还没有设置口令")
    await says(head, RIGHT, "请再输入一次")
    await says(head, WRONG, "两次输入不一致")
    await says(head, "123456", "太容易猜到")
    await says(head, RIGHT, "请再输入一次")
    await says(head, RIGHT, "口令已设置")
    await head.taps("同意", on="调阅〔2026〕0001")
    await head.sees("输入后即同意")
    await says(head, "待办", "同意")  # anything else goes on meanwhile
    await says(head, WRONG, "还可以再试 4 次")
    await says(head, RIGHT, "已同意")
    assert (await the_request(taishan)).state is State.APPROVED

    # A second case within the hour: one tap, as ever.
    await sensitive(taishan)
    page = await taishan.stage["裴云旗"].opens("0002")
    assert "请输入您的口令" not in page.text
    await page.presses("同意", report=REPORT)
    await head.taps("同意", on="0002")
    await head.sees("已同意 · 应北辰")
    assert await taishan.product.store.read(traces) == []


def traces(work: Work) -> list[str]:
    """Where a PIN stands in clear."""
    kept = {
        "inbox": "body",
        "drafts": "state || purpose",
        "journal": "data",
        "outbox": "subject || why",
    }
    return [
        table
        for table, column in kept.items()
        for pin in (RIGHT, WRONG)
        if work.conn.execute(
            text(f"SELECT 1 FROM {table} WHERE {column} LIKE '%{pin}%'")
        ).first()
    ]


async def test_telegram_takes_the_message_with_the_pin_away(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await sets_pin(teacher)
    await teacher.says("待办")  # answers of one chat leave in order
    await teacher.sees("没有等您审批")
    await teacher.sees_no(RIGHT)
    assert "pin.set" in await journal_kinds(taishan)


async def test_five_wrong_tries_lock_it_and_the_administrator_resets_it(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await sets_pin(teacher)
    await says(teacher, "设置口令", "现在的口令")
    for left in (4, 3, 2, 1):
        await says(teacher, WRONG, f"还可以再试 {left} 次")
    await says(teacher, WRONG, "15 分钟后再试")
    await says(teacher, RIGHT, "分钟后再试")
    taishan.push(timedelta(minutes=15))
    await says(teacher, WRONG, "还可以再试 4 次")

    await says(teacher, "重设口令 WRONGCODE1", "绑定码")
    school = taishan.platforms.school.id
    code = await taishan.product.store.transact(
        lambda work: invites.create(work, school, person_id(taishan, "乔木"))
    )
    await says(teacher, f"重设口令 {code}", "请输入新口令")
    await says(teacher, WRONG, "请再输入一次")
    await says(teacher, WRONG, "口令已设置")
