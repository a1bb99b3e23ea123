"""Telegram: from the group's card one tap leads to the form in the private chat; and a time is
picked with five taps, on one message that changes in place."""

from sandbox.monitoring import BEGINS, isecure
from sandbox.player import Actor
from sandbox.stories.helping import fills
from sandbox.stories.power_cut import passes
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    officer, chief, teacher = stage["值班员甲"], stage["雷默言"], stage["乔木"]
    await goes_dark(here, officer, "B-Z06-C01")

    stage.heading("值班员在群里点“已报修”：群里看到由他处理，私聊里直接是报修单")
    await reports(officer, "泰衡安防", "TH-0313")
    await chief.sees("已报修", fresh=True)

    stage.heading("在群里发 /new：表单不在群里填，点一下到私聊")
    await chief.says("/new", group="duty")
    await chief.taps("打开私聊")
    await chief.sees("第 1/", fresh=True)
    await chief.taps("取消", on="第 1/")

    stage.heading("乔木点选时段：昨天、下午、15 时、整点、1 小时，五下")
    await begins(teacher)
    asked = len(teacher.screen())
    for label in ("昨天", "下午", "15时", "15:00", "1 小时"):
        await teacher.taps(label)
    await teacher.sees("15:00–16:00", fresh=True)
    assert len(teacher.screen()) == asked, "the question changed in place"


async def at_lingnan(here: Town) -> None:
    stage = here.stage
    officer = stage["班一"]
    await goes_dark(here, officer, next(c["id"] for c in here.platforms.school.cameras))
    stage.heading("值班员在群里点“已报修”，到私聊填报修单")
    await reports(officer, "粤安科技", "YA-2291")


async def goes_dark(here: Town, officer: Actor, camera: str) -> None:
    here.stage.heading("一个摄像头离线，值班群收到一条消息")
    assert await isecure(here, [camera], BEGINS) == 202
    await passes(here, minutes=3)
    await officer.sees("须在")


async def reports(officer: Actor, firm: str, number: str) -> None:
    await officer.taps("已报修", on="须在")
    await officer.sees("报修了，还是自己修", fresh=True)
    await fills(
        officer,
        ("已报维修单位", "报给哪家单位"),
        (firm, "对方单号"),
        (number, "请核对"),
    )
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)


async def begins(teacher: Actor) -> None:
    """The form as far as the day."""
    await teacher.says("申请")
    await teacher.taps("是", on="本班学生")
    await teacher.says("G1-03-17")
    await teacher.taps("财物遗失")
    await teacher.says("食堂")
    await teacher.taps("跳过", on="摄像头")
    await teacher.sees("哪一天")
