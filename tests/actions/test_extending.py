"""More is asked for while the footage is looked at: approved, refused, taken back, overtaken."""

from dataclasses import replace
from typing import Any

import pytest

from bot.actions import deciding, extending, finding, watching
from bot.actions.office import Office
from bot.approvals.extension import WHY, ExtensionOpen, NoExtension, NotViewing
from bot.approvals.request import Request, State, Verdict
from bot.approvals.scope import scope_of
from bot.approvals.sight import Sight
from bot.approvals.walking import settled
from bot.followup.guards import OutsideScope
from bot.followup.task import NotYourTask
from bot.notices import Reason
from sandbox.clock import PushedClock
from storage import requests
from storage.store import Store, Work
from tests.actions.kinds import Case, called

DAY = "2026-11-20"
OLD = {"from": f"{DAY}T12:00:00+08:00", "to": f"{DAY}T12:40:00+08:00"}
LONGER = {"from": f"{DAY}T12:40:00+08:00", "to": f"{DAY}T13:20:00+08:00"}
NEW = {"from": OLD["from"], "to": LONGER["to"]}
FORM: dict[str, Any] = {
    "for_student": False,
    "reason": "loss",
    "zones": ["B-Z06"],
    "span": OLD,
    "content": "看谁拿走了三号桌上的黑色书包",
    "purpose": "书包放在餐桌上不见了，需要确认去向",
    "parties": ["谢折桂"],
    "copy": False,
    "viewing_room": "south_gate",
    "undertaking": True,
}
REPORT: dict[str, Any] = {"result": "found", "crime": False}


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def viewing(school: Case) -> Request:
    """科任老师甲 lost a bag; he sits in the control room and 值班员甲 shows him the footage."""
    me = await school.person("科任老师甲")
    case = await school.approved("科任老师甲", "footage", **FORM, viewers=[me])
    await school.does(case, "appointment", "值班员甲", when="now")
    await school.does(case, "undertaking", signed="yes")
    await school.does(case, "check_in", "值班员甲", viewers=[me], identified=True)
    return await now(school, case)


async def asks(school: Case, case: Request, who: str = "值班员甲", **more: Any) -> Request:
    wanted = {"span": LONGER, WHY: "拿包的人那时还没离开", **more}
    return await school.acts(
        lambda work, office: extending.ask(work, office, called(office, who), case.id, wanted)
    )


async def now(school: Case, case: Request) -> Request:
    return await school.acts(lambda work, _: requests.peek(work, case.id))


async def settles(school: Case, asked: Request, verdict: Verdict) -> Request:
    def act(work: Work, office: Office) -> Request:
        one = requests.load(work, asked.id)
        by = office.directory[one.open_seats[0].persons[0]]
        return deciding.decide(
            work,
            office,
            by,
            one.id,
            token=one.token,
            verdict=verdict,
            reason="时段过长，不必要",
        )

    return await school.acts(act)


async def records(school: Case, case: Request, span: dict[str, str]) -> Request:
    return await school.does(case, "viewing", "值班员甲", **REPORT, span=span)


@pytest.mark.shows(Reason.PROGRESSED)
async def test_the_last_approver_widens_it_and_the_book_says_so(school: Case) -> None:
    case = await viewing(school)
    asked = await asks(school, case)
    assert asked.number != case.number
    assert [s.seats[0].role for s in asked.chain.steps] == ["vice_principal"]
    with pytest.raises(OutsideScope):
        await records(school, case, NEW)
    await school.signs(asked)
    assert (await now(school, asked)).state is State.CLOSED
    assert scope_of(await now(school, case)).limits["span"] == NEW
    await records(school, case, NEW)
    (entry,) = await school.entries("retrieval")
    assert asked.number in entry.data["remarks"]
    assert "裴云旗" in entry.data["remarks"]
    assert entry.data["form"]["span"] == NEW
    assert "值班员甲" in await school.ears.heard(Reason.PROGRESSED)


async def test_another_owner_needs_everybody(school: Case) -> None:
    asked = await asks(school, await viewing(school), zones=["B-Z08"])
    assert len(asked.chain.steps) == 3


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
async def test_without_approval_nothing_changes(school: Case, end: str) -> None:
    case = await viewing(school)
    asked = await asks(school, case)
    if end == "refused":
        await settles(school, asked, Verdict.REJECT)
    else:
        await school.acts(
            lambda work, office: deciding.withdraw(
                work, office, called(office, "科任老师甲"), asked.id
            )
        )
    after = await now(school, case)
    assert scope_of(after) == scope_of(case)
    with pytest.raises(OutsideScope):
        await records(school, case, NEW)
    assert "值班员甲" in await school.told(Reason.PROGRESSED)
    await asks(school, case)  # and one may ask again
    await records(school, case, OLD)


async def test_a_viewing_that_ends_first_calls_it_off(school: Case) -> None:
    case = await viewing(school)
    asked = await asks(school, case)
    await records(school, case, OLD)
    assert (await now(school, asked)).state is State.WITHDRAWN
    assert (await now(school, case)).extension == 0
    assert not (await now(school, case)).extended


async def test_a_returned_one_is_sent_on_with_other_wishes(school: Case) -> None:
    case = await viewing(school)
    asked = await asks(school, case, zones=["B-Z08"])
    await settles(school, asked, Verdict.RETURN)
    less = {"span": LONGER, WHY: "只要再看四十分钟"}
    amended = await school.acts(
        lambda work, office: extending.amend(
            work, office, called(office, "科任老师甲"), asked.id, less
        )
    )
    assert len(amended.chain.steps) == 1
    await school.signs(amended)
    assert scope_of(await now(school, case)).limits["span"] == NEW
    assert scope_of(await now(school, case)).zones == ("B-Z06",)


async def test_one_at_a_time_and_only_by_those_who_look(school: Case) -> None:
    case = await viewing(school)
    for stranger in ("科任老师乙", "雷默言"):
        with pytest.raises(NotYourTask):
            await asks(school, case, stranger)
    await asks(school, case, "科任老师甲")
    with pytest.raises(ExtensionOpen):
        await asks(school, case)


async def test_nothing_is_widened_before_or_after_the_viewing(school: Case) -> None:
    me = await school.person("科任老师甲")
    case = await school.approved("科任老师甲", "footage", **FORM, viewers=[me])
    with pytest.raises(NotViewing):
        await asks(school, case)
    seen = await viewing(school)
    await records(school, seen, OLD)
    with pytest.raises(NotViewing):
        await asks(school, seen)


async def test_who_carries_it_out_is_not_told_who_is_concerned(school: Case) -> None:
    """值班员甲 asked, but the parties are for those who sign."""
    asked = await asks(school, await viewing(school))

    def sees(work: Work, office: Office) -> Sight:
        return finding.sees(work, office, called(office, "值班员甲"), asked)

    assert await school.acts(sees) is Sight.CASE


async def test_a_school_without_the_switch_knows_no_extension(school: Case) -> None:
    case = await viewing(school)
    without = {k: v for k, v in school.pack.switches.items() if k != "extension"}
    school.rules = replace(school.rules, pack=replace(school.pack, switches=without))
    with pytest.raises(NoExtension):
        await asks(school, case)


# -- what is added may be overwritten meanwhile ----------------------------------------------------


async def test_what_is_added_is_held_while_it_is_decided(school: Case) -> None:
    asked = await asks(school, await viewing(school))
    assert await school.waits(asked) == ["hold"]
    await school.does(asked, "hold", "值班员甲", method="locked")
    await school.signs(asked)
    assert (await now(school, asked)).state is State.CLOSED
    assert await school.waits(asked) == []


async def test_the_lock_of_an_addition_is_taken_off_with_its_case(school: Case) -> None:
    """Nobody had locked what 科任老师甲 asked for first; what was added was."""
    case = await viewing(school)
    asked = await asks(school, case)
    await school.does(asked, "hold", "值班员甲", method="locked")
    await school.signs(asked)
    assert await school.acts(lambda work, _: watching.look(work, school.rules)) == []
    assert "release" not in await school.waits(case)
    await records(school, case, NEW)
    assert "release" in await school.waits(case)
    await school.does(case, "release", "值班员甲", released="yes")
    assert await school.waits(case) == []
    assert await school.state(case) is State.CLOSED


async def test_an_addition_without_a_lock_leaves_none_to_take_off(school: Case) -> None:
    case = await viewing(school)
    asked = await asks(school, case)
    await school.does(asked, "hold", "值班员甲", method="no_lock")
    await school.signs(asked)
    await records(school, case, NEW)
    assert await school.waits(case) == []
    assert await school.state(case) is State.CLOSED


async def test_a_lock_is_taken_off_whose_case_ended_before_the_approval(school: Case) -> None:
    """As a restart between two steps would leave it: nothing of the case is left to widen."""
    case = await viewing(school)
    asked = await asks(school, case)
    await school.does(asked, "hold", "值班员甲", method="locked")

    def ends(work: Work, office: Office) -> None:
        requests.keep(work, settled(requests.load(work, case.id), State.REVOKED, office.now))

    await school.acts(ends)
    await school.signs(asked)
    assert await school.waits(asked) == ["release"]
    await school.does(asked, "release", "值班员甲", released="yes")
    assert await school.state(asked) is State.CLOSED


async def test_a_refused_addition_is_unlocked_again(school: Case) -> None:
    case = await viewing(school)
    asked = await asks(school, case)
    await school.does(asked, "hold", "值班员甲", method="locked")
    await settles(school, asked, Verdict.REJECT)
    assert await school.waits(asked) == ["release"]
    await school.does(asked, "release", "值班员甲", released="yes")
    assert await school.waits(asked) == []
    assert (await now(school, case)).state is State.APPROVED


async def test_nobody_holds_any_more_what_was_decided_meanwhile(school: Case) -> None:
    asked = await asks(school, await viewing(school))
    await settles(school, asked, Verdict.REJECT)
    assert await school.waits(asked) == []


async def test_the_university_widens_its_viewings_too(store: Store, clock: PushedClock) -> None:
    """Lingnan: 保卫处负责人, who signed last, agrees alone to forty minutes more."""
    here = await Case(store, clock, "lingnan").moves_in()
    viewer = await here.person("辅导员01")
    form = {
        "matter": "other",
        "reason": "vehicle",
        "zones": ["A-Z05"],
        "span": OLD,
        "content": "看清剐蹭车辆的车牌和驶离方向",
        "purpose": "车辆被剐蹭，需要确认肇事车辆",
        "seal": [{"id": 1, "name": "盖章件.png"}],
        "undertaking": True,
    }
    case = await here.approved("辅导员01", "footage", **form, viewers=[viewer])
    await here.does(case, "appointment", when="now")
    await here.does(case, "undertaking", signed="yes")
    staff = await here.person("安保人员01")
    await here.does(case, "check_in", viewers=[viewer], security=[staff], identified=True)

    def more(work: Work, office: Office) -> Request:
        wanted = {"span": LONGER, WHY: "肇事车辆那时还没有离开"}
        return extending.ask(work, office, called(office, "辅导员01"), case.id, wanted)

    asked = await here.acts(more)
    assert [s.seats[0].role for s in asked.chain.steps] == ["security_head"]
    assert await here.waits(asked) == ["hold"]
    await here.signs(asked)
    assert scope_of(await now(here, case)).limits["span"] == NEW
