"""A busy school from a Wednesday morning to noon of the next day: four teachers file on both
platforms; one case is seen through, one is returned and supplied, one is withdrawn, one runs out of
time. A recorder loses its power, a camera is reported, the night is quiet.
"""

import asyncio

from sandbox.monitoring import ENDS
from tests.chaos.case import NUMBER, phone_lost
from tests.chaos.day import Day
from tests.chaos.siege import Siege
from tests.chaos.weather import Weather

RECORDER = "NVR-03"
SUPPLIED = "看谁从靠窗第三张桌子上拿走了黑色手机"
WHAT_TO_SEE = "想在录像里看什么"
SEEN_THROUGH, RETURNED, WITHDRAWN, RAN_OUT = (f"{NUMBER}{n:04}" for n in (1, 2, 3, 4))
REPORTED = "故障〔2026〕0002"  # the first one is the recorder's
GUESTS = ("舒望", "方既白", "高一02班主任", "谢折桂", "关山越", "科任老师乙", "监控管理员甲")
# Who files, for which student, who is asked first.
TEACHERS = (
    ("乔木", "G1-03-17", "牧星野"),
    ("舒望", "G2-07-04", "谢折桂"),
    ("方既白", "G3-12-09", "关山越"),
    ("高一02班主任", "G1-02-05", "牧星野"),
)


async def busy(here: Siege, weather: Weather | None = None) -> Day:
    of = Day(here, GUESTS)
    await four_file(of)
    await of.lives(8, 30)
    await the_morning(of)
    await of.lives(9)
    await of.loses_power(RECORDER)
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
    await asyncio.gather(*(fills_in(of, name, student) for name, student, _ in TEACHERS))
    for name, _, first in TEACHERS:
        await of.sends_off(name, f"等待 {first}")


async def fills_in(of: Day, name: str, student: str) -> None:
    await of.answers(name, *phone_lost(of.here.clock, student))


def form(case: str) -> str:
    """The title of its card: a similar case may name this one in its text."""
    return f"监控查看申请单 {case}"


async def signs(of: Day, name: str, case: str) -> None:
    await of.taps(name, "同意", form(case), form(case), "已同意")


async def the_morning(of: Day) -> None:
    async def second_is_returned() -> None:
        await of.taps("谢折桂", "退回补充", form(RETURNED), "需要补充什么")
        await of.insists(
            lambda: of["谢折桂"].says("请写明具体座位和时间"),
            lambda: of.shows("舒望", form(RETURNED), "请写明具体座位和时间"),
        )

    async def fourth_is_hurried() -> None:
        await of.taps("高一02班主任", "催办", "等待 牧星野", "后可再次催办")

    await asyncio.gather(
        signs(of, "牧星野", SEEN_THROUGH),
        signs(of, "关山越", WITHDRAWN),
        second_is_returned(),
        fourth_is_hurried(),
    )
    await of.is_held("值班员甲", SEEN_THROUGH)


async def around_noon(of: Day) -> None:
    async def a_camera_is_reported() -> None:
        await of.answers(
            "科任老师乙",
            ("故障报修", "哪里的监控有故障"),
            ("餐厅", "哪几个摄像头"),
            ("跳过", "是什么故障"),
            ("离线、无画面", "一句话"),
            ("东侧画面黑屏", "有照片吗"),
            ("跳过", "请核对"),
        )
        await of.sends_off("科任老师乙", REPORTED)

    async def second_is_supplied() -> None:
        teacher = of["舒望"]

        async def is_rewritten() -> None:
            """From its beginning: old questions stand on the screen as well, and whoever did not
            get a new one would answer them. Where an answer was lost, it goes on at its
            question."""
            await teacher.taps("修改补充", on=form(RETURNED))
            if await of.is_asked("舒望", "请核对", WHAT_TO_SEE) == "请核对":
                for key, on, asked in (
                    ("修改", "请核对", "修改哪一项"),
                    ("查看内容", "修改哪一项", WHAT_TO_SEE),
                ):
                    await teacher.taps(key, on=on)
                    await teacher.sees(asked, fresh=True)
            await teacher.says(SUPPLIED)

        await of.insists(is_rewritten, lambda: of.shows("舒望", "请核对", SUPPLIED))
        await of.insists(
            lambda: teacher.says("提交"),
            lambda: of.shows("谢折桂", form(RETURNED), SUPPLIED),
        )

    async def first_is_signed() -> None:
        await signs(of, "雷默言", SEEN_THROUGH)
        await signs(of, "温若谷", SEEN_THROUGH)
        await of.signs_on_a_page("裴云旗", form(SEEN_THROUGH))

    async def third_is_withdrawn() -> None:
        await of.taps("方既白", "撤回申请", form(WITHDRAWN), form(WITHDRAWN), "已撤回")

    await of.insists(
        of.rings,
        lambda: of.shows("温若谷", RECORDER, f"{len(of.cameras_of(RECORDER))} 个摄像头"),
    )
    await asyncio.gather(
        a_camera_is_reported(), second_is_supplied(), first_is_signed(), third_is_withdrawn()
    )


async def the_afternoon(of: Day) -> None:
    await of.monitors_say(of.cameras_of(RECORDER), ENDS)
    await asyncio.gather(first_is_seen(of), signs(of, "谢折桂", RETURNED))


async def first_is_seen(of: Day) -> None:
    officer, case = "值班员甲", SEEN_THROUGH
    await of.takes(officer, "预约查看", case)
    await of.reports(officer, "预约查看", case, ("什么时候到监控室", "现在即可前来"))
    await of.taps("乔木", "我承诺并签署", case, case, "✓ 签署保密承诺")
    await of.reports(officer, "到场签到", case, ("身份已核对", "是"))
    await of.reports(officer, "查看录像", case, ("查看结果如何", "已查到"), ("备注", "跳过"))
    await of.taps(officer, "已解除", f"解除保全 · {case}", case, "✓ 解除保全")
    await of.insists(of.rings, lambda: of.shows("乔木", case, "办结"))


async def the_next_morning(of: Day) -> None:
    await signs(of, "雷默言", RETURNED)
    await signs(of, "温若谷", RAN_OUT)
