"""An approver approves a part; others bring colleagues in before they sign."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.schools.demo import phone
from sandbox.stories import duty_room, lost_phone
from sandbox.town import Town


async def narrowed(here: Town) -> None:
    stage = here.stage
    teacher, leader, officer = stage["乔木"], stage["裴云旗"], stage["值班员甲"]
    stage.heading("乔木申请看四个小时、两个摄像头")
    await file_wide(here, teacher)
    for name in ("牧星野", "雷默言", "温若谷"):
        await stage[name].taps("同意")
        await stage[name].sees("已同意")

    stage.heading("裴云旗觉得太宽：只留一个小时、一个摄像头，再同意")
    await leader.sees("11:00–15:00")
    await leader.says("75")
    await leader.sees("请核对")
    await leader.says("查看时段")
    await leader.sees("哪一天")
    await leader.says(f"{day(here, 2)} 12点到13点")
    await leader.sees("请核对")
    await leader.says("摄像头")
    await leader.sees("知道是哪几个摄像头吗")
    await leader.says("餐厅一楼东区1号")
    await leader.sees("请核对")
    await leader.says("提交")
    await leader.sees("缩小范围后同意")

    stage.heading("申请人和已签的人都知道；值班员只看到批准的范围")
    await teacher.sees("缩小范围后同意，现在批准的是")
    await stage["牧星野"].sees("缩小范围后同意，现在批准的是")
    await duty_room.receives(officer, teacher)
    await officer.taps("办理并登记", on="查看录像")
    await officer.taps("已查到")
    await officer.taps("跳过", on="备注")
    await officer.sees("12:00–13:00")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)
    await teacher.sees("办结")
    await officer.loses("15:00")


async def file_wide(here: Town, teacher: Actor) -> None:
    for words, then in (
        ("申请", "本班学生"),
        ("是", "哪几位学生"),
        ("G1-03-17", "是什么事"),
        ("财物遗失", "哪些地方"),
        ("餐厅", "摄像头"),
        ("餐厅一楼东区1号、餐厅一楼西区1号", "哪一天"),
        (f"{day(here, 2)} 11点到15点", "想在录像里看什么"),
        ("看谁从三号桌上拿走了黑色手机", "事情经过"),
        ("学生午饭后发现手机不见，需要确认去向", "当事人"),
        ("跳过", "敏感"),
        ("完成", "附上"),
        ("跳过", "保密承诺"),
        ("是", "请核对"),
        ("提交", "等待 牧星野"),
    ):
        await teacher.says(words)
        await teacher.sees(then)


def day(here: Town, ago: int) -> str:
    zone = here.settings.schools["taishan"].zone
    then = here.clock.now().astimezone(zone) - timedelta(days=ago)
    return f"{then.month}月{then.day}日"


async def many_hands(here: Town) -> None:
    stage = here.stage
    head = Actor(stage, phone(here.platforms.school.people, "计春生", "总务处主任", "services"))
    stage.heading("乔木提出申请，级部主任同意")
    await lost_phone.file(here, stage["乔木"])
    await stage["牧星野"].taps("同意")

    await consulted(here, head)
    await added(here, head)
    await passed_on(here)


async def consulted(here: Town, head: Actor) -> None:
    stage = here.stage
    chief = stage["雷默言"]
    stage.heading("雷默言先问问总务处主任，听到意见再签")
    await chief.taps("更多")
    await chief.taps("加签、转交")
    await chief.taps("征求意见", on="请人做什么")
    await chief.says("计春生")
    await chief.sees("想问他什么")
    await chief.says("餐厅那天中午在检修，三号桌附近的摄像头正常吗？")
    await chief.taps("提交", on="请核对")
    await head.taps("回复意见", on="想听听您的意见")
    await head.says("检修的是后厨，大厅摄像头一直正常。")
    await head.sees("意见已转达")
    await chief.sees("大厅摄像头一直正常", fresh=True)
    await chief.taps("同意", on="等待 雷默言")


async def added(here: Town, head: Actor) -> None:
    stage = here.stage
    director = stage["温若谷"]
    stage.heading("温若谷请计春生先签")
    await director.taps("更多")
    await director.taps("加签、转交")
    await director.says("1")
    await director.sees("请谁")
    await director.says("计春生")
    await director.sees("什么时候签")
    await director.says("1")
    await director.sees("要对他说什么")
    await director.says("请确认餐厅一侧同意查看")
    await director.sees("请核对")
    await director.says("提交")
    await director.sees("等待计春生先签")
    await head.taps("同意", on="温若谷请您加签")
    await head.sees("已同意")


async def passed_on(here: Town) -> None:
    stage = here.stage
    director, leader = stage["温若谷"], stage["裴云旗"]
    stage.heading("轮到温若谷，他在外出差，转交给分管校长")
    await director.sees("✓ 加签 · 计春生")
    await director.taps("更多", on="✓ 加签 · 计春生")
    await director.taps("加签、转交", on="✓ 加签 · 计春生")
    await director.sees("请人做什么", fresh=True)
    await director.says("2")
    await director.sees("转交给谁")
    await director.says("裴云旗")
    await director.sees("要对他说什么")
    await director.says("我在外出差，请代为审批")
    await director.sees("请核对")
    await director.says("提交")
    await director.sees("已转交给裴云旗")
    await leader.sees("温若谷转交给您审批")
    await leader.says("71")
    await leader.sees("（代 温若谷）")
    await leader.sees("81")
    await leader.says("81 请当天看完")
    await stage["乔木"].sees("已批准")
