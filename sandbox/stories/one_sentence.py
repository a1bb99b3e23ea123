"""E1 again, in one sentence: what it says is filled in, the rest is asked, a tap sends it."""

from sandbox.player import Actor
from sandbox.stories import duty_room
from sandbox.town import Town

SAID = "昨天中午十二点到十二点四十食堂二楼有学生丢了手机，想看看是谁拿走了三号桌上的黑色手机"


async def play(here: Town) -> None:
    stage = here.stage
    stage.heading("乔木在 Telegram 里说一句话")
    qiao = stage["乔木"]
    await qiao.says(SAID)
    await qiao.sees("听懂了")
    await qiao.sees("餐厅")
    await qiao.sees("财物遗失、被盗")
    await finished(qiao)
    await qiao.sees("等待 牧星野")

    stage.heading("值班员锁定录像，级部主任同意")
    await duty_room.holds(stage["值班员甲"])
    await stage["牧星野"].taps("同意")
    await stage["牧星野"].sees("已同意")

    stage.heading("牧星野在企业微信里说一句话，几点没说清，先问几点")
    mu = stage["牧星野"]
    await mu.says("昨天3点操场主席台的音响被弄坏了，调一下监控")
    await mu.sees("还是下午")
    await mu.says("下午3点到3点20")
    await mu.taps("否", on="本班学生")
    await mu.says("看音响是怎么坏的、当时有谁在场")
    await mu.says("本人")
    await mu.taps("完成", on="敏感")
    await mu.taps("是", on="保密承诺")
    await mu.says("提交")
    await mu.sees("等待 雷默言")

    stage.heading("温若谷报一个故障，一点就报上去")
    wen = stage["温若谷"]
    await wen.says("餐厅二楼东区的摄像头黑屏了")
    await wen.sees("离线、无画面")
    await wen.taps("提交")


async def finished(teacher: Actor) -> None:
    """What a sentence could not say: the code, and two things only the teacher can declare."""
    await teacher.says("G1-03-17")
    await teacher.taps("完成", on="敏感")
    await teacher.taps("是", on="保密承诺")
    await teacher.sees("级部主任 牧星野")
    await teacher.taps("提交")
