"""E7: a vendor is let into the main control room by the principal; a key holder just goes in."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    officer, director = stage["值班员甲"], stage["温若谷"]
    stage.heading("值班员为维保人员申请进入总监控室：须校长批准")
    await file(here, officer, room="总监控室", visitors="张工")
    await officer.sees("校长")
    await officer.says("提交")
    await officer.sees("等待 应北辰")
    principal = here.phone("应北辰")
    await principal.taps("同意")

    stage.heading("来人登记进入，离开时登记离开，写进登记表")
    await officer.taps("我来办理", on="登记进入")
    await officer.taps("已进入，手机已存放")
    await officer.taps("已全部离开")
    await officer.sees("办结")

    stage.heading("学工处主任亲自掌管钥匙：只作登记")
    await file(here, director, room="总监控室", visitors="本人")
    await director.says("提交")
    await officer.taps("我来办理", on="0002")
    await officer.taps("已进入，未存放手机", on="0002")


async def file(here: Town, person: Actor, *, room: str, visitors: str) -> None:
    now = here.clock.now().astimezone(here.settings.schools["taishan"].zone)
    tomorrow = now + timedelta(days=1)
    for words, then in (
        ("进入监控室", "哪个监控室"),
        (room, "哪些人"),
        (visitors, "一共几个人"),
        ("跳过", "来自哪个单位"),
        ("跳过", "什么事"),
        ("检修交换机电源", "哪一天"),
        (f"{tomorrow.month}月{tomorrow.day}日 14:00-15:00", "哪份申请"),
        ("跳过", "入室须知"),
        ("是", "请核对"),
    ):
        await person.says(words)
        await person.sees(then, fresh=True)
