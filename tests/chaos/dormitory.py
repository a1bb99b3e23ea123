"""A counsellor of the college asks for footage of a dormitory, with a scan that bears the seal. Her
college and the student affairs office sign, the head of security is told, the duty room
and an operator carry it out.
"""

from datetime import timedelta

from tests.chaos.case import NUMBER
from tests.chaos.day import Day
from tests.chaos.siege import Siege
from tests.chaos.weather import Weather

CASE = f"{NUMBER}0001"


async def dormitory(here: Siege, weather: Weather | None = None) -> Day:
    of = Day(here)
    await is_filed(of)
    await is_signed(of)
    await is_carried_out(of)
    if weather:
        await weather.ends()
    await of.lives(12)  # bad weather makes it no longer
    return of


def form(case: str) -> str:
    return f"视频监控资料调阅审批单 {case}"


async def is_filed(of: Day) -> None:
    who = "辅导员01"
    await fills_in(of, who)
    await of.insists(
        lambda: of[who].says("提交"), lambda: of.shows(who, form(CASE), "等待 苏砚秋")
    )


async def fills_in(of: Day, who: str) -> None:
    night = (of.here.clock.now() - timedelta(days=1)).astimezone()
    await of.answers(
        who,
        ("申请", "学生管理"),
        ("1", "是什么事"),
        ("行为管理", "哪些地方"),
        ("宿舍门厅与楼道", "摄像头"),
        ("跳过", "哪一天"),
        (f"{night.month}月{night.day}日 23:00-23:50", "看什么"),
        ("查看晚归学生进入公寓的时间", "经过和调阅用途"),
        ("宿管反映该生多次晚归，学院需核实后谈话教育", "当事人有哪些"),
        ("学生甲", "到场调阅"),
        ("本人", "是否涉及"),
        ("完成", "签字并盖章"),
    )
    await of.sends_a_picture(who, "完成")
    await of.answers(who, ("完成", "其他材料"), ("跳过", "保密承诺"), ("是", "请核对"))


async def is_signed(of: Day) -> None:
    for name in ("苏砚秋", "岑疏影"):
        await signs(of, name, CASE)
    await of.taps("陆岱川", "已阅", "按规定抄送您", form(CASE), "已阅")


async def signs(of: Day, name: str, case: str) -> None:
    await of.taps(name, "同意", form(case), form(case), "已同意")


async def is_carried_out(of: Day) -> None:
    await is_looked_at(of)
    await is_closed(of)


async def is_closed(of: Day) -> None:
    await of.insists(of.rings, lambda: of.shows("辅导员01", CASE, "办结"))


async def is_looked_at(of: Day) -> None:
    officer, operator, who = "班一", "左丘禾", "辅导员01"
    await of.takes(officer, "预约调阅", CASE)
    await of.reports(officer, "预约调阅", CASE, ("什么时候到监控室", "现在即可前来"))
    await of.taps(who, "我承诺并签署", CASE, CASE, "✓ 签署保密承诺")
    await of.taps(officer, "办理并登记", f"到场签到 · {CASE}", "安保人员")
    await of.answers(officer, ("班一、安保人员01", "身份已核对"))
    await of.taps(officer, "是", "身份已核对", "请核对")
    await of.taps(officer, "提交", "请核对", CASE, "✓ 到场签到")
    await of.takes(operator, "调阅录像", CASE)
    await of.reports(operator, "调阅录像", CASE, ("调阅结果如何", "未找到"), ("备注", "跳过"))
