"""The places of a school, with what hangs there."""

import pytest

from bot.cameras.zone import Camera, Places, Zone


def camera(id_: str, zone: str, *flags: str) -> Camera:
    return Camera(id=id_, name=id_, zone=zone, owners=("public",), flags=flags)


@pytest.mark.parametrize(
    "flags, sees",
    [
        ((), True),
        (("paper_room",), True),
        (("recorder",), False),
        (("switch",), False),
        (("paper_room", "switch"), False),
    ],
)
def test_recorders_and_switches_see_nothing(flags, sees):
    assert camera("c", "z", *flags).sees is sees


def test_a_place_has_its_cameras_in_the_order_of_the_list():
    places = Places(
        [Zone(id="gate", name="校门"), Zone(id="yard", name="操场")],
        [
            camera("c2", "gate"),
            camera("nvr", "gate", "recorder"),
            camera("c1", "gate"),
            camera("lost", "attic"),
        ],
    )
    assert [c.id for c in places.cameras_in("gate")] == ["c2", "c1"]
    assert places.cameras_in("yard") == places.cameras_in("cellar") == ()
    assert [c.id for c in places.cameras_in("attic")] == ["lost"]  # of no known zone
    assert list(places.zones) == ["gate", "yard"]
    assert list(places.cameras) == ["c2", "c1", "lost"]
    assert list(places.devices) == ["nvr"]
