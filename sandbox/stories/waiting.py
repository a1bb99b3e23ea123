"""Nobody signs: reminders, the next in line, haste and delay; and the one message of a morning."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.stories import dormitory
from sandbox.stories.lost_phone import file
from sandbox.town import Town


async def passes(here: Town, **time: float) -> None:
    await here.passes(timedelta(**time))
    await here.rings()


async def nobody_signs(here: Town) -> None:
    stage = here.stage
    teacher, director, above = stage["乔木"], stage["牧星野"], stage["温若谷"]
    stage.heading("周三上午，乔木提出申请；办理期限一个工作日")
    await file(here, teacher)
    await director.sees("办理期限")

    stage.heading("乔木催办一次，四小时内不能再催")
    await teacher.taps("催办", on="等待 牧星野")
    await director.sees("申请人于", fresh=True)
    await teacher.sees("后可再次催办")

    stage.heading("期限过半仍未办理：提醒；牧星野请求稍后再提醒")
    await passes(here, hours=12, minutes=5)
    await director.taps("稍后提醒")
    await director.taps("3 小时后", on="什么时候再提醒您")
    await director.sees("好的，", fresh=True)
    await passes(here, hours=3, minutes=5)
    await director.sees("办理期限", fresh=True)

    stage.heading("期限已到：同时请上一级办理，告诉申请人；谁也不会被自动同意")
    await passes(here, hours=9)
    await teacher.sees("本步已超过期限")
    await above.sees("已超过办理期限")

    stage.heading("学工处主任先给一个工作日；仍未办理，再代为签批")
    await above.taps("延期")
    await above.taps("1 个工作日", on="延长多久")
    await above.says("级部主任外出培训，明天返校")
    await teacher.sees("同意延期：级部主任外出培训")
    await director.sees("办理期限", fresh=True)
    await passes(here, days=1, minutes=10)
    await above.taps("同意")
    await director.sees("温若谷")
    await stage["雷默言"].sees("办理期限")


async def asked_again(here: Town) -> None:
    stage = here.stage
    teacher, director = stage["乔木"], stage["牧星野"]
    stage.heading("乔木提出申请，被退回补充")
    await file(here, teacher)
    await director.taps("退回补充")
    await director.says("请写明大致座位")
    await teacher.sees("补充")

    stage.heading("一天没有补充：提醒；两周仍没有补充：自动结束，不算不同意")
    await passes(here, days=1, minutes=5)
    await teacher.sees("前未补充", fresh=True)
    for _ in range(5):
        await passes(here, days=3)
    await teacher.sees("超时未办")
    await director.sees("超时未办")

    stage.heading("一点“再次申请”：内容都在，看过再提交")
    await teacher.taps("再次申请", on="超时未办")
    await teacher.taps("提交", on="请核对")
    await director.sees("0002")


async def night(here: Town) -> None:
    stage = here.stage
    counsellor, head = stage["辅导员01"], stage["苏砚秋"]
    stage.heading("夜里十一点，辅导员提出两份申请")
    for _ in range(2):
        await dormitory.file(here, counsellor)
        await together(counsellor)
    await head.sees_no("审批单", within=1.0)

    stage.heading("早上七点，学院负责人只收到一条消息，可以直接打开办理")
    await passes(here, hours=8, minutes=10)
    await head.sees("有 2 件事等您处理")
    await head.taps("办理第 1 件", on="有 2 件事等您处理")
    await head.taps("同意")
    await stage["岑疏影"].sees("办理期限")


async def together(counsellor: Actor) -> None:
    """The student concerned may not come along; a colleague may."""
    await counsellor.says("调阅人员")
    await counsellor.says("本人、辅导员02")
    await counsellor.taps("提交", on="请核对")
    await counsellor.sees("已提交")
