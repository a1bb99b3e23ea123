"""B 第七条第7款: a covered camera is reported with a first suggestion, handled, and closed."""

from sandbox.player import Actor
from sandbox.stories.helping import attaches, fills
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    teacher, chief, director = stage["乔木"], stage["雷默言"], stage["温若谷"]
    stage.heading("乔木发现餐厅的摄像头被遮住，报告时须写初步处理意见")
    await report(teacher)
    await teacher.sees("等待办理：处理损坏设备")

    stage.heading("保卫科长处理")
    await chief.taps("我来办理", on="处理损坏设备")
    await chief.taps("办理并登记", on="处理损坏设备")
    await fills(chief, ("已处理、恢复", "处理情况"), ("已揭开贴纸", "请核对"))
    await chief.taps("提交")

    stage.heading("学工处主任退回再办：没有写是谁贴的")
    await director.taps("退回再办", on="结案")
    await chief.sees("↩ 结案")
    await chief.taps("我来办理", on="处理损坏设备")
    await chief.taps("办理并登记", on="处理损坏设备")
    await fills(
        chief,
        ("处理情况", "请简单写一下处理情况"),
        ("已揭开贴纸；系装修工人张贴，已教育", "请核对"),
    )
    await chief.taps("提交")

    stage.heading("同意结案，自动登记")
    await director.taps("同意结案", on="结案")
    await teacher.sees("办结")


async def report(teacher: Actor) -> None:
    await fills(
        teacher,
        ("设备损坏报告", "在什么地方"),
        ("餐厅", "哪几个摄像头"),
        ("跳过", "哪一天"),
        ("昨天 9:00", "是什么情况"),
        ("遮挡", "看到的情况"),
        ("餐厅东侧摄像头被贴纸遮住", "初步处理意见"),
        ("揭掉", "第七条第7款"),
        ("先揭开贴纸，再查当天录像", "请拍照上传"),
    )
    await attaches(teacher, "现场.png", "请核对")
    await teacher.taps("提交")
