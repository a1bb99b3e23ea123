"""E19: a guardian asks to see footage; what is refused is refused in writing, with reasons."""

from datetime import timedelta

from sandbox.player import Actor
from sandbox.stories.helping import fills, other
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    teacher, duty, director = stage["乔木"], stage["值班员甲"], stage["温若谷"]
    operator = other(here, "监控管理员甲", "监控管理员", "system operator")
    stage.heading("家长没有账号，由班主任代为提出；学生只写编号")
    await asks(here, teacher, ("G1-03-17", "关系证明"))
    stage.heading("保卫科长、学工处主任、分管校长同意")
    await stage["雷默言"].taps("同意")
    await director.taps("同意")
    page = await stage["裴云旗"].opens()
    await page.presses("同意")

    stage.heading("安排时间地点，班主任随即知道；值班员核对身份，陪同查看")
    await operator.taps("我来办理", on="安排查阅")
    await operator.taps("办理并登记", on="安排查阅")
    await fills(operator, ("明天 15:00", "安排在哪里"), ("南大门监控室", "请核对"))
    await operator.taps("提交")
    await teacher.sees("✓ 安排查阅")
    await duty.taps("我来办理", on="陪同查看")
    await duty.taps("办理并登记", on="陪同查看")
    await fills(
        duty,
        ("是", "不得拍摄"),
        ("是", "查看结果如何"),
        ("已查到", "备注"),
        ("跳过", "请核对"),
    )
    await duty.taps("提交")

    stage.heading("书面答复，登记，办结")
    await director.says("待办")
    await director.taps("我来办理", on="书面答复")
    await director.taps("办理并登记", on="书面答复")
    await fills(
        director, ("已安排监护人到场查看，未提供复制件。", "答复件"), ("跳过", "请核对")
    )
    await director.taps("提交")
    await teacher.sees("办结")


async def refused(here: Town) -> None:
    """A school of units: the college enters it, and the head of security has to say why not."""
    stage = here.stage
    college, security = stage["辅导员01"], stage["陆岱川"]
    stage.heading("学院代家长提出")
    await asks(here, college, ("0317", "关系证明"))
    stage.heading("保卫处负责人不同意，另作书面答复并说明理由")
    await security.taps("不同意")
    await security.says("录像中涉及他人，且无法遮挡")
    await college.sees("未获同意")
    await security.taps("我来办理", on="不予查阅")
    await security.taps("办理并登记", on="不予查阅")
    await fills(
        security,
        ("无法遮挡", "应当说明理由"),
        ("录像中有其他学生的就医情况，无法遮挡，故不予查阅。", "向法院起诉"),
        ("是", "答复件"),
        ("跳过", "请核对"),
    )
    await security.taps("提交")
    await college.sees("其他学生的就医情况")


async def asks(here: Town, person: Actor, subject: tuple[str, str]) -> None:
    school = here.platforms.school.id
    day = here.clock.now().astimezone(here.settings.schools[school].zone) - timedelta(days=1)
    place = "餐厅" if school == "taishan" else "食堂"
    await fills(
        person,
        ("个人信息查阅", "录像中人的什么人"),
        ("监护人", "申请人叫什么名字"),
        ("家长甲", "谁的信息"),
        subject,
        ("户口簿", "原件核对过"),
        ("是", "为了保护什么"),
        ("生命健康", "哪些地方"),
        (place, "哪一天"),
        (f"{day.month}月{day.day}日 12:00-12:40", "事情经过"),
        ("孩子午饭后摔伤，需要了解当时的情况", "查看，还是复制"),
        ("到场查看", "是否涉及"),
        ("跳过", "材料要附上"),
        ("跳过", "请核对"),
    )
    await person.taps("提交")
    await person.sees("等待")
