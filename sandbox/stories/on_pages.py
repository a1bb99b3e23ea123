"""The whole form as one page: begun by a sentence, looked through, sent; signed on a page too."""

from sandbox.player import PIXEL
from sandbox.town import Town

SAID = "昨天中午12点到12点40分食堂有学生丢了手机"


async def play(here: Town) -> None:
    stage = here.stage
    teacher, director = stage["邵安"], here.phone("尚可期", "wechat")
    stage.heading("班主任点“申请调阅”，打开问题下面的网页，一句话填好大半")
    await director.taps("待我办理")
    await teacher.taps("申请调阅")
    form = await teacher.opens("在网页上一次填完")
    form = await form.presses("帮我填", sentence=SAID)

    stage.heading("补上学生编号、照片和承诺；提交以前先看谁来审批、录像还剩几天")
    check = await form.presses(
        "下一步：核对",
        picks=["我已阅读并同意"],
        file=PIXEL,
        students="G4-02-17",
        content="看谁从三号桌上拿走了黑色手机",
        purpose="学生午饭后发现手机不见，需要确认去向。",
    )
    await check.presses("提交")
    await teacher.sees("等待 尚可期")

    stage.heading("级部主任也在网页上同意；后面三级照常")
    page = await director.opens("查看详情")
    await page.presses("同意")
    for name in ("雷默言", "温若谷"):
        await stage[name].taps("同意")
        await stage[name].sees("已同意")
    leader = await stage["裴云旗"].opens()
    await leader.presses("同意")
    await teacher.sees("已批准", fresh=True)
