"""Filed in a colleague's name: he hears of it once, and stops what he did not ask for."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.town import Town


async def not_mine(here: Town) -> None:
    stage = here.stage
    officer, teacher, chief = stage["值班员甲"], stage["乔木"], stage["雷默言"]
    stage.heading("值班员甲以乔木的名义提交一份车辆剐蹭的申请")
    await file(here, officer)
    await chief.sees("乔木（高一级部），由 值班员甲 代为提交")

    stage.heading("乔木并没有要求，一键停止；提交人和审批人都看到")
    await teacher.sees("值班员甲 以您的名义提交了这份申请")
    await teacher.taps("不是我要求的")
    await teacher.sees("本人声明并非其要求，已停止")
    await chief.sees("本人声明并非其要求，已停止")
    await officer.sees("已停止：申请人本人说明并非其要求")

    stage.heading("问清楚以后再交一份：核对时看到先前那份，仍要提交；乔木认可，审批照常")
    await file(here, officer, again=True)
    await chief.sees("同一地点、同一时段已有 1 份申请")
    await chief.taps("同意")
    await officer.sees("保卫科长 · 雷默言")


async def file(here: Town, officer: Actor, *, again: bool = False) -> None:
    day = here.clock.now().astimezone(here.settings.schools["taishan"].zone) - timedelta(days=2)
    for words, then in (
        ("替人申请", "替哪位同事申请"),
        ("乔木", "本班学生"),
        ("否", "是什么事"),
        ("车辆剐蹭", "哪些地方"),
        ("停车场", "摄像头"),
        ("跳过", "哪一天"),
        (f"{day.month}月{day.day}日 8:00-9:00", "想在录像里看什么"),
        ("看是哪辆车剐蹭了乔木老师的车", "事情经过"),
        ("乔木老师的车停在停车场，早上发现右侧被剐蹭", "当事人"),
        ("跳过", "由谁到监控室查看"),
        ("乔木", "敏感"),
        ("完成", "附上"),
        ("跳过", "保密承诺"),
        ("是", "仍要提交" if again else "请核对"),
        ("提交", "等待 雷默言"),
    ):
        await officer.says(words)
        await officer.sees(then, fresh=True)
