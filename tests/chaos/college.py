"""A busy day of the college, from a Wednesday morning to noon of the next day: four counsellors ask
for footage of a dormitory; one case is seen through, one is returned and supplied, one is
withdrawn, one runs out of time. A storage node loses its power, a camera is reported.
"""

import asyncio

from sandbox.monitoring import ENDS
from tests.chaos import dormitory
from tests.chaos.case import NUMBER
from tests.chaos.day import Day
from tests.chaos.siege import Siege
from tests.chaos.weather import Weather

NODE = "NODE-03"
SUPPLIED = "查看晚归学生进入公寓的时间和同行人数"
WHAT_TO_SEE = "想在录像里看什么"
SEEN_THROUGH, RETURNED, WITHDRAWN, RAN_OUT = (f"{NUMBER}{n:04}" for n in (1, 2, 3, 4))
REPORTED = "故障〔2026〕0002"  # the first one is the node's
# Who files, the head of whose college is asked first.
COUNSELLORS = (
    ("辅导员01", "苏砚秋"),
    ("辅导员02", "骆寒江"),
    ("辅导员03", "桑晚棠"),
    ("辅导员04", "容与之"),
)
GUESTS = (*(name for pair in COUNSELLORS[1:] for name in pair), "图书馆馆员01", "宁拾叶")


async def college(here: Siege, weather: Weather | None = None) -> Day:
    of = Day(here, GUESTS)
    await four_file(of)
    await of.lives(8, 30)
    await the_morning(of)
    await of.lives(9)
    await of.loses_power(NODE)
    await of.lives(9, 2)  # it is told a minute after its first camera
    await of.lives(9, 50)
    await around_noon(of)
    await of.lives(12)
    await the_afternoon(of)
    await of.lives(8, 40, days=1)
    await the_next_morning(of)
    if weather:
        await weather.ends()
    await of.lives(12, days=1)
    return of


async def four_file(of: Day) -> None:
    """All at once; they send it off one after the other, so that the numbers are theirs."""
    await asyncio.gather(*(dormitory.fills_in(of, name) for name, _ in COUNSELLORS))
    for name, head in COUNSELLORS:
        await of.sends_off(name, f"等待 {head}")


async def the_morning(of: Day) -> None:
    async def second_is_returned() -> None:
        form = dormitory.form(RETURNED)
        await of.taps("骆寒江", "退回补充", form, "需要补充什么")
        await of.insists(
            lambda: of["骆寒江"].says("请写明要查看的是哪一栋公寓"),
            lambda: of.shows("辅导员02", form, "请写明要查看的是哪一栋公寓"),
        )

    async def fourth_is_hurried() -> None:
        await of.taps("辅导员04", "催办", "等待 容与之", "后可再次催办")

    await asyncio.gather(
        dormitory.signs(of, "苏砚秋", SEEN_THROUGH),
        dormitory.signs(of, "桑晚棠", WITHDRAWN),
        second_is_returned(),
        fourth_is_hurried(),
    )
    await of.is_held("班一", SEEN_THROUGH)


async def around_noon(of: Day) -> None:
    async def a_camera_is_reported() -> None:
        await of.answers(
            "图书馆馆员01",
            ("故障报修", "哪里的监控有故障"),
            ("图书馆阅览区", "哪几个摄像头"),
            ("跳过", "是什么故障"),
            ("离线、无画面", "一句话"),
            ("借阅台画面黑屏", "有照片吗"),
            ("跳过", "请核对"),
        )
        await of.sends_off("图书馆馆员01", REPORTED)

    async def second_is_supplied() -> None:
        counsellor, form = of["辅导员02"], dormitory.form(RETURNED)

        async def is_rewritten() -> None:
            """As on the day of the other school."""
            await counsellor.taps("修改补充", on=form)
            if await of.is_asked("辅导员02", "请核对", WHAT_TO_SEE) == "请核对":
                await counsellor.says("6")  # its line of the summary
                await counsellor.sees(WHAT_TO_SEE, fresh=True)
            await counsellor.says(SUPPLIED)

        await of.insists(is_rewritten, lambda: of.shows("辅导员02", "请核对", SUPPLIED))
        await of.insists(
            lambda: counsellor.says("提交"), lambda: of.shows("骆寒江", form, SUPPLIED)
        )

    async def third_is_withdrawn() -> None:
        form = dormitory.form(WITHDRAWN)
        await of.taps("辅导员03", "撤回申请", form, form, "已撤回")

    await of.insists(
        of.rings, lambda: of.shows("陆岱川", NODE, f"{len(of.cameras_of(NODE))} 个摄像头")
    )
    await asyncio.gather(
        a_camera_is_reported(),
        second_is_supplied(),
        dormitory.signs(of, "岑疏影", SEEN_THROUGH),
        third_is_withdrawn(),
    )


async def the_afternoon(of: Day) -> None:
    await of.monitors_say(of.cameras_of(NODE), ENDS)
    await asyncio.gather(first_is_seen(of), dormitory.signs(of, "骆寒江", RETURNED))


async def first_is_seen(of: Day) -> None:
    await dormitory.is_looked_at(of)
    await of.taps("班一", "已解除", f"解除保全 · {SEEN_THROUGH}", SEEN_THROUGH, "✓ 解除保全")
    await dormitory.is_closed(of)


async def the_next_morning(of: Day) -> None:
    await dormitory.signs(of, "岑疏影", RETURNED)
    await of.signs_on_a_page("闻人砚", dormitory.form(RAN_OUT))
