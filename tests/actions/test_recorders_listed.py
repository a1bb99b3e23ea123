"""A recorder or a switch in the camera list is no camera: nobody counts, asks for or files it."""

from dataclasses import replace

import pytest

from bot.actions import listing, retaining
from bot.actions.office import Office
from bot.cameras.importing import Listed
from bot.cameras.zone import Camera
from bot.writing.worlds import world_of
from sandbox.clock import PushedClock
from storage import changes
from storage.store import Store, Work
from tests.actions.kinds import Case, called

NEW = Camera(
    id="NVR-09",
    name="九号录像机",
    zone="B-Z06",
    owners=(),
    address="192.0.2.200",
    retention_days=1,
    flags=("recorder",),
)


@pytest.fixture
async def taishan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


def everything(office: Office) -> Listed:
    places = office.places
    rows = (*places.devices.values(), *places.cameras.values())
    return Listed(rows, tuple(places.zones.values()))


async def counted(here: Case) -> dict[str, object]:
    """What the rest of the product makes of the list."""

    def look(work: Work, office: Office) -> dict[str, object]:
        world = world_of(office, called(office, "乔木"), "zh")
        return {
            "cameras": len(office.places.cameras),
            "of the canteen": [c.id for c in office.places.cameras_in("B-Z06")],
            "to choose from": len(world.cameras_of(tuple(office.places.zones))),
            "kept too short": [one.recorder for one in retaining.short(office)],
            "owners": {o for c in office.places.cameras.values() for o in c.owners},
            "not filed with the police": changes.unfiled(work, office.id),
        }

    return await here.acts(look)


async def test_a_new_recorder_changes_no_number(taishan: Case) -> None:
    before = await counted(taishan)
    assert (before["cameras"], before["to choose from"]) == (222, 222)
    assert before["kept too short"] == ["NVR-05", "NVR-07"]

    def imports(work: Work, office: Office) -> None:
        known = everything(office)
        listing.cameras(work, office, replace(known, cameras=(NEW, *known.cameras)))

    await taishan.acts(imports)
    assert await taishan.acts(lambda _w, office: "NVR-09" in office.places.devices)
    assert await counted(taishan) == before


async def test_a_camera_marked_as_a_recorder_by_mistake_would_be_missed(taishan: Case) -> None:
    """The same list with one camera more a recorder: everything that counts notices."""
    before = await counted(taishan)

    def imports(work: Work, office: Office) -> None:
        known = everything(office)
        rows = [
            replace(c, flags=("recorder",)) if c.id == "B-Z06-C01" else c for c in known.cameras
        ]
        listing.cameras(work, office, replace(known, cameras=tuple(rows)))

    await taishan.acts(imports)
    after = await counted(taishan)
    assert after["cameras"] == 221
    assert after["to choose from"] == 221
    assert after["of the canteen"] == before["of the canteen"][1:]
    (change,) = after["not filed with the police"]
    assert list(change.removed) == ["餐厅一楼东区1号"]
