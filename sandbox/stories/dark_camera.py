"""E20: the camera was offline in the very time somebody asks for. He hears it before he sends, the
approvers before they sign, and the report on the viewing is filled in with the ticket's number."""

from datetime import datetime, timedelta

from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.alerts.troubles import Severity, Trouble
from sandbox.player import Actor
from sandbox.stories import dormitory, duty_room, late_fault
from sandbox.town import Town
from storage import faults, outages, requests
from storage.work import Work


def noon(here: Town, days: int) -> datetime:
    """So many days ago, by the school's clock."""
    zone = here.settings.schools[here.platforms.school.id].zone
    day = here.clock.now().astimezone(zone) - timedelta(days=days)
    return day.replace(hour=12, minute=0, second=0, microsecond=0)


async def was_dark(
    here: Town, device: str, start: datetime, lasting: timedelta, ticket: str = ""
) -> None:
    """As the alarms of that day left it: nobody plays six days for one line of them."""
    school = here.platforms.school.id

    def kept(work: Work) -> None:
        filed = requests.by_number(work, school, ticket) if ticket else None
        one = Outage(
            school=school,
            cause=device,
            trouble=Trouble.OFFLINE,
            severity=Severity.MAJOR,
            stage=Stage.CLOSED,
            request=filed.id if filed else None,
            began_at=start,
            heard_at=start,
        )
        fault = Fault(
            school=school,
            device=device,
            zone="-".join(device.split("-")[:2]),
            trouble=Trouble.OFFLINE,
            began_at=start,
            heard_at=start,
            last_at=start,
            ended_at=start + lasting,
            outage=outages.add(work, one).id,
        )
        faults.add(work, fault)

    await here.store.transact(kept)


async def asks(teacher: Actor, day: datetime) -> None:
    await teacher.says("申请")
    await teacher.taps("是", on="本班学生")
    await teacher.says("G1-03-17")
    await teacher.taps("财物遗失")
    await teacher.says("餐厅")
    await teacher.taps("餐厅一楼东区1号", on="摄像头")
    await teacher.taps("完成", on="摄像头")
    await teacher.says(f"{day.month}月{day.day}日 中午12点到12点40")
    await teacher.says("看谁从三号桌上拿走了黑色手机")
    await teacher.says("学生午饭后发现手机不见，同学称放在餐桌上，需要确认去向。")
    await teacher.taps("跳过", on="当事人")
    await teacher.taps("完成", on="敏感")
    await teacher.taps("跳过", on="附上")
    await teacher.taps("是", on="保密承诺")


async def play(here: Town) -> None:
    stage = here.stage
    teacher, officer, day = stage["乔木"], stage["值班员甲"], noon(here, 6)
    stage.heading("六天前餐厅一台摄像头离线近三小时，有故障单")
    await late_fault.reports(officer)
    await officer.sees("报修 · 故障")
    ticket = f"故障〔{here.clock.now().year}〕0001"
    start, lasting = day - timedelta(minutes=30), timedelta(minutes=160)
    await was_dark(here, "B-Z06-C01", start, lasting, ticket)

    stage.heading("乔木要看的恰好是这台摄像头的这段时间：提交之前就知道没有录像")
    await asks(teacher, day)
    when = f"{day.month}月{day.day}日 11:30–14:10"
    await teacher.sees(f"这段时间该摄像头离线（{when}）")
    await teacher.sees("整段时间没有录像")

    stage.heading("可以改选同区域的其他摄像头；他看了一眼，手机只可能在这一台下面，仍然提交")
    await teacher.taps("改选同区域其他摄像头（15 个正常）")
    await teacher.taps("完成", on="摄像头")
    await teacher.taps("提交")

    stage.heading("值班员照常锁定，批准的每个人签字之前都看得到")
    await duty_room.holds(officer)
    for name in ("牧星野", "雷默言", "温若谷"):
        await stage[name].sees(f"这段时间该摄像头离线（{when}）")
        await stage[name].taps("同意")
    page = await stage["裴云旗"].opens()
    await page.presses("同意")
    await teacher.sees("已批准")

    stage.heading("查看结果已按故障记录预填，值班员核对后提交；登记簿写明故障单号")
    await duty_room.receives(officer, teacher)
    await officer.taps("办理并登记", on="查看录像")
    await officer.sees("录像不可用", fresh=True)
    await officer.sees(f"故障单 {ticket}")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)
    await duty_room.releases(officer)
    await teacher.sees("办结")


async def refused(here: Town) -> None:
    """At the university: a whole house was dark, and the reason to refuse is plain."""
    stage = here.stage
    counsellor, head = stage["辅导员01"], stage["岑疏影"]
    day = noon(here, 2)
    stage.heading("前天夜里宿舍的录像机断电，整区没有录像")
    recorders = {
        row["recorder"]: row for row in here.platforms.school.cameras if row["zone"] == "A-Z15"
    }
    for recorder in recorders:
        await was_dark(here, recorder, day + timedelta(hours=10), timedelta(hours=4))

    stage.heading("辅导员01查晚归：全区都离线，没有别的摄像头可选，仍请学院提交")
    await dormitory.asks(counsellor, day, viewers="本人")
    await counsellor.sees("整段时间没有录像")
    await counsellor.sees_no("改选同区域其他摄像头")
    await counsellor.taps("提交")

    stage.heading("负责人看到没有录像，不同意")
    await stage["苏砚秋"].sees("这段时间所选 360 个摄像头都离线")
    await stage["苏砚秋"].taps("不同意")
    await stage["苏砚秋"].says("该时段录像机断电，没有录像，请改用门禁记录核实")
    await counsellor.sees("未获同意")
    await head.sees_no("晚归")
