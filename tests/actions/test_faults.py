"""A fault: two hours to report it for repair, then repair, and a look by somebody else."""

from datetime import timedelta

import pytest

from bot.actions import carrying_out, filing
from bot.actions.office import Office
from bot.approvals.refusals import RefusedByRule
from bot.approvals.request import Request, State
from bot.followup.task import NotYourTask
from bot.notices import Reason
from bot.registers.books import row
from sandbox.clock import PushedClock
from storage import people, tasks
from storage.store import Store
from tests.actions.kinds import Case, called

REPORTED = {"how": "vendor", "repairer": "泰衡安防"}
MENDED = {"result": "repaired", "repair": "更换电源适配器", "gap": "gap"}


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


@pytest.fixture
async def campus(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "lingnan").moves_in()


async def dark(case: Case, who: str, zone: str) -> Request:
    return await case.files(
        who, "fault", zones=[zone], fault_class="offline", symptom="东侧画面黑屏"
    )


def cells(case: Case, book: str, entry: object) -> dict[str, str]:
    printed = row(case.pack.books[book], entry, case.rules.zone)
    return dict(zip((c.title for c in case.pack.books[book].columns), printed, strict=True))


async def test_nobody_reports_it_and_the_school_hears_of_it_step_by_step(school):
    filed = await dark(school, "乔木", "B-Z06")
    told = []
    for pushed in (29, 1, 30, 30, 29, 1):
        await school.passes(minutes=pushed)
        told.append(await school.told(Reason.REMINDED))
    chief, director = "雷默言", "温若谷"
    assert told[0] == []
    assert told[1].count(chief) == 1
    assert sum("值班员" in name for name in told[1]) == 4
    assert [t.count(director) for t in told] == [0, 0, 1, 2, 2, 2]
    assert told[3:] == [told[3]] * 3
    assert "裴云旗" in await school.told(Reason.LATE)
    (breach,) = await school.entries("breaches")
    late = cells(school, "breaches", breach)
    assert (late["故障单号"], late["设备、区域"]) == (filed.number, "餐厅")
    assert (late["已报告"], late["原因、处理"]) == ("裴云旗", "")
    assert await school.waits(filed) == ["report"]


async def test_a_bell_that_was_silent_says_it_once(school):
    await dark(school, "乔木", "B-Z06")
    await school.passes(hours=9)
    reminded = await school.told(Reason.REMINDED)
    assert reminded.count("温若谷") == 1
    assert len(await school.entries("breaches")) == 1
    await school.passes(hours=9)
    assert await school.told(Reason.REMINDED) == reminded
    assert len(await school.entries("breaches")) == 1


async def test_reported_in_time_nobody_hears_more(school):
    filed = await dark(school, "乔木", "B-Z06")
    await school.passes(minutes=20)
    await school.does(filed, "report", "值班员甲", **REPORTED)
    await school.passes(hours=3)
    assert not await school.told(Reason.REMINDED)
    assert not await school.entries("breaches")
    await school.does(filed, "repair", "值班员甲", **MENDED)
    with pytest.raises(RefusedByRule):
        await school.does(filed, "recheck", "值班员甲", result="fine")
    await school.does(filed, "recheck", "雷默言", result="fine")
    assert await school.state(filed) is State.CLOSED
    (entry,) = await school.entries("faults")
    book = cells(school, "faults", entry)
    assert (book["发现人"], book["设备、区域"]) == ("乔木", "餐厅")
    assert (book["是否2小时内报修"], book["复核人"]) == ("是", "雷默言")
    assert book["报修时间"]
    assert book["修复时间"]
    assert book["备注"] == "故障期间无录像"


async def test_reported_late_before_the_bell_rings_is_a_breach_all_the_same(school):
    filed = await dark(school, "乔木", "B-Z06")
    school.clock.push(timedelta(hours=2, minutes=1))
    await school.does(filed, "report", "值班员甲", **REPORTED)
    assert len(await school.entries("breaches")) == 1
    await school.does(filed, "repair", "值班员甲", **MENDED)
    await school.does(filed, "recheck", "雷默言", result="fine")
    (entry,) = await school.entries("faults")
    assert cells(school, "faults", entry)["是否2小时内报修"] == "否"


async def test_whoever_was_told_need_not_wait_for_the_duty_room(school):
    filed = await dark(school, "乔木", "B-Z06")
    with pytest.raises(NotYourTask):
        await school.does(filed, "report", "雷默言", **REPORTED)
    await school.passes(minutes=30)
    await school.does(filed, "report", "雷默言", **REPORTED)
    assert "report" not in await school.waits(filed)


async def test_parts_are_waited_for_and_what_is_not_mended_comes_back(school):
    filed = await dark(school, "乔木", "B-Z06")
    await school.does(filed, "report", "值班员甲", **REPORTED)
    waiting = {"result": "waiting", "parts_on": school.day(3), "repair": "缺电源模块"}
    await school.does(filed, "repair", "值班员甲", **waiting)
    assert "parts" in await school.waits(filed)
    await school.does(filed, "parts", "值班员甲", state="arrived")
    assert "repair" in await school.waits(filed)
    await school.does(filed, "repair", "值班员甲", **MENDED)
    await school.does(filed, "recheck", "雷默言", result="again")
    assert "repair" in await school.waits(filed)
    await school.does(filed, "repair", "值班员甲", **MENDED)
    await school.does(filed, "recheck", "雷默言", result="fine")
    assert await school.state(filed) is State.CLOSED


# ------------------------------------------------------------------ the university


async def doing(case: Case, request: Request) -> dict[str, list[str]]:
    """Who may do what is open."""

    def read(work, office: Office) -> dict[str, list[str]]:
        kind = office.pack.kinds["fault"]
        return {
            t.kind: sorted(
                p.name for p in carrying_out.whose.actors(office, request, kind.task(t.kind), t)
            )
            for t in tasks.of_request(work, request.id)
            if not t.over
        }

    return await case.acts(read)


async def test_the_owner_reports_it_his_own_and_only_his(campus):
    public = await doing(campus, await dark(campus, "辅导员01", "A-Z01"))
    assert set(public) == {"report"}
    own = await doing(campus, await dark(campus, "辅导员01", "A-Z18"))
    assert set(own) == {"report_unit"}
    assert len(own["report_unit"]) == 1
    assert not set(own["report_unit"]) & set(public["report"])


async def test_a_unit_without_a_custodian_asks_its_own_head(campus):
    """Not every head of the university."""

    def vacated(work, office: Office) -> list[str]:
        for custodian in office.directory.holders("custodian", "图书馆"):
            people.set_posts(work, office.id, custodian.id, [])
        office = Office.open(work, office.rules)
        by = called(office, "辅导员01")
        answers = {"zones": ["A-Z18"], "fault_class": "offline", "symptom": "无画面"}
        filed = filing.file(work, office, by, "fault", answers)
        (task,) = tasks.of_request(work, filed.id)
        kind = office.pack.kinds["fault"].task(task.kind)
        return [p.name for p in carrying_out.whose.actors(office, filed, kind, task)]

    assert await campus.acts(vacated) == ["钟离渡"]
