"""What the duty room does about a request, in the order of the regulation, for stories to walk."""

from sandbox.player import Actor


async def holds(officer: Actor) -> None:
    """The footage is locked while signatures are collected."""
    await officer.taps("我来办理", on="保全录像")
    await officer.taps("已锁定")
    await officer.sees("已办理", fresh=True)


async def invites(officer: Actor, task: str = "预约查看") -> None:
    """The viewers may come at once."""
    await officer.taps("我来办理", on=task)
    await officer.taps("办理并登记", on=task)
    await officer.taps("现在即可前来")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)


async def signs(viewer: Actor) -> None:
    await viewer.taps("我承诺并签署")
    await viewer.sees("已办理", fresh=True)


async def checks_in(officer: Actor) -> None:
    await officer.taps("办理并登记", on="到场签到")
    await officer.taps("是", on="身份已核对")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)


async def records(officer: Actor, result: str = "已查到", task: str = "查看录像") -> None:
    await officer.taps("办理并登记", on=task)
    await officer.taps(result)
    if result == "录像不可用":
        await officer.taps("摄像头当时离线")
    await officer.taps("跳过", on="备注")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)


async def releases(officer: Actor) -> None:
    await officer.taps("已解除", on="解除保全")
    await officer.sees("已办理", fresh=True)


async def receives(officer: Actor, viewer: Actor) -> None:
    """From the last signature to the moment the viewers sit down."""
    await invites(officer)
    await signs(viewer)
    await checks_in(officer)


async def carries_out(officer: Actor, viewer: Actor, result: str = "已查到") -> None:
    """Everything the duty room owes a case whose footage nobody had to hold."""
    await receives(officer, viewer)
    await records(officer, result)
