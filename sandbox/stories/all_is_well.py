"""E6: a recorder sends its heartbeat for a day, written like an alarm. Nobody hears of it."""

from datetime import timedelta

from sandbox.monitoring import isapi_heartbeat
from sandbox.town import Town
from storage import faults, outages
from storage.work import Work

ADDRESS = "192.0.2.13"
BEATS, EVERY = 288, timedelta(minutes=5)


async def play(here: Town) -> None:
    stage = here.stage
    stage.heading("录像机一整天每五分钟发来一次“视频丢失 · 未激活”：这是心跳，不是故障")
    for beat in range(BEATS):
        assert await isapi_heartbeat(here, ADDRESS) == 202
        here.push(EVERY)
        if beat % 12 == 0:
            await here.heard()
            await here.rings()
    await here.heard()
    await here.rings()

    def found(work: Work) -> int:
        school = here.platforms.school.id
        return len(faults.open_here(work, school)) + len(outages.here(work, school))

    assert await here.store.read(found) == 0
    for name in ("雷默言", "温若谷", "值班员甲"):
        await stage[name].sees_no("报警")
        await stage[name].sees_no("故障")
