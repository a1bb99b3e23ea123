"""A list exported last month does not take back what was signed this week."""

from dataclasses import replace

import pytest

from bot.actions import listing
from bot.actions.office import Office
from bot.approvals.request import State
from bot.cameras.importing import Listed
from bot.cards import Saying
from bot.people.person import Person, Post
from sandbox.clock import PushedClock
from storage import changes
from storage.store import Store, Work
from tests.actions.kinds import Case
from tests.actions.test_areas_and_posts import change, holds, owner, passed_on

PHOTO = [{"id": 1, "name": "现场.png"}]
POST, OLD, NEW = Post("custodian", "图书馆"), "监控管理专人04", "图书馆馆员01"


@pytest.fixture
async def lingnan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "lingnan").moves_in()


@pytest.fixture
async def taishan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


Told = list[tuple[str, str]]


def told(found: tuple[Saying, ...]) -> Told:
    return [(one.key.removeprefix("importing.kept_"), one.values["name"]) for one in found]


async def people_again(here: Case, listed: list[Person], *, overwrite: bool = False) -> Told:
    def imports(work: Work, office: Office) -> tuple[Saying, ...]:
        return listing.people(work, office.id, listed, overwrite=overwrite)[1]

    return told(await here.acts(imports))


async def listed_people(here: Case) -> list[Person]:
    return await here.acts(lambda _work, office: list(office.directory.persons.values()))


async def cameras_again(here: Case, listed: Listed, *, overwrite: bool = False) -> Told:
    def imports(work: Work, office: Office) -> tuple[Saying, ...]:
        return listing.cameras(work, office, listed, overwrite=overwrite)

    return told(await here.acts(imports))


async def listed_cameras(here: Case) -> Listed:
    def read(_work: Work, office: Office) -> Listed:
        places = office.places
        return Listed(tuple(places.cameras.values()), tuple(places.zones.values()))

    return await here.acts(read)


async def test_the_new_custodian_stays_until_the_list_knows_him(lingnan: Case) -> None:
    before = await listed_people(lingnan)
    asked = await change(lingnan, OLD, NEW)
    await lingnan.approved(OLD, "custodian_change", **asked)
    after = await listed_people(lingnan)
    both = [("posts", OLD), ("posts", NEW)]
    foreseen = await lingnan.acts(
        lambda work, office: listing.people_conflicts(work, office.id, before)
    )
    assert sorted(told(foreseen)) == sorted(both)
    assert sorted(await people_again(lingnan, before)) == sorted(both)
    assert await holds(lingnan, NEW, POST)
    assert not await holds(lingnan, OLD, POST)
    assert await people_again(lingnan, after) == []
    assert await people_again(lingnan, before) == []  # a newer list was there: it has its say
    assert await holds(lingnan, OLD, POST)


async def test_the_list_may_be_given_the_last_word(lingnan: Case) -> None:
    before = await listed_people(lingnan)
    asked = await change(lingnan, OLD, NEW)
    await lingnan.approved(OLD, "custodian_change", **asked)
    assert await people_again(lingnan, before, overwrite=True) == []
    assert await holds(lingnan, OLD, POST)
    assert await people_again(lingnan, before) == []


async def test_an_area_that_changed_hands_stays_with_its_new_owner(taishan: Case) -> None:
    before = await listed_cameras(taishan)
    asked = passed_on(taishan, effective=taishan.day())
    await taishan.approved("柳承砚", "zone_adjustment", **asked)
    conflicts = await cameras_again(taishan, before)
    assert conflicts
    assert {what for what, _ in conflicts} == {"owners"}
    assert await owner(taishan) == ("总务处",)
    renamed = replace(before.cameras[0], name="新名字")
    await cameras_again(taishan, Listed((renamed, *before.cameras[1:]), before.zones))
    after = await listed_cameras(taishan)
    assert after.cameras[0].name == "新名字"  # the rest of the list is heard
    assert await owner(taishan) == ("总务处",)


async def test_a_camera_taken_down_leaves_the_list_and_the_police_are_told(
    lingnan: Case,
) -> None:
    before = await listed_cameras(lingnan)
    camera = before.cameras[0]
    asked = await lingnan.approved(
        "辅导员01",
        "suspension",
        action="remove",
        project="外墙改造",
        zones=[camera.zone],
        cameras=[camera.id],
        starts=lingnan.day(),
        ends=lingnan.day(7),
    )
    await lingnan.does(asked, "begin", photo=PHOTO)
    await lingnan.does(asked, "removed", gone="removed")
    assert (
        await lingnan.state(asked) is not State.CLOSED
    )  # the police are told by this very case
    now = await listed_cameras(lingnan)
    assert [c.id for c in before.cameras if c not in now.cameras] == [camera.id]
    (noted,) = await lingnan.acts(lambda work, office: changes.unfiled(work, office.id))
    assert (list(noted.removed), noted.request) == ([camera.name], asked.id)
    assert await cameras_again(lingnan, before) == [("removed", camera.name)]
    assert await listed_cameras(lingnan) == now
