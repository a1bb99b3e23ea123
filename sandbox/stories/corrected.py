"""What was entered wrongly is not overwritten: a second entry names the first."""

from sandbox.player import Actor
from sandbox.stories import lost_phone
from sandbox.town import Town


async def play(here: Town) -> None:
    await lost_phone.play(here)
    here.stage.heading("值班员发现登记漏写了一个人，另记一条更正")
    await correct(here.stage["值班员甲"])


async def correct(officer: Actor) -> None:
    await officer.says("登记簿")
    await officer.taps("调取监控登记表")
    await officer.taps("更正第1号")
    await officer.taps("值班员", on="哪几栏要更正")
    await officer.taps("完成", on="哪几栏要更正")
    await officer.sees("现在写的是：值班员甲")
    await officer.says("值班员甲、值班员乙")
    await officer.sees("为什么更正")
    await officer.says("漏写一名值班员")
    await officer.taps("提交", on="请核对")
    await officer.sees("已登记第2号，更正第1号")
