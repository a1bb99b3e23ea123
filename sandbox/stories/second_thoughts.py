"""A photo is attached, questions are asked by number, and in the end it is taken back."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.stories import lost_phone
from sandbox.town import Town


async def with_a_photo(here: Town) -> None:
    stage = here.stage
    teacher, director = stage["乔木"], stage["牧星野"]
    stage.heading("乔木一路打字，附上学生的情况说明")
    await file_typing(here, teacher)

    stage.heading("级部主任先看附件，再回复数字退回补充")
    await director.taps("查看附件")
    await director.sees("photo.jpg")
    await director.says("73")
    await director.sees("需要补充什么")
    await director.says("请写明手机放在哪一张桌子上")
    await director.sees("已退回补充")

    stage.heading("乔木改好一项，重新提交；级部主任回复数字同意")
    await teacher.sees("请写明手机放在哪一张桌子上")
    await teacher.says("补充 1")
    await teacher.sees("请核对")
    await teacher.says("查看内容")
    await teacher.sees("想在录像里看什么")
    await teacher.says("看谁从靠窗第三张桌子上拿走了黑色手机")
    await teacher.sees("请核对")
    await teacher.says("提交")
    await director.sees("靠窗第三张桌子")
    await director.says("81")
    await director.sees("已同意")
    await stage["雷默言"].sees("靠窗第三张桌子")


async def file_typing(here: Town, teacher: Actor) -> None:
    day = here.clock.now().astimezone(here.settings.schools["taishan"].zone) - timedelta(days=2)
    for words, then in (
        ("申请", "本班学生"),
        ("是", "哪几位学生"),
        ("G1-03-17", "是什么事"),
        ("1", "哪些地方"),
        ("餐厅", "摄像头"),
        ("跳过", "哪一天"),
        (f"{day.month}月{day.day}日 中午12点到12点40", "想在录像里看什么"),
        ("看谁拿走了桌上的黑色手机", "事情经过"),
        ("学生午饭后发现手机不见，需要确认去向", "当事人"),
        ("跳过", "敏感"),
        ("完成", "附上"),
    ):
        await teacher.says(words)
        await teacher.sees(then)
    await teacher.photo("情况说明.png")
    await teacher.sees("完成（1）")
    for words, then in (("完成", "保密承诺"), ("是", "请核对"), ("提交", "等待 牧星野")):
        await teacher.says(words)
        await teacher.sees(then)


async def withdrawn(here: Town) -> None:
    stage = here.stage
    teacher, officer = stage["乔木"], stage["值班员甲"]
    stage.heading("乔木提出申请，四级都已同意")
    await lost_phone.file(here, teacher)
    for name in ("牧星野", "雷默言", "温若谷"):
        await stage[name].taps("同意")
        await stage[name].sees("已同意")
    page = await stage["裴云旗"].opens()
    await page.presses("同意")
    await teacher.sees("已批准")

    stage.heading("值班员刚接手，手机找到了：乔木撤回")
    await officer.taps("我来办理", on="预约查看")
    await officer.taps("办理并登记", on="预约查看")
    await teacher.taps("撤回申请")
    await teacher.sees("已撤回")
    await officer.sees("无需办理")

    stage.heading("再往下填、再撤回一次，都有回音，什么也没有改变")
    await officer.says("现在即可前来")
    await officer.sees("不用再办")
    await teacher.says("撤回 1")
    await teacher.sees("不能再改动")
