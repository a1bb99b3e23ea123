"""E1: a phone was lost in 餐厅. The homeroom teacher files, four sign, the room enters it."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.stories import duty_room
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    stage.heading("乔木提出申请")
    await file(here, stage["乔木"])
    await stage["乔木"].sees("等待 牧星野")

    stage.heading("值班员先锁定录像，审批期间不会被覆盖")
    await duty_room.holds(stage["值班员甲"])
    await stage["乔木"].sees("已保全")

    stage.heading("级部主任在企业微信里点一下")
    await stage["牧星野"].taps("同意")
    await stage["牧星野"].sees("已同意")

    stage.heading("保卫科科长在 Telegram 里点一下")
    await stage["雷默言"].taps("同意")
    await stage["雷默言"].sees("已同意")

    stage.heading("学工处主任")
    await stage["温若谷"].taps("同意")
    await stage["温若谷"].sees("已同意")

    stage.heading("分管校长用普通微信，打开审批页")
    page = await stage["裴云旗"].opens()
    await page.presses("同意")
    await stage["裴云旗"].sees("已同意")
    await stage["乔木"].sees("已批准")

    stage.heading("值班员办理并登记")
    await duty_room.receives(stage["值班员甲"], stage["乔木"])
    await duty_room.records(stage["值班员甲"])
    await duty_room.releases(stage["值班员甲"])
    await stage["乔木"].sees("办结")


async def file(
    here: Town, teacher: Actor, *, reason: str = "财物遗失", place: str = "食堂"
) -> None:
    """Typing and tapping mixed, as people do."""
    day = here.clock.now().astimezone(here.settings.schools["taishan"].zone) - timedelta(days=6)
    await teacher.says("申请")
    await teacher.taps("是", on="本班学生")
    await teacher.says("G1-03-17")
    await teacher.taps(reason)
    await teacher.says(place)
    await teacher.taps("跳过", on="摄像头")
    await teacher.says(f"{day.month}月{day.day}日 中午12点到12点40")
    await teacher.says("看谁从三号桌上拿走了黑色手机")
    await teacher.says("学生午饭后发现手机不见，同学称放在餐桌上，需要确认去向。")
    await teacher.taps("跳过", on="当事人")
    await teacher.taps("完成", on="敏感")
    await teacher.taps("跳过", on="附上")
    await teacher.taps("是", on="保密承诺")
    await teacher.sees("级部主任 牧星野")
    await teacher.taps("提交")


async def returned(here: Town) -> None:
    stage = here.stage
    stage.heading("乔木提出申请，级部主任同意")
    await file(here, stage["乔木"])
    await stage["牧星野"].taps("同意")

    stage.heading("保卫科科长退回补充")
    await stage["雷默言"].taps("退回补充")
    await stage["雷默言"].says("请写清楚手机放在哪一张桌子上")
    await stage["雷默言"].sees("已退回补充")

    stage.heading("乔木补充后重新提交，直接回到保卫科科长")
    await stage["乔木"].sees("请写清楚手机放在哪一张桌子上")
    await stage["乔木"].taps("修改补充")
    await stage["乔木"].taps("修改", on="请核对")
    await stage["乔木"].taps("查看内容", on="修改哪一项")
    await stage["乔木"].says("看谁从靠窗第三张桌子上拿走了黑色手机")
    await stage["乔木"].taps("提交")
    await stage["雷默言"].taps("同意")

    stage.heading("学工处主任不同意，说明理由")
    await stage["温若谷"].taps("不同意")
    await stage["温若谷"].says("手机已经找到，无需再查看录像")
    await stage["乔木"].sees("未获同意")
