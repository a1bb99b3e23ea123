"""A request is taken back within half a minute: nobody else has ever heard of it."""

from datetime import timedelta

from sandbox.stories import lost_phone
from sandbox.town import Town

WINDOW = timedelta(seconds=30)


async def undone(here: Town) -> None:
    stage = here.stage
    teacher, director = stage["乔木"], stage["牧星野"]
    stage.heading("乔木提交后马上发现学生已经找到手机，撤回")
    await lost_phone.file(here, teacher)
    await teacher.sees("以前撤回，不会惊动任何人")
    await teacher.taps("撤回申请")
    await teacher.sees("已撤回，没有通知任何人")

    stage.heading("半分钟过去，级部主任什么也没有收到")
    await here.passes(WINDOW)
    await director.sees_no("监控查看申请单", within=2.5)
    await director.says("待办")
    await director.sees("没有等您审批的申请")

    stage.heading("下午又丢了一部：新的申请用下一个编号，时间一到就送级部主任")
    await lost_phone.file(here, teacher)
    await teacher.sees("0002")
    await director.sees_no("0002", within=1.5)
    await here.passes(WINDOW)
    await director.sees("0002")
    await director.taps("同意")
    await director.sees("已同意")
