"""A viewing that must reach further: nobody looks on before it is approved."""

from sandbox.player import Actor
from sandbox.stories import duty_room, lost_phone
from sandbox.stories.less_and_more import day
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    teacher, leader, officer = stage["乔木"], stage["裴云旗"], stage["值班员甲"]
    stage.heading("四级审批已过，乔木在监控室查看：12点40分那人还没离开餐厅")
    await lost_phone.file(here, teacher)
    for name in ("牧星野", "雷默言", "温若谷"):
        await stage[name].taps("同意")
        await stage[name].sees("已同意")
    await agrees(leader)
    await duty_room.receives(officer, teacher)

    stage.heading("值班员申请再看半小时：同一处、不超过一小时，只问最后一级")
    await asks(here, officer, span="12点40分到13点10分")
    await officer.sees("批准前只能查看原批准的范围", fresh=True)
    await teacher.sees("正在审批：新增部分请先锁定、不回放")
    await officer.taps("办理并登记", on="查看录像")
    await officer.taps("已查到")
    await officer.taps("跳过", on="备注")
    await officer.taps("修改", on="请核对")
    await officer.taps("实际查看时段")
    await officer.says(f"{day(here, 6)} 12点到13点")
    await officer.taps("提交", on="13:00")
    await officer.sees("超出了批准的范围", fresh=True)

    stage.heading("裴云旗一点即可；范围随即扩大，值班员照实登记")
    await leader.sees(f"已批准范围：餐厅、{day(here, 6)}")
    await agrees(leader, "原申请")
    await officer.sees("✓ 已批准扩大范围")
    await teacher.sees("扩大范围已批准")
    await duty_room.records(officer)
    await officer.sees("12:00–13:10")
    await teacher.sees("办结")


async def agrees(leader: Actor, on: str = "") -> None:
    """He reads in plain WeChat, and decides on the page."""
    page = await leader.opens(on=on)
    await page.presses("同意")
    await leader.sees("已同意", fresh=True)


async def asks(here: Town, who: Actor, *, zones: str = "跳过", span: str = "跳过") -> None:
    """`span` is typed as people type it; what is passed over stays as it is."""
    await who.taps("申请扩大范围", on="查看录像")
    await says(who, zones, "哪几个摄像头")
    await says(who, "跳过", "哪一天")
    await says(who, f"{day(here, 6)} {span}" if span != "跳过" else span, "为什么要扩大范围")
    await says(who, "拿手机的人12点40分还没离开餐厅", "请核对")
    await who.taps("提交", on="扩大后可查看")


async def says(who: Actor, words: str, then: str) -> None:
    await who.says(words)
    await who.sees(then, fresh=True)
