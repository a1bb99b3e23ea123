"""A department is authorised for its own area; from then on its people look without signatures."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    clerk = here.phone("科任老师乙", "telegram")
    stage.heading("教务处申请操场的区域授权：学工处主任、分管校长批准")
    await apply(here, clerk)
    await stage["温若谷"].taps("同意")
    page = await stage["裴云旗"].opens()
    await page.presses("同意")
    await clerk.sees("已批准")
    await clerk.taps("已知悉")

    stage.heading("此后在本区域内查看，不再逐次审批，只作登记")
    await look(here, clerk)
    await clerk.sees("按授权")
    await clerk.says("提交")
    await stage["值班员甲"].sees("操场")

    stage.heading("学工处主任提前收回；再申请就要逐级审批")
    await stage["温若谷"].says("区域授权")
    await stage["温若谷"].sees("提前收回")
    await stage["温若谷"].says("收回 1")
    await clerk.sees("办结")
    await look(here, clerk)
    await clerk.sees("保卫科长")


async def apply(here: Town, clerk: Actor) -> None:
    for words, then in (
        ("区域使用授权", "哪些区域"),
        ("操场", "哪几位"),
        ("本人", "授权看什么"),
        ("实时和回放", "哪一天开始"),
        ("今天", "哪一天为止"),
        (day(here, 30), "为什么"),
        ("体育课和运动会期间的器材看护", "请核对"),
        ("提交", "等待 温若谷"),
    ):
        await clerk.says(words)
        await clerk.sees(then, fresh=True)


async def look(here: Town, clerk: Actor) -> None:
    for words, then in (
        ("申请", "本班学生"),
        ("否", "是什么事"),
        ("设施损坏", "哪些地方"),
        ("操场", "摄像头"),
        ("跳过", "哪一天"),
        (f"{day(here, -1)} 15:00-15:30", "看什么"),
        ("看谁搬走了足球门的球网", "事情经过"),
        ("清点器材时发现球网不见，需要确认去向", "当事人"),
        ("跳过", "监控室查看"),
        ("本人", "敏感"),
        ("完成", "附上"),
        ("跳过", "保密承诺"),
        ("是", "请核对"),
    ):
        await clerk.says(words)
        await clerk.sees(then, fresh=True)


def day(here: Town, later: int) -> str:
    now = here.clock.now().astimezone(here.settings.schools["taishan"].zone)
    at = now + timedelta(days=later)
    return f"{at.year}年{at.month}月{at.day}日"
