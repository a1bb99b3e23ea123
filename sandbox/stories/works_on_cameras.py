"""E8, without the alarms: renovation of 实验楼 stops cameras; the window is known, and closed by a
picture test."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    clerk, officer = here.phone("科任老师乙", "telegram"), stage["值班员甲"]
    stage.heading("教务处因实验楼改造申请停用摄像头：学工处主任、分管校长、校长")
    await apply(here, clerk)
    await stage["温若谷"].taps("同意")
    page = await stage["裴云旗"].opens()
    await page.presses("同意")
    await here.phone("应北辰").taps("同意")
    await clerk.sees("开工登记")

    stage.heading("开工前拍照登记")
    await photographed(clerk, "开工登记")

    stage.heading("恢复后拍照，值班员测试画面；不正常不能办结")
    await photographed(clerk, "恢复登记", ask_more=True)
    await officer.taps("我来办理", on="画面测试")
    refused = await officer.taps("仍不正常")
    assert refused
    assert "画面还没有恢复" in refused.text
    await officer.taps("画面正常", on="画面测试")
    await clerk.sees("办结")


async def apply(here: Town, clerk: Actor) -> None:
    for words, then in (
        ("停用、挪移监控设备", "要对监控做什么"),
        ("停用", "什么工程"),
        ("实验楼外墙改造", "由谁施工"),
        ("泰和建筑", "联系人"),
        ("王工，办公电话6180", "哪些地方"),
        ("实验楼一楼", "哪些摄像头"),
        ("跳过", "哪一天开始"),
        ("今天", "哪一天恢复"),
        (day(here, 8), "为什么"),
        ("脚手架遮挡，线路须断电", "怎么看护"),
        ("增加巡逻，每两小时一次", "谁负责恢复"),
        ("泰和建筑王工", "施工图"),
        ("跳过", "请核对"),
        ("提交", "等待 温若谷"),
    ):
        await clerk.says(words)
        await clerk.sees(then, fresh=True)


async def photographed(clerk: Actor, task: str, *, ask_more: bool = False) -> None:
    await clerk.taps("现在办理", on=f"{task} ·")
    await clerk.sees("请拍下", fresh=True)
    await clerk.photo("现场.png")
    await clerk.sees("完成（1）")
    await clerk.says("完成")
    if ask_more:
        await clerk.sees("变化")
        await clerk.says("跳过")
        await clerk.sees("请核对")
        await clerk.says("提交")


def day(here: Town, later: int) -> str:
    now = here.clock.now().astimezone(here.settings.schools["taishan"].zone)
    at = now + timedelta(days=later)
    return f"{at.year}年{at.month}月{at.day}日"
