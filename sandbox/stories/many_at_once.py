"""Four requests wait for one grade director: he decides them together, each with its own result."""

from sandbox.player import Actor
from sandbox.stories import lost_phone
from sandbox.town import Town


async def batch(here: Town) -> None:
    stage = here.stage
    teacher, director = stage["乔木"], stage["牧星野"]
    stage.heading("乔木一天提交四份，其中一份涉及欺凌")
    for reason, place in (
        ("财物遗失", "食堂"),
        ("车辆剐蹭", "停车场"),
        ("设施损坏", "操场"),
        ("打架、欺凌", "教学楼一楼"),
    ):
        await lost_phone.file(here, teacher, reason=reason, place=place)
    await director.sees("0004")

    stage.heading("级部主任看待办，一并处理；敏感的一份须单独看")
    await director.says("待办")
    await director.taps("一并处理")
    await director.sees("请逐份处理：调阅〔2026〕0004", fresh=True)

    stage.heading("他还在勾选，乔木撤回了第二份")
    await teacher.says("撤回 2")
    await teacher.sees("已撤回")

    stage.heading("勾选前三份，同意：一份已撤回，其余两份照常通过")
    await chooses(director, "1 2 3", "完成（3）")
    await chooses(director, "完成", "这几份的意见是")
    await director.says("同意")
    await director.sees("已处理 2/3 份")
    await director.sees("✗ 调阅〔2026〕0002 未处理")
    await stage["雷默言"].sees("0001")
    await stage["雷默言"].sees("0003")

    stage.heading("保卫科科长不同意其中两份，一个理由")
    chief = stage["雷默言"]
    await chief.says("待办")
    await chief.taps("一并处理")
    await chief.taps("0001", on="一并处理哪几份")
    await chief.sees("完成（1）")
    await chief.taps("0003", on="一并处理哪几份")
    await chief.sees("完成（2）")
    await chief.taps("完成", on="一并处理哪几份")
    await chief.taps("不同意", on="这几份的意见是")
    await chief.taps("可以通过其他方式核实")
    await chief.sees("已处理 2/2 份")
    await teacher.sees("可以通过其他方式核实")
    await director.taps("同意", on="0004")
    await director.sees("已同意")


async def chooses(person: Actor, words: str, then: str) -> None:
    await person.says(words)
    await person.sees(then, fresh=True)
