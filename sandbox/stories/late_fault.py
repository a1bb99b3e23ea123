"""B 第一条第4款: a dark camera nobody reports for repair; the school hears of it step by step."""

from sandbox.player import Actor
from sandbox.stories.helping import fills
from sandbox.stories.waiting import passes
from sandbox.town import Town


async def reports(finder: Actor, place: str = "餐厅") -> None:
    await fills(
        finder,
        ("故障报修", "哪里的监控有故障"),
        (place, "哪几个摄像头"),
        ("跳过", "是什么故障"),
        ("离线、无画面", "一句话"),
        ("东侧画面黑屏", "有照片吗"),
        ("跳过", "请核对"),
    )
    await finder.taps("提交")


async def play(here: Town) -> None:
    stage = here.stage
    teacher, officer, chief = stage["乔木"], stage["值班员甲"], stage["雷默言"]
    director, vice = stage["温若谷"], stage["裴云旗"]
    stage.heading("乔木发现餐厅监控黑屏，报告故障；两小时从此刻起算")
    await reports(teacher)
    await officer.sees("报修 · 故障")

    stage.heading("半小时：提醒值班员、保卫科长")
    await passes(here, minutes=31)
    await officer.sees("还有 1 小时 2", fresh=True)
    await chief.sees("报修 · 故障")

    stage.heading("一小时、一小时半：提醒学工处主任")
    await passes(here, minutes=30)
    await director.sees("报修 · 故障")
    await passes(here, minutes=30)
    await director.sees("还有 2", fresh=True)
    await vice.sees_no("报修 · 故障")

    stage.heading("两小时仍未报修：记入逾期记录，报告分管校长")
    await passes(here, minutes=30)
    await vice.sees("已记入《逾期未报修记录》")

    stage.heading("保卫科长自己报修")
    await chief.taps("我来办理", on="报修 · 故障")
    await chief.taps("办理并登记", on="报修 · 故障")
    await fills(
        chief,
        ("已报维修单位", "报给哪家单位"),
        ("泰衡安防", "对方单号"),
        ("跳过", "请核对"),
    )
    await chief.taps("提交")
    await vice.sees("已办理")

    stage.heading("修好以后，由另一人复核，才登记办结")
    await mends(officer)
    await chief.taps("我来办理", on="复核 · 故障")
    await chief.taps("正常，可以关闭", on="复核 · 故障")
    await teacher.sees("办结")


async def mends(officer: Actor) -> None:
    await officer.taps("我来办理", on="维修 · 故障")
    await officer.taps("办理并登记", on="维修 · 故障")
    await fills(
        officer,
        ("已修复", "做了什么"),
        ("更换交换机电源", "有录像吗"),
        ("故障期间无录像", "请核对"),
    )
    await officer.taps("提交")
