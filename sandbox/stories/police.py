"""E11, E12: officers come with a letter. The duty officer enters the request in their stead."""

from datetime import date, timedelta

from sandbox.player import Actor
from sandbox.schools.demo import phone
from sandbox.town import Town

CHECKSUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LETTER = (
    ("来函单位的全称", "岭南市公安局城东派出所（演示）"),
    ("经办人员有哪几位", "民警甲、民警乙"),
    ("后四位", "0017、002X"),
    ("公函的文号", "城东公调字〔2026〕31号"),
    ("哪一天开具", "昨天"),
)


async def play(here: Town) -> None:
    stage = here.stage
    officer, operator = stage["班一"], beyond_the_stage(here, "宁拾叶", "系统管理人员")
    stage.heading("两名民警持公函到值班室，值班员代为登记：证件号只收后四位")
    await files(here, officer, "食堂", refused="44010119990101001X")
    await officer.sees("等待 陆岱川")

    stage.heading("录像先锁定；保卫处负责人、分管校领导先后同意")
    await holds(officer)
    await approves(here)
    await officer.sees("已批准")

    stage.heading("民警到场，核对公函和证件")
    await invites(officer, "预约调阅")
    await checks_in(officer, "民警甲、民警乙")
    await officer.sees("已办理", fresh=True)

    stage.heading("系统管理员按批准的范围调阅，刻录光盘，民警甲签收")
    await operator.taps("我来办理", on="调阅录像")
    await views(operator, "调阅录像")
    await copies(operator)

    stage.heading("同一份资料备份保存，登记入册，解除保全")
    await operator.taps("办理并登记", on="备份、保存")
    await operator.says("保卫处档案柜 3-2")
    await operator.says("本人")
    await operator.says(CHECKSUM)
    await operator.says(f"{(today(here) + timedelta(days=365)):%Y年%-m月%-d日}")
    await operator.taps("提交")
    await operator.sees("已办理", fresh=True)
    await officer.taps("已解除", on="解除保全")
    await officer.sees("办结")


async def wrong_officer(here: Town) -> None:
    stage = here.stage
    officer = stage["班一"]
    stage.heading("公函只写了民警甲一人")
    await files(here, officer, "食堂", officers="民警甲", ends="0017", copy="否")
    await approves(here)
    await invites(officer, "预约调阅")

    stage.heading("来的却是民警乙：不能签到，说明怎么办")
    await checks_in(officer, "民警乙")
    await officer.sees("不在公函所列人员之内", fresh=True)

    stage.heading("民警甲赶到，签到")
    await officer.taps("修改", on="请核对")
    await officer.taps("到场人员", on="修改哪一项")
    await officer.says("民警甲")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)


async def at_taishan(here: Town) -> None:
    """A school whose regulation is silent: up to the principal, and no copy without a wish."""
    stage = here.stage
    officer = stage["值班员甲"]
    stage.heading("没有公函：当场不予受理，不用往下填")
    await officer.says("外单位查看")
    await officer.taps("公安机关")
    await officer.taps("否", on="单位公函")
    await officer.sees("须同时出示单位公函和本人工作证件", fresh=True)

    stage.heading("民警补来公函，值班员接着登记")
    await officer.taps("是", on="单位公函")
    await fills(here, officer, "南大门", copy="否")
    await officer.sees("校长")
    await officer.taps("提交")

    stage.heading("保卫科长、学工处主任、分管校长，一直到校长")
    for name in ("雷默言", "温若谷"):
        await stage[name].taps("同意")
        await stage[name].sees("已同意")
    page = await stage["裴云旗"].opens()
    await page.presses("同意")
    await stage["裴云旗"].sees("已同意")
    await officer.sees("等待 应北辰")


# -- what is said and tapped at the desk ------------------------------------------------------


async def files(
    here: Town, officer: Actor, place: str, *, refused: str = "", **given: str
) -> None:
    await officer.says("外单位调阅")
    await officer.taps("公安机关")
    await officer.taps("是", on="单位公函")
    await fills(here, officer, place, refused=refused, **given)
    await officer.taps("提交")


async def fills(
    here: Town, officer: Actor, place: str, *, refused: str = "", **given: str
) -> None:
    await officer.taps("人民警察证")
    said = {"经办人员有哪几位": given.get("officers"), "后四位": given.get("ends")}
    for question, words in LETTER:
        await officer.sees(question, fresh=True)
        if refused and question == "后四位":
            await officer.says(refused)
            await officer.sees("完整号码不登记、不保存。请重新填写", fresh=True)
        await officer.says(said.get(question) or words)
    await officer.sees("拍下公函", fresh=True)
    await officer.photo("公函.png")
    await officer.taps("完成", on="公函")
    await officer.taps("跳过", on="案件编号")
    await officer.says("调查一起电动车被盗案件，需调取相关时段录像")
    await officer.says(place)
    await officer.taps("跳过", on="摄像头")
    day = today(here) - timedelta(days=1)
    await officer.says(f"{day.month}月{day.day}日 12:00-12:40")
    await officer.taps(given.get("copy", "是"), on="需要拷贝")
    if given.get("copy", "是") == "是":
        await officer.taps("光盘")
    await officer.taps("跳过", on="其他材料")
    await officer.sees("请核对", fresh=True)


def beyond_the_stage(here: Town, name: str, title: str) -> Actor:
    """Somebody of the school whose phone does not stand on the page."""
    people = here.platforms.school.people
    return Actor(here.stage, phone(people, name, title, title, groups=("duty",)))


def today(here: Town) -> date:
    zone = here.settings.schools[here.platforms.school.id].zone
    return here.clock.now().astimezone(zone).date()


async def holds(officer: Actor) -> None:
    await officer.taps("我来办理", on="保全录像")
    await officer.taps("已锁定")
    await officer.sees("已办理", fresh=True)


async def approves(here: Town) -> None:
    await here.stage["陆岱川"].taps("同意")
    await here.stage["陆岱川"].sees("已同意")
    page = await here.stage["闻人砚"].opens()
    await page.presses("同意")
    await here.stage["闻人砚"].sees("已同意")


async def invites(officer: Actor, task: str) -> None:
    await officer.taps("我来办理", on=task)
    await officer.taps("办理并登记", on=task)
    await officer.taps("现在即可前来")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)


async def checks_in(officer: Actor, names: str) -> None:
    await officer.taps("办理并登记", on="到场签到")
    await officer.says(names)
    await officer.taps("是", on="证件已当面核对")
    await officer.taps("提交")


async def views(officer: Actor, task: str) -> None:
    await officer.taps("办理并登记", on=task)
    await officer.taps("已查到")
    await officer.taps("拷贝交来函单位")
    await officer.taps("跳过", on="备注")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)


async def copies(officer: Actor) -> None:
    await officer.taps("办理并登记", on="拷贝登记")
    await officer.taps("是", on="按批准拷贝")
    await officer.taps("光盘", on="什么介质")
    await officer.says("食堂东门 12:00-12:40.mp4")
    await officer.says("sha256 9f86d081")
    await officer.sees("64 位十六进制", fresh=True)
    await officer.says(CHECKSUM)
    await officer.says("民警甲")
    await officer.photo("签收单.png")
    await officer.taps("完成", on="签收单")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)
