"""What the calendar files by itself: a joint inspection, the shifts, the areas before term."""

from datetime import date, datetime, timedelta

from bot.actions import writing_calendar
from bot.actions.office import Office
from bot.people.days import Almanac, Period, PeriodKind
from sandbox.player import Actor
from sandbox.stories.helping import fills
from sandbox.stories.late_fault import reports
from sandbox.town import Town
from storage.store import Work


async def comes(here: Town, clock: str, days: int = 1) -> None:
    """Push to this hour of the day after so many, and let the bell ring."""
    await here.rings()
    now = local(here)
    hour, minute = map(int, clock.split(":"))
    then = now.replace(hour=hour, minute=minute) + timedelta(days=days)
    here.push(then - now)
    await here.rings()


def local(here: Town) -> datetime:
    zone = here.settings.schools[here.platforms.school.id].zone
    return here.clock.now().astimezone(zone)


# ------------------------------------------------------------------ B 第四条第2款


async def joint(here: Town) -> None:
    stage = here.stage
    chief, director, general = stage["雷默言"], stage["温若谷"], here.phone("计春生")
    stage.heading("保卫科长发起联合检查")
    await fills(
        chief,
        ("监控检查", "哪一类检查"),
        ("联合检查", "检查哪些区域"),
        ("餐厅、操场", "请核对"),
    )
    await chief.taps("提交")

    stage.heading("逐项检查：餐厅画面不清，自动生成故障报修单，两小时起算")
    await chief.taps("我来办理", on="现场检查")
    await chief.taps("办理并登记", on="现场检查")
    await fails(chief, "餐厅")
    await stage["值班员甲"].sees("报修 · 故障")

    stage.heading("学工处、总务处都签字，才登记办结")
    await director.taps("已核对，签字", on="学工处签字")
    await chief.sees("等待办理：总务处签字")
    await general.taps("已核对，签字", on="总务处签字")
    await chief.sees("办结")


async def fails(checker: Actor, place: str) -> None:
    await fills(
        checker,
        ("有不合格项", "哪些项目不合格"),
        ("画面不清", "在哪些区域"),
        (place, "怎么处理"),
        ("东侧镜头模糊，已通知清洁", "请核对"),
    )
    await checker.taps("提交")


# ------------------------------------------------------------------ B 第五条第2款, A 第十四条（三）


async def shifts(here: Town) -> None:
    stage = here.stage
    first, chief = stage["值班员甲"], stage["雷默言"]
    stage.heading("餐厅的故障还没有报修；到了换班时间，日程发起交接班")
    await here.rings()
    await reports(stage["乔木"])
    await first.sees("报修 · 故障")
    shift = next_shift(here)
    here.push(shift - here.clock.now())
    await here.rings()

    stage.heading("值班员甲交班：未办结事项由系统列出")
    await first.taps("我来办理", on="交班 · 交接")
    await first.sees("餐厅：报修")
    await first.taps("办理并登记", on="交班 · 交接")
    await fills(
        first,
        ("有故障，已报修", "钥匙"),
        ("齐全", "卫生"),
        ("整洁", "要交代"),
        ("餐厅黑屏，请继续催办", "请核对"),
    )
    await first.taps("提交")

    stage.heading("半小时无人接班：保卫科长知道；值班员乙接班，双方确认")
    here.push(timedelta(minutes=32))
    await here.rings()
    await chief.sees("接班 · 交接")
    second = here.phone("值班员乙", groups=("duty",))
    await second.taps("我来办理", on="接班 · 交接")
    await second.sees("餐厅：报修")
    await second.taps("清楚，接班", on="接班 · 交接")
    await second.sees("已办理")


def next_shift(here: Town) -> datetime:
    now = local(here)
    turns = [now.replace(hour=h, minute=1) + timedelta(days=d) for d in (0, 1) for h in (8, 20)]
    return next(at for at in turns if at > now)


# ------------------------------------------------------------------ E15, A 第十条


async def before_term(here: Town) -> None:
    stage = here.stage
    operator, keeper = stage["左丘禾"], here.phone("监控管理专人04")
    stage.heading("开学前七天：每个区域一项检查，公共区域归保卫处，二级单位归各自专人")
    await written(here, local(here).date() + timedelta(days=8))
    await comes(here, "08:31")
    await operator.sees("校门")
    await keeper.sees("图书馆阅览区")

    stage.heading("图书馆专人检查自己的区域，画面不清：生成本单位的故障报修单")
    await keeper.taps("我来办理", on="图书馆阅览区")
    await keeper.taps("办理并登记", on="现场检查")
    await fails(keeper, "图书馆阅览区")
    await keeper.sees("报修 · 故障")
    await operator.sees_no("报修 · 故障")


async def written(here: Town, starts: date) -> None:
    """The administrator enters the term."""
    rules = here.rules
    term = Period(
        kind=PeriodKind.TERM, name="演示学期", start=starts, end=starts + timedelta(days=99)
    )

    def write(work: Work) -> None:
        office = Office.open(work, rules)
        by = office.directory.holders("admin")[0]
        writing_calendar.write(work, office, Almanac(periods=(term,)), by)

    await here.store.transact(write)
