"""E9: a counsellor asks for dormitory footage and names the student concerned as a viewer."""

from datetime import datetime, timedelta

from sandbox.player import Actor
from sandbox.stories import duty_room
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    counsellor = stage["辅导员01"]
    stage.heading("辅导员提出申请，把当事学生列为查看人：不予受理，说明依据")
    await file(here, counsellor)
    await counsellor.sees("当事人不得")

    stage.heading("改为与同事一同查看，提交")
    await counsellor.says("调阅人员")
    await counsellor.says("本人、辅导员02")
    await counsellor.sees("学生处")
    await counsellor.taps("提交")
    await counsellor.sees("已提交，正在审批")

    stage.heading("学院负责人、学生处审批")
    await stage["苏砚秋"].taps("同意")
    await stage["岑疏影"].taps("同意")
    await counsellor.sees("已批准")

    stage.heading("保卫处不签字，但应当知情")
    await stage["陆岱川"].sees("按规定抄送您")
    await stage["陆岱川"].taps("已阅", on="按规定抄送您")

    stage.heading("值班员办理并登记")
    officer, operator = stage["班一"], stage["左丘禾"]
    await duty_room.invites(officer, "预约调阅")
    await duty_room.signs(counsellor)
    await officer.taps("办理并登记", on="到场签到")
    await officer.says("班一、安保人员01")
    await officer.taps("是", on="身份已核对")
    await officer.taps("提交")
    await officer.sees("辅导员02")
    await officer.sees("保密承诺")

    stage.heading("辅导员02还没有签承诺书，只登记实际到场的人")
    await officer.taps("修改", on="请核对")
    await officer.taps("到场调阅人员", on="修改哪一项")
    await officer.says("辅导员01")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)

    stage.heading("系统管理员按批准的范围调阅，未找到")
    await operator.taps("我来办理", on="调阅录像")
    await duty_room.records(operator, "未找到", "调阅录像")
    await counsellor.sees("办结")


async def file(here: Town, counsellor: Actor) -> None:
    day = here.clock.now().astimezone(here.settings.schools["lingnan"].zone) - timedelta(days=1)
    await asks(counsellor, day, viewers="本人、学生甲")


async def asks(counsellor: Actor, day: datetime, viewers: str) -> None:
    """Typed throughout, as in a chat without buttons."""
    await answers(counsellor, "学生管理", "申请")
    await answers(counsellor, "是什么事", "1")
    await answers(counsellor, "哪些地方", "行为管理")
    await answers(counsellor, "摄像头", "宿舍门厅与楼道")
    await answers(counsellor, "哪一天", "跳过")
    await answers(counsellor, "看什么", f"{day.month}月{day.day}日 23:00-23:50")
    await answers(counsellor, "经过和调阅用途", "查看晚归学生进入公寓的时间")
    await answers(counsellor, "当事人有哪些", "宿管反映该生多次晚归，学院需核实后谈话教育")
    await answers(counsellor, "到场调阅", "学生甲")
    await answers(counsellor, "是否涉及", viewers)
    await answers(counsellor, "签字并盖章", "完成")
    await counsellor.photo("审批单.png")
    await answers(counsellor, "其他材料", "完成")
    await answers(counsellor, "保密承诺", "跳过")
    await answers(counsellor, "请核对", "是")


async def answers(person: Actor, then: str, words: str) -> None:
    await person.says(words)
    await person.sees(then, fresh=True)
