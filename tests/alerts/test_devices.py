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
        camera(
            "NVR-03", name="三号录像机", flags=("recorder",), address="10.20.0.3", parent="SW-2"
        ),
        camera(
            "B-Z06-C01",
            name="餐厅东门",
            recorder="NVR-03",
            parent="SW-1",
            address="rtsp://10.20.3.11:554/1",
        ),
        camera("B-Z06-C02", recorder="NVR-03", parent="SW-1", address="NVR-03#7"),
        camera("B-Z06-C03", recorder="NVR-03", address="10.20.3.13:8000"),
        camera("B-Z06-C04", recorder="NVR-03", address="10.20.3.13:8001"),
        camera("NVR-05", flags=("recorder",), address="10.20.0.5:8000"),
        camera("NVR-06", flags=("recorder",), address="10.20.0.5:8001"),
        camera("B-Z06-C07", recorder="NVR-06", address="NVR-06#2"),
        # NVR-09 has no row of its own; 10.20.0.8 is nowhere but here.
        camera("B-Z06-C05", recorder="NVR-09", address="NVR-09#7"),
        camera("B-Z06-C06", recorder="NVR-09", address="10.20.0.8#1"),
    ],
)


@pytest.fixture
def devices() -> Devices:
    return Devices(CANTEEN)


@pytest.mark.parametrize(
    ("device", "channel", "found"),
    [
        ("B-Z06-C01", "", "B-Z06-C01"),
        (" b-z06-c01 ", "", "B-Z06-C01"),
        ("餐厅东门", "", "B-Z06-C01"),
        ("B-Z06-C01 餐厅东门", "", "B-Z06-C01"),
        ("10.20.3.11", "", "B-Z06-C01"),
        ("http://10.20.3.11/", "", "B-Z06-C01"),
        ("10.20.3.11:[80", "", "B-Z06-C01"),
        ("10.20.3.13:8000", "", "B-Z06-C03"),
        ("10.20.3.13:8001", "", "B-Z06-C04"),
        ("10.20.3.13", "", "B-Z06-C03"),  # the first in the list
        ("NVR-03", "7", "B-Z06-C02"),
        ("10.20.0.3", "7", "B-Z06-C02"),
        ("http://10.20.0.3:8000/", "7", "B-Z06-C02"),
        ("10.20.0.5:8001", "2", "B-Z06-C07"),  # of two recorders behind one address
        ("NVR-03", "9", "NVR-03"),
        ("三号录像机", "", "NVR-03"),
        ("sw-core", "", "SW-CORE"),
        ("nvr-09", "7", "B-Z06-C05"),
        ("nvr-09", "", "NVR-09"),  # and not its camera
        ("10.20.0.8", "1", "B-Z06-C06"),
        ("10.20.9.9", "", ""),
        ("", "", ""),
        ("http://[", "", ""),
    ],
)
def test_it_is_found_by_whatever_it_is_called(
    devices: Devices, device: str, channel: str, found: str
) -> None:
    assert devices.find(device, channel) == found


def test_what_hangs_behind_a_switch_hangs_behind_its_switch_too(devices: Devices) -> None:
    assert devices.above("B-Z06-C01") == ("SW-1", "NVR-03", "SW-CORE", "SW-2")
    assert devices.direct("B-Z06-C01") == ("SW-1", "NVR-03")
    assert devices.direct("SW-CORE") == ()
    assert devices.behind("SW-CORE") == ("B-Z06-C01", "B-Z06-C02")
    assert devices.behind("B-Z06-C03") == ("B-Z06-C03",)
    assert len(CANTEEN.cameras) == 7
    assert CANTEEN.cameras_in("B-Z06") == tuple(CANTEEN.cameras.values())


@pytest.mark.parametrize(
    ("device", "there", "name", "zone"),
    [
        ("NVR-03", True, "三号录像机", "B-Z06"),
        ("NVR-09", True, "NVR-09", "B-Z06"),  # where its first camera stands
        ("SW-CORE", True, "SW-CORE", "B-Z06"),
        ("NVR-77", False, "NVR-77", ""),
    ],
)
def test_a_device_without_a_row_is_there_as_its_cameras_name_it(
    devices: Devices, device: str, there: bool, name: str, zone: str
) -> None:
    assert (device in devices) is there
    assert (devices.name(device), devices.zone(device)) == (name, zone)


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
