"""校历 and 为什么, as people type them, on both platforms."""

from sandbox.stories.helping import other
from sandbox.town import Town
from tests.stories.cases import filed


async def test_the_calendar_is_shown_to_all_and_written_by_its_keeper(taishan: Town) -> None:
    keeper = other(taishan, "监控管理员甲", "监控管理员", "system manager")
    teacher, director = taishan.stage["乔木"], taishan.stage["牧星野"]
    await keeper.says("校历")
    await keeper.sees("写入：校历 2026-11-06 休 运动会补休")
    await director.says("学校日历")
    await director.sees("今后三个月")
    await teacher.says("校历 2099-10-08 休 校庆补休")
    await teacher.sees("只有管理员能改学校日历")
    await keeper.says("校历 2099-10-08 周末 校庆补休")
    await keeper.sees("没有看懂")
    await keeper.says("校历 2099-10-08至2099-10-09 休 校庆补休")
    await keeper.sees("0 个期限随之调整")
    await keeper.says("校历 取消 2099-10-08")
    await keeper.sees("学校日历已更新", fresh=True)
    await keeper.says("校历 取消 2099-10-08")
    await keeper.sees("没有本校写入的内容")


async def test_why_is_answered_to_whoever_may_see_the_case(taishan: Town) -> None:
    request = await filed(taishan)
    teacher, director = taishan.stage["乔木"], taishan.stage["牧星野"]
    outsider = other(taishan, "科任老师乙", "科任老师", "teacher")
    await director.says(f"为什么 {request.id}")
    await director.sees("的期限怎么算")
    await teacher.says(f"why {request.number}")
    await teacher.sees("保全录像 · ")
    for number in (str(request.id), request.number, "999"):
        await outsider.says(f"为什么 {number}")
        await outsider.sees(f"没有编号为“{number}”的申请")
    await outsider.says("为什么 老师要看")
    await outsider.sees("您好", fresh=True)  # no question of ours: the menu
