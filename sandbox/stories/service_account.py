"""Filed from the service account, and decided on the page it opens: WeChat has no buttons."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.stories.helping import fills
from sandbox.stories.less_and_more import day
from sandbox.town import Town

TWO_DAYS = timedelta(hours=50)


async def play(here: Town) -> None:
    stage = here.stage
    teacher, director = stage["邵安"], here.phone("尚可期", "wechat")
    stage.heading("级部主任点服务号菜单“待我办理”：还没有要办的")
    await director.taps("待我办理")
    await director.sees("目前没有等您审批的申请")

    stage.heading("两天以后，班主任点菜单，回复编号和文字，附上照片，提交申请")
    await here.passes(TWO_DAYS)
    await file(here, teacher)
    await teacher.sees("等待 尚可期")

    stage.heading("级部主任两天没说话，服务号只能发模板消息：点开，一点同意")
    await director.sees("监控查看申请单")
    page = await director.opens("详情")
    await page.presses("同意")
    await director.sees("已同意")

    stage.heading("后面三级照常；批准后班主任在服务号里得知")
    await stage["雷默言"].taps("同意")
    await stage["温若谷"].taps("同意")
    leader = await stage["裴云旗"].opens()
    await leader.presses("同意")
    await teacher.sees("已批准", fresh=True)
    await teacher.taps("我的申请")
    await teacher.sees("✓ 保卫科长 · 雷默言", fresh=True)


async def file(here: Town, teacher: Actor) -> None:
    await teacher.taps("申请调阅")
    await teacher.taps("是", on="本班学生")
    await fills(
        teacher,
        ("G4-02-17", "是什么事"),
        ("财物遗失", "哪些地方"),
        ("食堂", "摄像头"),
        ("跳过", "哪一天"),
        (f"{day(here, 6)} 中午12点到12点40", "想在录像里看什么"),
        ("看谁从三号桌上拿走了黑色手机", "事情经过"),
        ("学生午饭后发现手机不见，同学称放在餐桌上，需要确认去向。", "当事人"),
        ("跳过", "敏感"),
        ("跳过", "附上"),
    )
    await teacher.photo("餐桌.jpg")
    await teacher.sees("完成（1）")
    await teacher.taps("完成", on="附上")
    await teacher.taps("是", on="保密承诺")
    await teacher.sees("高四级部主任 尚可期")
    await teacher.taps("提交")
