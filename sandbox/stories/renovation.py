"""E8: approved works keep six cameras dark for a week. Nobody is alarmed meanwhile; whatever is
still dark when the works are over is an outage like any other."""

from sandbox.monitoring import BEGINS, ENDS, isecure
from sandbox.stories.power_cut import passes
from sandbox.stories.works_on_cameras import apply, photographed
from sandbox.town import Town


def building(here: Town) -> list[str]:
    return [c["id"] for c in here.platforms.school.cameras if c["zone"] == "B-Z02"][:6]


async def play(here: Town) -> None:
    stage, dark = here.stage, building(here)
    clerk, director = here.phone("科任老师乙", "telegram"), stage["温若谷"]
    stage.heading("实验楼改造停用摄像头，依次经学工处主任、分管校长、校长同意")
    await apply(here, clerk)
    await director.taps("同意")
    page = await stage["裴云旗"].opens()
    await page.presses("同意")
    await here.phone("应北辰").taps("同意")
    await clerk.sees("开工登记")
    await photographed(clerk, "开工登记")

    stage.heading("施工期间这些摄像头离线：已经批准，不报警")
    assert await isecure(here, dark, BEGINS) == 202
    await passes(here, minutes=3)
    await passes(here, days=3)
    await director.sees_no("离线")

    stage.heading("工期结束，五个恢复，一个没有：报警")
    assert await isecure(here, dark[1:], ENDS) == 202
    await passes(here, days=6)
    await passes(here, minutes=3)
    await director.sees("离线")
    await director.sees_no("6 个摄像头")
