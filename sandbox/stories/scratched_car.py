"""Whoever may not ask for footage asks for help: security looks as its own work and tells him."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.stories.helping import attaches, fills, other
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    counsellor, security = stage["辅导员01"], stage["陆岱川"]
    operator = other(here, "宁拾叶", "技防科长", "system manager")
    stage.heading("车被剐蹭：个人不能调阅，向保卫处求助；值班员先锁定录像")
    await asks(here, counsellor)
    await stage["班一"].taps("我来办理", on="锁定录像")
    await stage["班一"].taps("已在录像机锁定", on="锁定录像")

    stage.heading("保卫处答复，以本处工作需要查看：申请已按求助内容填好")
    await operator.taps("我来办理", on="答复求助人")
    await operator.taps("办理并登记", on="答复求助人")
    await fills(
        operator,
        ("以本处工作需要查看", "写给求助人的答复"),
        ("已受理，由保卫处查看后告知结果。", "请核对"),
    )
    await operator.taps("提交")
    await counsellor.sees("已受理，由保卫处查看后告知结果")
    await operator.taps("填写：调阅视频监控资料")
    await fills(
        operator,
        ("其他工作需要", "哪几个摄像头"),
        ("跳过", "看什么"),
        ("查看剐蹭车辆的号牌和离开方向", "当事人有哪些"),
        ("跳过", "是否涉及"),
        ("完成", "签字并盖章"),
    )
    await attaches(operator, "审批单.png", "其他材料")
    await fills(operator, ("跳过", "保密承诺"), ("是", "请核对"))
    await operator.taps("提交")

    stage.heading("保卫处负责人一次签字；求助人看到编号，最后得到结果")
    await security.taps("同意")
    await counsellor.sees("✓ 申请查看录像")
    await operator.taps("办理并登记", on="告知结果")
    await fills(operator, ("对方车辆已查到，请到保卫处协商处理。", "已办理"))
    await counsellor.sees("对方车辆已查到")

    stage.heading("事情办完，值班员解除锁定；还有申请单要用的录像不解除")
    await stage["班一"].taps("另有申请单保全，未解除", on="解除锁定")
    await counsellor.sees("办结")


async def asks(here: Town, person: Actor) -> None:
    zone = here.settings.schools[here.platforms.school.id].zone
    day = here.clock.now().astimezone(zone) - timedelta(days=1)
    await fills(
        person,
        ("求助报案", "出了什么事"),
        ("车辆剐蹭", "在什么地方"),
        ("停车场", "哪一天"),
        (f"{day.month}月{day.day}日 14:00-15:00", "经过"),
        ("停车一小时后发现左侧车门被剐蹭，想知道是哪辆车", "照片要附上"),
        ("跳过", "请核对"),
    )
    await person.taps("提交")
    await person.sees("等待办理")
