"""Areas and who answers for them: authorisations, areas that change hands, custodians, filings."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import carrying_out, chasing, granting, passing_on, taking_back
from bot.approvals.refusals import RefusedByRule, StaleCard
from bot.approvals.request import Request, State
from bot.cli.checking import _people
from bot.notices import Reason
from bot.people.person import Post
from sandbox.clock import PushedClock
from storage import journal, people, tasks
from storage.store import Store
from tests.actions.kinds import Case, called


@pytest.fixture
async def taishan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


@pytest.fixture
async def lingnan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "lingnan").moves_in()


# -- standing authorisation ------------------------------------------------------------------------


async def authorised(here: Case, *names: str, **other: object) -> Request:
    asked = {
        "zones": ["B-Z04"],
        "persons": [await here.person(name) for name in names or ("科任老师乙",)],
        "rights": "both",
        "starts": here.day(),
        "until": here.day(30),
        "purpose": "运动会期间的器材看护",
        **other,
    }
    return await here.approved("柳承砚", "standing_authorisation", **asked)


async def looks(here: Case, who: str = "科任老师乙", **other: object) -> Request:
    return await here.files(who, "footage", **{"zones": ["B-Z04"], "copy": False, **other})


async def test_no_signature_is_asked_in_the_own_area(taishan: Case) -> None:
    before = await looks(taishan)
    assert before.chain.steps
    await authorised(taishan)
    after = await looks(taishan)
    assert not after.chain.steps
    assert after.state is State.APPROVED


STILL_SIGNED = [
    {"who": "柳承砚"},  # of the department, but not named
    {"zones": ["B-Z04", "B-Z06"]},  # beyond what was granted
    {"copy": True},
    {"flags": ["sensitive_matter"]},
    {"flags": ["major_matter"]},
]


@pytest.mark.parametrize("asked", STILL_SIGNED)
async def test_an_authorisation_covers_no_more_than_it_says(taishan: Case, asked) -> None:
    await authorised(taishan)
    assert (await looks(taishan, **asked)).chain.steps


async def test_live_only_is_no_leave_to_look_at_recordings(taishan: Case) -> None:
    await authorised(taishan, rights="live")
    assert (await looks(taishan)).chain.steps


async def test_only_the_own_area_and_the_own_people(taishan: Case) -> None:
    with pytest.raises(RefusedByRule) as no:
        await authorised(taishan, zones=["B-Z06"])
    assert no.value.values["rule"] == "B-SZ"
    with pytest.raises(RefusedByRule) as no:
        await authorised(taishan, "乔木")
    assert no.value.values["rule"] == "B-SP"


async def test_it_ends_on_its_last_day(taishan: Case) -> None:
    request = await authorised(taishan)
    assert await taishan.state(request) is State.APPROVED
    await taishan.passes(days=31)
    assert await taishan.state(request) is State.CLOSED
    assert (await looks(taishan)).chain.steps
    assert await taishan.acts(lambda _work, office: granting.standing(office)) == []


async def test_it_ends_with_the_post(taishan: Case) -> None:
    await authorised(taishan)

    def moves_away(work, office):
        listed = [
            p if p.name != "科任老师乙" else _elsewhere(p)
            for p in office.directory.persons.values()
        ]
        people.replace_people(work, office.id, listed)

    await taishan.acts(moves_away)
    assert (await looks(taishan)).chain.steps


def _elsewhere(person):
    return replace(person, unit="总务处")


async def test_it_is_taken_back_by_who_could_give_it(taishan: Case) -> None:
    request = await authorised(taishan)

    async def takes_back(who: str) -> None:
        await taishan.acts(
            lambda work, office: taking_back.take_back(
                work, office, called(office, who), request.id
            )
        )

    with pytest.raises(StaleCard):
        await takes_back("雷默言")
    await takes_back("裴云旗")
    assert await taishan.state(request) is State.CLOSED
    assert await taishan.waits(request) == []
    assert (await looks(taishan)).chain.steps
    with pytest.raises(StaleCard):  # twice is once
        await takes_back("温若谷")
    kinds = await taishan.acts(
        lambda work, office: [e.kind for e in journal.entries(work, office.id)]
    )
    assert kinds.count("grant.ended") == 1


async def test_the_ledger_shows_each_department_its_own(taishan: Case) -> None:
    await authorised(taishan)
    for who, seen in (("温若谷", 1), ("柳承砚", 1), ("科任老师乙", 1), ("乔木", 0)):
        found = await taishan.acts(
            lambda _work, office, who=who: granting.seen_by(office, called(office, who))
        )
        assert len(found) == seen, who


# -- areas change hands ----------------------------------------------------------------------------


def passed_on(here: Case, **other: object) -> dict[str, object]:
    return {
        "zones": ["B-Z04"],
        "rooms": "全部",
        "from_owner": "academic",
        "to_owner": "general",
        "effective": here.day(3),
        "reason": "操场改由总务处管理",
        **other,
    }


async def test_the_new_owner_has_it_from_the_day_on(taishan: Case) -> None:
    await authorised(taishan)
    before = await looks(taishan)
    request = await taishan.approved("柳承砚", "zone_adjustment", **passed_on(taishan))
    assert await owner(taishan) == ("教务处",)
    await taishan.passes(days=3)
    assert await owner(taishan) == ("总务处",)
    assert await taishan.state(request) is State.CLOSED
    # The department's leave was for its own area; what it was given before stays as it was.
    assert (await looks(taishan)).chain.steps
    assert before.state is State.APPROVED


async def owner(here: Case) -> tuple[str, ...]:
    def read(_work, office):
        cameras = {c.owners for c in office.places.cameras_in("B-Z04")}
        assert cameras == {office.places.zones["B-Z04"].owners}
        return office.places.zones["B-Z04"].owners

    return await here.acts(read)


async def test_an_area_shared_by_two_loses_only_one_of_them(taishan: Case) -> None:
    asked = passed_on(
        taishan,
        zones=["B-Z18"],
        from_owner="grade2",
        to_owner="grade1",
        effective=taishan.day(),
    )
    await taishan.approved("谢折桂", "zone_adjustment", **asked)
    zone = await taishan.acts(lambda _work, office: office.places.zones["B-Z18"])
    assert zone.owners == ("高一级部", "高三级部")


@pytest.mark.parametrize("wrong", [{"from_owner": "general"}, {"to_owner": "academic"}])
async def test_whose_it_is_must_be_right(taishan: Case, wrong) -> None:
    with pytest.raises(RefusedByRule) as no:
        await taishan.files("柳承砚", "zone_adjustment", **passed_on(taishan, **wrong))
    assert no.value.values["rule"] == "B-ZD"


# -- custodians ------------------------------------------------------------------------------------


async def change(here: Case, old: str, new: str, **other: object) -> dict[str, object]:
    return {
        "predecessor": [await here.person(old)],
        "successor": [await here.person(new)],
        "cause": "transfer",
        "effective": here.day(),
        "handed_over": True,
        "trained": True,
        **other,
    }


async def holds(here: Case, name: str, post: Post) -> bool:
    return await here.acts(lambda _work, office: post in called(office, name).posts)


async def test_the_post_moves_on_its_day_and_the_new_one_confirms(lingnan: Case) -> None:
    post, old, new = Post("custodian", "图书馆"), "监控管理专人04", "图书馆馆员01"
    asked = await change(lingnan, old, new, effective=lingnan.day(2))
    request = await lingnan.approved(old, "custodian_change", **asked)
    assert await holds(lingnan, old, post)
    await lingnan.passes(days=2)
    assert not await holds(lingnan, old, post)
    assert await holds(lingnan, new, post)
    assert await lingnan.waits(request) == ["confirm"]
    await lingnan.does(request, "confirm", new, received="all")
    assert await lingnan.state(request) is State.CLOSED
    assert len(await lingnan.entries("filings")) == 1


async def test_keys_that_nobody_confirms_are_asked_after_again_and_again(lingnan: Case) -> None:
    asked = await change(lingnan, "监控管理专人04", "图书馆馆员01")
    await lingnan.approved("监控管理专人04", "custodian_change", **asked)
    await lingnan.passes(days=14)  # three working days, whatever holidays lie between
    await lingnan.passes(hours=73)
    late = await lingnan.told(Reason.LATE)
    assert late.count("图书馆馆员01") == 2
    assert late.count("陆岱川") == 2


async def test_who_knows_nothing_of_it_yet_is_trained(lingnan: Case) -> None:
    asked = await change(lingnan, "监控管理专人04", "图书馆馆员01", trained=False)
    request = await lingnan.approved("监控管理专人04", "custodian_change", **asked)
    assert await lingnan.waits(request) == ["confirm", "training"]


async def test_a_task_of_who_left_is_anybodys_again(lingnan: Case) -> None:
    filed = await filing(lingnan)
    await lingnan.passes(days=366)

    def taken(work, office):
        one = next(t for t in tasks.of_request(work, filed.id) if t.kind == "reconfirm")
        carrying_out.take(work, office, called(office, "监控管理专人04"), one.id)
        return one.id

    number = await lingnan.acts(taken)
    asked = await change(lingnan, "监控管理专人04", "图书馆馆员01")
    await lingnan.approved("监控管理专人04", "custodian_change", **asked)
    assert await lingnan.acts(passing_on.pass_on) == 1
    one = await lingnan.acts(lambda work, _office: tasks.peek(work, number))
    assert not one.officer
    assert "图书馆馆员01" in await lingnan.told(Reason.TASKED)
    assert await lingnan.acts(passing_on.pass_on) == 0


# -- filings ---------------------------------------------------------------------------------------


async def filing(here: Case, who: str = "监控管理专人04", **other: object) -> Request:
    asked = {
        "system": "图书馆阅览区监控系统",
        "zones": ["A-Z18"],
        "camera_count": 90,
        "custodian": [await here.person(who)],
        "retention_days": 32,
        **other,
    }
    return await here.approved(who, "unit_filing", **asked)


async def owed(here: Case) -> dict[str, tuple[str, ...]]:
    found = await here.acts(chasing.owing)
    return {one.unit: (*one.unfiled, *one.stale) for one in found}


async def test_the_workshop_was_never_filed_and_is_chased_once_a_week(lingnan: Case) -> None:
    assert await owed(lingnan) == {"机械工程学院": ("A-Z25",)}
    while lingnan.clock.now().astimezone(lingnan.rules.zone).weekday() != 2:
        lingnan.clock.push(timedelta(days=1))
    for _ in range(3):
        await lingnan.acts(lambda work, _office: chasing.chase(work, lingnan.rules))
    assert await lingnan.told(Reason.CHASED) == ["监控管理专人11", "陆岱川"]
    lingnan.clock.push(timedelta(days=7))
    await lingnan.acts(lambda work, _office: chasing.chase(work, lingnan.rules))
    assert len(await lingnan.told(Reason.CHASED)) == 4


async def test_once_filed_nobody_is_chased(lingnan: Case) -> None:
    await filing(lingnan, "监控管理专人11", zones=["A-Z25"])
    assert await owed(lingnan) == {}


async def test_others_cameras_are_not_filed(lingnan: Case) -> None:
    with pytest.raises(RefusedByRule) as no:
        await filing(lingnan, zones=["A-Z01"])
    assert no.value.values["rule"] == "A-UZ"


async def test_a_year_later_the_custodian_says_whether_it_is_still_so(lingnan: Case) -> None:
    request = await filing(lingnan)
    assert await lingnan.waits(request) == []
    await lingnan.passes(days=366)
    assert await lingnan.waits(request) == ["reconfirm"]
    await lingnan.does(request, "reconfirm", "监控管理专人04", still="same")
    assert await lingnan.state(request) is State.CLOSED
    lingnan.clock.push(timedelta(days=100))
    assert "图书馆" not in await owed(lingnan)
    lingnan.clock.push(timedelta(days=301))
    assert (await owed(lingnan))["图书馆"] == ("A-Z18",)


async def test_a_department_without_anybody_responsible_is_listed(taishan: Case) -> None:
    assert await owed(taishan) == {}

    def vacant(work, office):
        head = called(office, "尚可期")
        people.set_posts(work, office.id, head.id, [Post("grade_director", "高四级部")])

    await taishan.acts(vacant)
    found = await taishan.acts(chasing.owing)
    assert [(one.unit, one.unnamed) for one in found] == [("高四级部", True)]
    checked = await taishan.acts(
        lambda _work, office: list(_people("taishan", office.school, office.pack))
    )
    (advice,) = [one for one in checked if one.saying.key == "check.no_custodian"]
    assert advice.saying.values["unit"] == "高四级部"
