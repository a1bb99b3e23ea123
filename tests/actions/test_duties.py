"""What the calendar files by itself: inspections, rounds, handovers; and what a report brings
about."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.actions import carrying_out, deciding, duties, tasking
from bot.actions.office import Office
from bot.approvals.refusals import RefusedByRule
from bot.approvals.request import Request, State, Verdict
from bot.notices import Reason
from sandbox.clock import PushedClock
from storage import requests
from storage.store import Store, Work
from tests.actions.kinds import Case, called
from tests.actions.test_faults import cells

FINE = {"findings": "fine"}
DEFECTS = {
    "findings": "defects",
    "failed": ["picture", "time"],
    "bad_zones": ["B-Z06", "B-Z12"],
    "defects": "画面模糊，时间慢三分钟",
}


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


@pytest.fixture
async def campus(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "lingnan").moves_in()


async def filed(case: Case, kind: str) -> list[Request]:
    def read(work, office):
        return [r for r in requests.every(work, office.id) if r.kind == kind]

    return await case.acts(read)


async def goes_on(case: Case, **time: float) -> None:
    case.clock.push(timedelta(**time))
    await case.acts(duties.file_due)


async def test_nothing_is_owed_from_before_the_school_began(school):
    await school.acts(duties.file_due)
    assert not await filed(school, "handover")


async def test_a_duty_is_filed_once_however_often_the_bell_rings(school):
    await school.acts(duties.file_due)
    for _ in range(3):
        await goes_on(school, hours=8)
        await school.acts(duties.file_due)
    shifts = [r.answers["shift"] for r in await filed(school, "handover")]
    assert sorted(shifts) == ["day", "night"]
    assert not await school.told(Reason.FILED)


async def test_what_was_missed_is_filed_late_and_says_so(school):
    await school.acts(duties.file_due)
    await goes_on(school, days=40)
    (joint,) = [
        r for r in await filed(school, "inspection") if r.answers["occasion"] == "joint"
    ]
    assert joint.filed_at - joint.fell_at > timedelta(days=1)
    assert len(await filed(school, "handover")) == 6


async def test_a_joint_inspection_takes_both_signatures_and_opens_faults(school):
    request = await school.files(
        "雷默言", "inspection", occasion="joint", zones=["B-Z06", "B-Z12", "B-Z14"]
    )
    await school.does(request, "check", "雷默言", **DEFECTS)
    faults = await filed(school, "fault")
    assert [f.answers["zones"] for f in faults] == [["B-Z06"], ["B-Z12"]]
    assert {f.answers["symptom"] for f in faults} == {"画面模糊，时间慢三分钟"}
    await school.does(request, "sign_affairs", "温若谷", signed="signed")
    assert await school.state(request) is State.APPROVED
    assert not await school.entries("inspections")
    await school.does(request, "sign_general", "计春生", signed="signed")
    assert await school.state(request) is State.CLOSED
    (entry,) = await school.entries("inspections")
    line = cells(school, "inspections", entry)
    assert line["检查人（学工处、总务处）"].split() == ["雷默言", "温若谷", "计春生"]
    assert (line["检查类别"], line["备注"]) == ("联合检查", "画面不清、时间不准")
    assert line["检查日期"]


async def test_a_round_with_something_wrong(school):
    zones = ["B-Z12", "B-Z06"]
    request = await school.files("值班员甲", "patrol", round="noon", zones=zones)
    await school.does(request, "watch", "值班员甲", result="abnormal")
    told = {"what": "suspicious", "bad_zones": ["B-Z12"], "note": "南门外有人长时间徘徊"}
    await school.does(request, "abnormal", "值班员甲", **told)
    (report,) = await filed(school, "suspicious_report")
    assert report.answers["purpose"] == "南门外有人长时间徘徊"
    assert "雷默言" in await school.told(Reason.TASKED)
    (entry,) = await school.entries("patrols")
    assert cells(school, "patrols", entry)["异常及处理"] == "南门外有人长时间徘徊"


async def test_a_round_without_news_is_one_tap(school):
    request = await school.files("值班员甲", "patrol", round="noon", zones=["B-Z12"])
    await school.does(request, "watch", "值班员甲", result="fine")
    assert await school.state(request) is State.CLOSED
    assert len(await school.entries("patrols")) == 1


# ------------------------------------------------------------------ shifts


HANDED = {"equipment": "fault", "keys": "all", "cleanliness": "fine"}


async def test_what_is_open_is_handed_over_with_the_shift(school):
    dark = await school.files(
        "乔木", "fault", zones=["B-Z06"], fault_class="offline", symptom="画面黑屏"
    )
    shift = await school.files("值班员甲", "handover", shift="night")
    await school.does(shift, "hand_over", "值班员甲", **HANDED)
    with pytest.raises(RefusedByRule):
        await school.does(shift, "take_over", "值班员甲", taken="taken")
    await school.does(shift, "take_over", "值班员乙", taken="taken")
    (entry,) = await school.entries("handover")
    line = cells(school, "handover", entry)
    assert line["未办结事项"] == f"{dark.number} 餐厅：报修"
    assert (line["交班人"], line["接班人"]) == ("值班员甲", "值班员乙")
    assert line["交接时间"]


async def test_a_missed_handover_is_told(school):
    await school.files("值班员甲", "handover", shift="night")
    await school.passes(minutes=31)
    assert "雷默言" in await school.told(Reason.LATE)


# ------------------------------------------------------------------ training


async def test_everybody_signs_in_for_himself(school):
    two = [await school.person(name) for name in ("值班员甲", "值班员乙")]
    now = school.clock.now().astimezone(school.rules.zone)
    request = await school.files(
        "雷默言",
        "training",
        form="training",
        topic="录像机锁定与回放操作",
        trainers=[await school.person("监控管理员甲")],
        held_at=(now + timedelta(hours=1)).isoformat(),
        attendees=two,
    )
    with pytest.raises(RefusedByRule):
        await school.does(request, "sign_in", "值班员甲")
    school.clock.push(timedelta(hours=1))
    await school.does(request, "sign_in", "值班员甲")
    assert (await school.waits(request)).count("sign_in") == 1
    await school.does(request, "result", "雷默言", result="passed", valid_until=school.day(365))
    (entry,) = await school.entries("training")
    line = cells(school, "training", entry)
    assert "值班员甲" in line["参加人员"]
    assert line["有效期至"]


# ------------------------------------------------------------------ the university


async def test_each_area_is_checked_by_whoever_owns_it(campus):
    public = await campus.files("左丘禾", "inspection", occasion="periodic", zones=["A-Z01"])
    own = await campus.files("左丘禾", "inspection", occasion="periodic", zones=["A-Z18"])
    assert await campus.waits(public) == ["check"]
    assert await campus.waits(own) == ["check_unit"]
    await campus.does(own, "check_unit", **FINE)
    (entry,) = await campus.entries("inspections")
    assert cells(campus, "inspections", entry)["检查内容及结果"] == "逐项检查，均正常"


async def test_the_yearly_budget_is_asked_of_the_office_and_of_each_unit(campus):
    await campus.acts(duties.file_due)
    await goes_on(campus, days=(date(2027, 8, 30) - date.fromisoformat(campus.day())).days)
    assert not await filed(campus, "budget")
    await goes_on(campus, days=3)
    await campus.acts(duties.file_due)
    asked = {r.unit: r for r in await filed(campus, "budget")}
    assert asked["保卫处"].answers["system"] == "public"
    assert asked["图书馆"].answers["system"] == "unit"
    assert len(asked) > 3
    sums = {"upkeep": 380000, "building": 0, "what_for": "存储扩容、设备维修"}
    await campus.does(asked["图书馆"], "apply", **sums)
    (entry,) = await campus.entries("budget")
    line = cells(campus, "budget", entry)
    assert (line["单位"], line["系统"]) == ("图书馆", "本单位系统")
    assert "380000" in line["维护经费（元）"].replace(",", "")
    await campus.passes(days=62)
    late = await campus.told(Reason.LATE)
    assert "陆岱川" in late


# ------------------------------------------------------------------ 山东省学校安全条例


async def bullying(school: Case) -> Request:
    known = {"students": ["G1-03-17", "G1-03-21"], "purpose": "课间在走廊推搡，已制止"}
    return await school.files("乔木", "bullying_inquiry", found_on=school.day(), **known)


async def test_an_inquiry_is_finished_within_ten_days_or_the_principal_hears_of_it(school):
    request = await bullying(school)
    await school.does(request, "guardians", "温若谷", told="both")
    await school.passes(days=10, hours=12)
    assert "应北辰" not in await school.told(Reason.LATE)
    await school.passes(hours=12)
    assert "应北辰" in await school.told(Reason.LATE)
    assert len(await school.entries("bullying_late")) == 1


async def test_what_is_serious_goes_to_the_police_and_the_education_office(school):
    request = await bullying(school)
    await school.does(request, "guardians", "温若谷", told="both")
    await school.does(
        request, "inquiry", "温若谷", verdict="serious", measures="停课反省，签保证"
    )
    assert await school.waits(request) == ["authority"]
    await school.does(request, "authority", "裴云旗", reported="派出所，接报人已登记")
    (entry,) = await school.entries("bullying")
    assert cells(school, "bullying", entry)["是否10日内完成"] == "是"


async def fight(school: Case) -> Request:
    """乔木 asks for the footage of a fight in 餐厅."""
    start = school.clock.now() - timedelta(days=1)
    return await school.files(
        "乔木",
        "footage",
        reason="bullying",
        zones=["B-Z06"],
        span={"from": start.isoformat(), "to": (start + timedelta(hours=1)).isoformat()},
        content="看谁先动手",
        purpose="核实冲突经过",
        parties=["G1-03-17"],
        viewers=[{"id": "", "name": "乔木"}],
        flags=["sensitive_matter"],
        copy=False,
    )


async def withdrawn(school: Case, request: Request) -> None:
    await school.acts(lambda w, o: deciding.withdraw(w, o, called(o, "乔木"), request.id))


async def refused(school: Case, request: Request) -> None:
    def act(work: Work, office: Office) -> None:
        one = requests.load(work, request.id)
        by = office.directory[one.open_seats[0].persons[0]]
        no = {"verdict": Verdict.REJECT, "reason": "时间不明，无法查找"}
        deciding.decide(work, office, by, one.id, token=one.token, **no)

    await school.acts(act)


@pytest.mark.parametrize("ends", [withdrawn, refused])
async def test_an_inquiry_is_owed_whatever_becomes_of_the_footage(school, ends):
    request = await fight(school)
    await school.passes(minutes=5)
    await ends(school, request)
    assert "inquiry_begun" in await school.waits(request)
    await school.passes(days=1, hours=1)
    assert "裴云旗" in await school.told(Reason.LATE)  # 温若谷 has not begun it

    await school.passes(days=2)
    known = await school.acts(lambda work, office: begun_from(work, office, request))
    students = {"students": ["G1-03-17"], "purpose": "餐厅内推搡，两名学生在场"}
    inquiry = await school.files("温若谷", "bullying_inquiry", **{**known, **students})
    await school.does(request, "inquiry_begun", "温若谷", number=inquiry.number)
    assert "inquiry_begun" not in await school.waits(request)

    await school.does(inquiry, "guardians", "温若谷", told="both")
    await school.passes(days=6)
    assert not await school.entries("bullying_late")
    await school.passes(days=2)  # ten days from the request, not from the day it was begun
    assert len(await school.entries("bullying_late")) == 1


def begun_from(work: Work, office: Office, request: Request) -> dict[str, Any]:
    """What stands in the form when 温若谷 taps 启动欺凌调查."""
    kind = tasking.kind_of(office, request).task("inquiry_begun")
    form = office.kind(kind.begins).form
    case = tasking.case_of(work, requests.peek(work, request.id))
    return carrying_out.to_begin(office, case, kind, form)


async def test_a_request_undone_at_once_asked_for_no_inquiry(school):
    request = await fight(school)
    await withdrawn(school, request)
    assert await school.waits(request) == []


async def test_footage_of_bullying_is_not_closed_before_its_inquiry_is_begun(school):
    task = school.pack.kinds["footage"].task("inquiry_begun")
    assert task.required
    assert task.opens == "filed"
