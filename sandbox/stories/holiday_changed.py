"""A holiday is announced late: what is open moves at once, and its people hear of it."""

from datetime import timedelta

from sandbox.stories import lost_phone
from sandbox.stories.helping import other
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    teacher, director = stage["乔木"], stage["牧星野"]
    keeper = other(here, "监控管理员甲", "监控管理员", "system manager")
    today = here.clock.now().astimezone(here.settings.schools["taishan"].zone).date()
    first, last = today + timedelta(days=1), today + timedelta(days=14)

    stage.heading("乔木提出申请，等级部主任签字；期限按工作日计")
    await lost_phone.file(here, teacher)
    await director.sees("同意")

    stage.heading("放假通知改了：明天起放两周。管理员写进学校日历")
    await keeper.says(f"校历 {first}至{last} 休 校舍抢修停课")
    await keeper.sees("1 个期限随之调整")

    stage.heading("要签字的人和等着的人各收到一条：原定何时，现在何时")
    await director.sees("需要您办理的")
    await teacher.sees("您提出、由他人办理的")

    stage.heading("期限怎么算的，逐段说清")
    await teacher.taps("期限怎么算的")
    await teacher.sees("的期限怎么算", fresh=True)
    await teacher.sees("节假日和周末不计")
    await director.says("为什么 1")
    await director.sees("节假日和周末不计")

    stage.heading("又改回来了：期限随之提前，再通知一次；旁人不能改学校日历")
    await director.says(f"校历 取消 {first}至{last}")
    await director.sees("只有管理员")
    await keeper.says(f"校历 取消 {first}至{last}")
    await keeper.sees("学校日历已更新", fresh=True)
    await teacher.sees("取消：")
