"""Who passed a training, until when it holds, and what follows when it runs out."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.actions import carrying_out, qualifying
from bot.actions.office import Office
from bot.actions.qualifying import Lapsing, later
from bot.approvals.request import Request
from bot.cards import Card
from bot.followup.guards import NotTrained, TrainingOver
from bot.notices import Reason
from bot.writing import card_for
from sandbox.clock import PushedClock
from storage import people, qualifications, tasks
from storage.store import Store, Work
from tests.actions.kinds import Case, called
from tests.actions.test_extending import viewing
from tests.actions.test_faults import cells
from tests.actions.test_looking import said, scene
from tests.packs.test_shipped import switched

TWO = ("值班员甲", "值班员乙")


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def trains(here: Case, *signed: str, form: str = "training", **result: object) -> Request:
    """Two are named, these sign in, and the result is entered."""
    two = [await here.person(name) for name in TWO]
    now = here.clock.now().astimezone(here.rules.zone)
    request = await here.files(
        "雷默言",
        "training",
        form=form,
        topic="录像机锁定与回放操作",
        trainers=[await here.person("监控管理员甲")],
        held_at=now.isoformat(),
        attendees=two,
    )
    for name in signed:
        await signs_in(here, request, name)
    return await here.does(request, "result", "雷默言", **(result or {"result": "passed"}))


async def signs_in(here: Case, request: Request, name: str) -> None:
    def act(work: Work, office: Office) -> None:
        by = called(office, name)
        own = (t for t in tasks.of_request(work, request.id) if t.kind == "sign_in")
        carrying_out.record(work, office, by, next(t.id for t in own if t.person == by.id), {})

    await here.acts(act)


async def known(here: Case) -> dict[str, date]:
    def read(work: Work, office: Office) -> dict[str, date]:
        found = qualifications.of_school(work, office.id)
        return {office.directory[person].name: day for person, day in found.items()}

    return await here.acts(read)


async def rings(here: Case) -> list[str]:
    """Who is told because of it, this time."""
    before = len(await here.told(Reason.CHASED))
    await here.acts(lambda work, _office: qualifying.remind(work, here.rules))
    return (await here.told(Reason.CHASED))[before:]


async def lapsing(here: Case) -> list[Lapsing]:
    return await here.acts(qualifying.lapsing)


async def shown(here: Case, reader: str, about: str) -> Card | None:
    def write(work: Work, office: Office) -> Card | None:
        who = called(office, about.partition("/")[2]).id if "/" in about else ""
        subject = f"training/{who}" if who else about
        return card_for(scene(work, office, called(office, reader)), subject)

    return await here.acts(write)


@pytest.mark.parametrize(
    ("day", "more", "then"),
    [
        ("2026-03-15", 12, "2027-03-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_months_later(day, more, then):
    assert later(date.fromisoformat(day), more) == date.fromisoformat(then)


async def test_whoever_signed_in_and_passed_holds_it_for_a_year(school):
    await trains(school, "值班员甲")
    year = later(date.fromisoformat(school.day()), 12)
    assert await known(school) == {"值班员甲": year}
    (entry,) = await school.entries("training")
    assert str(year.year) in cells(school, "training", entry)["有效期至"]


async def test_those_named_as_passed_until_the_day_named(school):
    passed = [await school.person("值班员乙")]
    day = school.day(90)
    await trains(school, "值班员甲", result="some", passed=passed, valid_until=day)
    assert await known(school) == {"值班员乙": date.fromisoformat(day)}


async def test_a_drill_qualifies_nobody(school):
    await trains(school, "值班员甲", form="drill", result="drilled")
    assert await known(school) == {}
    assert await lapsing(school) == []


async def test_the_later_training_counts(school):
    await trains(school, "值班员甲", result="passed", valid_until=school.day(20))
    await trains(school, "值班员甲", result="passed", valid_until=school.day(200))
    assert await known(school) == {"值班员甲": date.fromisoformat(school.day(200))}
    assert await lapsing(school) == []


async def test_a_month_before_and_when_it_is_over_each_once(school):
    """The keepers read the list once a week as long as somebody stands on it."""
    await trains(school, "值班员甲", result="passed", valid_until=school.day(37))
    keepers = {"雷默言", "温若谷"}
    assert await rings(school) == []
    school.clock.push(timedelta(days=7))
    first = await rings(school)
    assert first.count("值班员甲") == 1
    assert await rings(school) == []
    school.clock.push(timedelta(days=7))
    assert set(await rings(school)) == keepers
    school.clock.push(timedelta(days=23))
    assert "值班员甲" not in await rings(school)
    school.clock.push(timedelta(days=1))
    assert "值班员甲" in await rings(school)
    school.clock.push(timedelta(days=7))
    assert set(await rings(school)) == keepers


async def test_the_cards_say_what_is_true_when_they_are_read(school):
    await trains(school, "值班员甲", "值班员乙", result="passed", valid_until=school.day(10))
    mine = await shown(school, "值班员甲", "training/值班员甲")
    assert await shown(school, "值班员乙", "training/值班员甲") is None
    assert await shown(school, "值班员乙", "training") is None
    assert mine
    assert mine.title == "岗位培训快到期了"
    assert "第五条第1款" in " ".join(said(mine))
    school.clock.push(timedelta(days=12))
    all_ = await shown(school, "雷默言", "training")
    assert all_
    assert all_.title == "岗位培训：2 人到期或即将到期"
    assert "已于" in all_.body[0]
    assert "过期" in all_.body[0]
    (row,) = all_.buttons
    assert row[0].typed == "培训演练"
    await trains(school, "值班员甲", "值班员乙")
    assert await shown(school, "值班员甲", "training/值班员甲") is None
    assert await shown(school, "雷默言", "training") is None


async def test_who_left_the_school_is_not_chased(school):
    await trains(school, "值班员甲", result="passed", valid_until=school.day(10))

    def leaves(work: Work, office: Office) -> None:
        others = [p for p in office.directory.persons.values() if p.name != "值班员甲"]
        people.replace_people(work, office.id, others)

    await school.acts(leaves)
    assert await rings(school) == []


# ------------------------------------------------------------------ the guard


async def strict(here: Case, folder: Path) -> Case:
    pack = switched(here.pack.id, folder, operator_training=("false", "true"))
    here.pack, here.rules = pack, replace(here.rules, pack=pack)
    return here


async def test_a_viewing_waits_for_somebody_trained(school, tmp_path):
    await strict(school, tmp_path)
    case = await viewing(school)
    with pytest.raises(NotTrained) as no:
        await school.does(case, "viewing", "值班员甲", result="found")
    assert no.value.values["article"] == "第五条第1款"
    await trains(school, "值班员甲", result="passed", valid_until=school.day(2))
    await school.does(case, "viewing", "值班员甲", result="found", span=case.answers["span"])


async def test_he_hears_of_it_before_he_takes_it(school, tmp_path):
    await strict(school, tmp_path)
    await trains(school, "值班员甲", result="passed", valid_until=school.day(2))
    school.clock.push(timedelta(days=3))
    case = await viewing(school)

    def takes(work: Work, office: Office) -> None:
        one = next(t for t in tasks.of_request(work, case.id) if t.kind == "viewing")
        carrying_out.take(work, office, called(office, "值班员甲"), one.id)

    with pytest.raises(TrainingOver):
        await school.acts(takes)


async def test_where_it_is_wanted_the_keepers_read_who_was_never_trained(school, tmp_path):
    assert await lapsing(school) == []
    await strict(school, tmp_path)
    await trains(school, "值班员甲")
    never = [one.person.name for one in await lapsing(school)]
    assert "值班员乙" in never
    assert "值班员甲" not in never


async def test_the_university_keeps_it_too(store: Store, clock: PushedClock, tmp_path: Path):
    campus = await strict(await Case(store, clock, "lingnan").moves_in(), tmp_path)
    never = {one.person.name for one in await lapsing(campus)}
    assert never == {"宁拾叶", "左丘禾", "端木青"}
    assert set(await rings(campus)) == {*never, "陆岱川"}
