"""What is played for one school as a story holds at the other: clauses of both, side by side."""

from datetime import datetime, timedelta

import pytest

from bot.approvals.policy import SHIPPED, named
from bot.approvals.request import Request, State
from bot.followup.guards import TooEarly
from bot.notices import Reason
from sandbox.clock import PushedClock
from storage import works
from storage.store import Store
from tests.actions.kinds import Case

PHOTO = [{"id": 1, "name": "现场.png"}]


@pytest.fixture
async def lingnan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "lingnan").moves_in()


@pytest.fixture(params=["lingnan", "taishan"])
async def here(store: Store, clock: PushedClock, request: pytest.FixtureRequest) -> Case:
    return await Case(store, clock, request.param).moves_in()


def roles(request: Request) -> list[str]:
    return [seat.role for step in request.chain.steps for seat in step.seats]


# -- who comes in, and what goes dark: 第十五条, 第七条 of the university -------------------------


async def test_whoever_comes_in_is_let_in_by_security_and_stamped(lingnan: Case) -> None:
    now = lingnan.clock.now().astimezone(lingnan.rules.zone)
    asked = await lingnan.files(
        "班一",
        "room_entry",
        visitors=[{"id": "", "name": "张工"}],
        planned={"from": now.isoformat(), "to": (now + timedelta(hours=1)).isoformat()},
        purpose="检修交换机电源",
    )
    assert roles(asked) == ["security_head"]
    assert await lingnan.waits(asked) == []  # nobody is let in before the signature
    await lingnan.signs(asked)
    await lingnan.does(asked, "enter", result="entered")
    lingnan.clock.push(timedelta(minutes=20))
    await lingnan.does(asked, "leave", left="left")
    (entry,) = await lingnan.entries("room_entry")
    assert entry.data["approvers"] == ["陆岱川"]
    came, left = (datetime.fromisoformat(entry.data[key]) for key in ("in", "out"))
    assert left - came >= timedelta(minutes=20)


async def test_a_camera_goes_dark_only_in_its_approved_days(lingnan: Case) -> None:
    asked = await lingnan.approved(
        "辅导员01",
        "suspension",
        action="stop",
        project="道路维修",
        zones=["A-Z05"],
        cameras=["A-Z05-C001"],
        starts=lingnan.day(2),
        ends=lingnan.day(9),
    )
    with pytest.raises(TooEarly):
        await lingnan.does(asked, "begin", photo=PHOTO)
    await lingnan.passes(days=2)
    await lingnan.does(asked, "begin", photo=PHOTO)
    assert await dark(lingnan, "A-Z05-C001")
    assert not await dark(lingnan, "A-Z05-C002")
    await lingnan.does(asked, "restore", photo_after=PHOTO)
    await lingnan.does(asked, "picture_test", picture="normal")
    assert not await dark(lingnan, "A-Z05-C001", hours=1)
    assert await lingnan.state(asked) is State.CLOSED


async def dark(case: Case, camera: str, **later: float) -> bool:
    at = case.clock.now() + timedelta(**later)
    return bool(await case.acts(lambda work, office: works.during(work, office.id, camera, at)))


# -- what was done wrong, and what was broken -----------------------------------------------------

WITNESS = {"lingnan": "班一", "taishan": "值班员甲"}


async def test_a_violation_is_handed_to_the_police_and_entered(here: Case) -> None:
    found = await here.files(
        WITNESS[here.rules.school],
        "violation",
        category="switched_off",
        found_at=here.clock.now().isoformat(),
        unit="某单位",
        purpose="擅自关闭了一台录像机，时间约两小时",
        evidence="设备日志第12页",
    )
    assert await here.waits(found) == ["outcome"]
    police = {"result": "police", "police_ref": "区公安分局（演示）第1号"}
    await here.does(found, "outcome", **police, remarks="已移交公安机关处理")
    await here.does(found, "close", verdict="agree")
    assert await here.state(found) is State.CLOSED
    (entry,) = await here.entries("violations")
    assert entry.data["tasks"]["outcome"]["police_ref"] == police["police_ref"]


async def test_what_was_broken_is_paid_for_and_entered(here: Case) -> None:
    teacher, place = {"lingnan": ("辅导员01", "A-Z05"), "taishan": ("乔木", "B-Z06")}[
        here.rules.school
    ]
    found = await here.files(
        teacher,
        "damage_report",
        zones=[place],
        found_at=here.clock.now().isoformat(),
        what="damaged",
        purpose="摄像头被车辆撞坏",
        suggestion="联系车主",
        estimate=1200,
        files=PHOTO,
    )
    await here.does(found, "handle", result="compensated", amount=1100, remarks="已照价赔偿")
    await here.does(found, "close", verdict="agree")
    assert await here.state(found) is State.CLOSED
    (entry,) = await here.entries("damage")
    assert entry.data["tasks"]["handle"]["amount"] == 1100


# -- an ordinary new point -------------------------------------------------------------------------


async def test_an_ordinary_point_is_a_project_in_a_budget_before_it_hangs(here: Case) -> None:
    filer, place = {"lingnan": ("辅导员01", "A-Z05"), "taishan": ("柳承砚", "B-Z14")}[
        here.rules.school
    ]
    asked = await here.approved(
        filer,
        "new_camera",
        track="normal",
        zones=[place],
        point="出口立柱",
        zone_kind="road",
        aim="public_safety",
        purpose="此处没有监控，夜间常有车辆剐蹭",
        count=1,
        sign="您已进入公共视频监控区域",
        neighbour="none",
        budget="unit",
        files=PHOTO,
    )
    project = {"result": "approved", "project_no": "2026-17", "project_on": here.day()}
    assert await here.waits(asked) == ["project"]
    await here.does(asked, "project", **project)
    assert await here.waits(asked) == ["budget"]
    await here.does(asked, "budget", year=2027, amount=3800, budget_on=here.day())
    assert await here.waits(asked) == ["acceptance"]


# -- what a form does not let anybody leave out ----------------------------------------------------


def test_damage_at_taishan_comes_with_a_first_suggestion() -> None:
    form = named("k12_ta_2024").kinds["damage_report"].form
    assert form is not None
    (suggestion,) = [field for field in form.fields if field.key == "suggestion"]
    assert suggestion.required
    assert suggestion.article == "第七条第7款"


@pytest.mark.parametrize("pack", SHIPPED)
def test_the_rules_of_the_room_are_ticked_before_anybody_goes_in(pack: str) -> None:
    form = named(pack).kinds["room_entry"].form
    assert form is not None
    (rules,) = [field for field in form.fields if field.key == "undertaking"]
    assert rules.at_least == 1  # only a yes is taken
    assert "易燃" in rules.ask.zh


# -- who is to know: 第十六条 of the university ------------------------------------------------


async def test_security_is_told_of_approved_dormitory_footage_and_need_not_sign(
    lingnan: Case,
) -> None:
    span = {"from": f"{lingnan.day(-1)}T22:30+08:00", "to": f"{lingnan.day(-1)}T23:10+08:00"}
    asked = await lingnan.files(
        "辅导员01",
        "footage",
        zones=["A-Z15"],
        span=span,
        matter="student_affairs",
        viewers=[await lingnan.person("辅导员01")],
        seal=[{"id": 1, "name": "审批单.pdf"}],
    )
    assert "security_head" not in roles(asked)
    assert await lingnan.told(Reason.INFORMED) == []
    approved = await lingnan.signs(asked)
    assert await lingnan.told(Reason.INFORMED) == ["陆岱川"]
    (knows,) = approved.informed
    assert (knows.by, knows.read_at) == ("", None)
