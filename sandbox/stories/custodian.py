"""E14: the custodian of 图书馆 leaves; his rights end, the new one confirms keys and passwords."""

from sandbox.player import Actor
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    old, new = here.phone("监控管理专人04"), here.phone("图书馆馆员01")
    stage.heading("图书馆管理专人调离，申请变更；图书馆负责人、保卫处同意")
    await apply(old)
    await here.phone("钟离渡").taps("同意")
    await stage["陆岱川"].taps("同意")

    stage.heading("当天生效：原专人的权限停止，新专人确认接收，另安排培训")
    await new.taps("都已收到")
    await here.phone("左丘禾").taps("已培训合格")
    await old.sees("办结")


async def apply(old: Actor) -> None:
    for words, then in (
        ("监控责任人变更", "原来由谁"),
        ("本人", "改由谁"),
        ("图书馆馆员01", "为什么变更"),
        ("人员调动", "哪一天生效"),
        ("今天", "移交了吗"),
        ("否", "岗位培训"),
        ("否", "请核对"),
        ("提交", "等待 钟离渡"),
    ):
        await old.says(words)
        await old.sees(then, fresh=True)
