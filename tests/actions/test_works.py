"""Works on cameras: nothing begins unasked, the dark hours are known, and a picture ends them."""

from datetime import timedelta

import pytest

from bot.actions import deciding
from bot.approvals.refusals import RefusedByRule
from bot.approvals.request import Request, State
from bot.followup.guards import TooEarly
from bot.notices import Reason
from sandbox.clock import PushedClock
from storage import works
from storage.store import Store
from tests.actions.kinds import Case, called

PHOTO = [{"id": 1, "name": "现场.png"}]
CAMERAS = [f"B-Z02-C{n:02}" for n in range(1, 7)]


@pytest.fixture
async def taishan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


def renovation(here: Case, **other: object) -> dict[str, object]:
    return {
        "action": "stop",
        "project": "实验楼改造",
        "zones": ["B-Z02"],
        "cameras": CAMERAS,
        "starts": here.day(2),
        "ends": here.day(9),
        **other,
    }


async def dark(here: Case, camera: str, **later: float) -> bool:
    at = here.clock.now() + timedelta(**later)
    return bool(await here.acts(lambda work, office: works.during(work, office.id, camera, at)))


async def begun(here: Case, **other: object) -> Request:
    request = await here.approved("柳承砚", "suspension", **renovation(here, **other))
    await here.passes(days=2)
    await here.does(request, "begin", photo=PHOTO)
    return request


async def test_the_dark_hours_are_known_from_the_last_signature_on(taishan: Case) -> None:
    filed = await taishan.files("柳承砚", "suspension", **renovation(taishan))
    assert not await dark(taishan, CAMERAS[0], days=5)
    await taishan.signs(filed)
    assert await dark(taishan, CAMERAS[0], days=5)
    assert not await dark(taishan, CAMERAS[0])  # not before the first day
    assert not await dark(taishan, CAMERAS[0], days=10)  # nor after the last
    assert not await dark(taishan, "B-Z02-C07", days=5)  # nor any other camera
    windows = await taishan.acts(lambda work, office: works.unended(work, office.id))
    assert [window.camera for window in windows] == CAMERAS
    at = taishan.clock.now() + timedelta(days=5)
    assert all(window.silent(at) and not window.silent(window.ends) for window in windows)


async def test_a_whole_place_means_all_its_cameras(taishan: Case) -> None:
    asked = renovation(taishan)
    del asked["cameras"]
    await taishan.approved("柳承砚", "suspension", **asked)
    windows = await taishan.acts(lambda work, office: works.unended(work, office.id))
    assert len(windows) == 14


async def test_nothing_begins_before_its_day(taishan: Case) -> None:
    request = await taishan.approved("柳承砚", "suspension", **renovation(taishan))
    with pytest.raises(TooEarly):
        await taishan.does(request, "begin", photo=PHOTO)
    assert await taishan.waits(request) == ["begin"]


async def test_only_a_picture_ends_it(taishan: Case) -> None:
    request = await begun(taishan)
    await taishan.does(request, "restore", photo_after=PHOTO)
    with pytest.raises(RefusedByRule):
        await taishan.does(request, "picture_test", "值班员甲", picture="abnormal")
    assert await dark(taishan, CAMERAS[0], hours=1)
    await taishan.does(request, "picture_test", "值班员甲", picture="normal")
    assert not await dark(taishan, CAMERAS[0], hours=1)
    assert await taishan.state(request) is State.CLOSED


async def test_what_is_not_put_back_is_said_every_day_to_whose_it_is(taishan: Case) -> None:
    await begun(taishan)
    await taishan.passes(days=8)
    for _ in range(2):
        await taishan.passes(days=1)
    late = await taishan.told(Reason.LATE)
    # 柳承砚 asked for it and is the one responsible for 教务处's cameras.
    assert late.count("雷默言") == 3
    assert late.count("柳承砚") == 3
    assert "计春生" not in late  # answers for another department's


@pytest.mark.parametrize("action", ["move", "remove"])
async def test_the_police_filing_follows_whatever_moved(taishan: Case, action: str) -> None:
    request = await begun(taishan, action=action)
    if action == "remove":
        await taishan.does(request, "removed", "值班员甲", gone="removed")
    else:
        await taishan.does(request, "restore", photo_after=PHOTO)
        await taishan.does(request, "picture_test", "值班员甲", picture="normal")
    assert await taishan.waits(request) == ["police_amendment"]
    await taishan.does(request, "police_amendment", "温若谷", filed_on=taishan.day())
    assert await taishan.state(request) is State.CLOSED


async def test_works_that_are_called_off_darken_nothing(taishan: Case) -> None:
    request = await taishan.approved("柳承砚", "suspension", **renovation(taishan))
    await taishan.acts(
        lambda work, office: deciding.withdraw(
            work, office, called(office, "柳承砚"), request.id
        )
    )
    assert not await dark(taishan, CAMERAS[0], days=5)
    assert await taishan.waits(request) == []
