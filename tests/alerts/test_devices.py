"""A source calls a device what it likes; the school's list knows it by one id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cameras.devices import Devices
from bot.cameras.zone import Camera, Places, Zone


def camera(id_: str, *, name: str = "", flags: tuple[str, ...] = (), **where: str) -> Camera:
    return Camera(
        id=id_, name=name or id_, zone="B-Z06", owners=("总务处",), flags=flags, **where
    )


CANTEEN = Places(
    [Zone(id="B-Z06", name="餐厅")],
    [
        camera("SW-1", name="餐厅交换机", flags=("switch",), parent="SW-CORE"),
        camera("NVR-03", name="三号录像机", flags=("recorder",), address="10.20.0.3"),
        camera(
            "B-Z06-C01",
            name="餐厅东门",
            recorder="NVR-03",
            parent="SW-1",
            address="rtsp://10.20.3.11:554/1",
        ),
        camera("B-Z06-C02", recorder="NVR-03", parent="SW-1", address="NVR-03#7"),
        camera("B-Z06-C03", recorder="NVR-03", address="10.20.3.13:8000"),
    ],
)
DEVICES = Devices(CANTEEN)


@pytest.mark.parametrize(
    ("device", "channel", "found"),
    [
        ("B-Z06-C01", "", "B-Z06-C01"),
        (" b-z06-c01 ", "", "B-Z06-C01"),
        ("餐厅东门", "", "B-Z06-C01"),
        ("B-Z06-C01 餐厅东门", "", "B-Z06-C01"),
        ("10.20.3.11", "", "B-Z06-C01"),
        ("http://10.20.3.11/", "", "B-Z06-C01"),
        ("10.20.3.13:8000", "", "B-Z06-C03"),
        ("NVR-03", "7", "B-Z06-C02"),
        ("10.20.0.3", "7", "B-Z06-C02"),
        ("NVR-03", "9", "NVR-03"),
        ("三号录像机", "", "NVR-03"),
        ("sw-core", "", "SW-CORE"),
        ("10.20.9.9", "", ""),
        ("", "", ""),
        ("http://[", "", ""),
    ],
)
def test_it_is_found_by_whatever_it_is_called(device: str, channel: str, found: str) -> None:
    assert DEVICES.find(device, channel) == found


def test_what_hangs_behind_a_switch_hangs_behind_its_switch_too() -> None:
    assert DEVICES.above("B-Z06-C01") == ("SW-1", "NVR-03", "SW-CORE")
    assert DEVICES.behind("SW-CORE") == ("B-Z06-C01", "B-Z06-C02")
    assert DEVICES.behind("B-Z06-C03") == ("B-Z06-C03",)
    assert set(CANTEEN.cameras) == {"B-Z06-C01", "B-Z06-C02", "B-Z06-C03"}
    assert CANTEEN.cameras_in("B-Z06") == tuple(CANTEEN.cameras.values())


links = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


@given(links)
def test_above_and_behind_say_the_same_even_where_the_list_runs_in_a_ring(
    hung: list[tuple[int, int]],
) -> None:
    parents = {f"D{low}": f"D{high}" for low, high in hung}
    devices = Devices(
        Places([], [camera(id_, parent=parent) for id_, parent in parents.items()])
    )
    for id_ in parents:
        above = devices.above(id_)
        assert id_ not in above
        assert len(set(above)) == len(above)
        assert all(id_ in devices.behind(parent) for parent in above)
