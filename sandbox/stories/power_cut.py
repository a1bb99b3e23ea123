"""E5: a recorder loses its power and everything behind it is dark: one message, one ticket, one
clock. B 第一条第4款: the two hours run from the first alarm, however many follow."""

from datetime import timedelta

from sandbox.monitoring import BEGINS, ENDS, isecure
from sandbox.player import Actor
from sandbox.stories.helping import fills
from sandbox.town import Town

RECORDER = "NVR-03"


def behind(here: Town) -> list[str]:
    return [c["id"] for c in here.platforms.school.cameras if c["recorder"] == RECORDER]


async def passes(here: Town, **time: float) -> None:
    """Time passes and the bell rings, once what was heard has been gone through."""
    await here.heard()
    await here.passes(timedelta(**time))
    await here.rings()


async def play(here: Town) -> None:
    stage, dark = here.stage, behind(here)
    officer, chief, director = stage["值班员甲"], stage["雷默言"], stage["温若谷"]
    stage.heading("录像机断电，32个摄像头先后报警；群里只有一条消息")
    for some in (dark[:3], dark[3:20], dark[20:]):
        assert await isecure(here, some, BEGINS) == 202
    await passes(here, minutes=3)
    await director.sees(f"{len(dark)} 个摄像头")
    assert len(about(director, RECORDER)) == 1

    stage.heading("半小时无人报修：两小时从首次报警起算，提醒值班员和保卫科长")
    assert await isecure(here, dark[:5], BEGINS) == 202
    await passes(here, minutes=31)
    await chief.sees("报修")

    stage.heading("值班员报修")
    await officer.taps("我来办理", on="报修 · 故障")
    await officer.taps("办理并登记", on="报修 · 故障")
    await fills(
        officer,
        ("已报维修单位", "报给哪家单位"),
        ("泰衡安防", "对方单号"),
        ("TH-0312", "请核对"),
    )
    await officer.taps("提交")

    stage.heading("恢复供电，画面全部恢复：收到过报警的人都知道，等人登记维修、另一人复核")
    assert await isecure(here, dark, ENDS) == 202
    await passes(here, minutes=6)
    await director.sees("恢复", fresh=True)


def about(person: Actor, word: str) -> list[str]:
    return [s.bubble.text for s in person.screen() if word in s.bubble.text]
