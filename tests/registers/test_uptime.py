"""Uptime by area: one less the dark camera-hours out of all, works apart, counted by hand."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.fault import Fault
from bot.alerts.troubles import Trouble
from bot.cameras.devices import Devices
from bot.cameras.works import Window
from bot.cameras.zone import Camera, Places, Zone
from bot.registers.uptime import TroubleRow, Uptime, ZoneRow, by_trouble, by_zone

FIRST = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS = 10
MONTH = (FIRST, FIRST + DAYS * 24 * HOUR)


def camera(id_: str, zone: str, flag: str = "", **hung: str) -> Camera:
    flags = (flag,) if flag else ()
    return Camera(id=id_, name=id_, zone=zone, owners=(), flags=flags, **hung)


PLACES = Places(
    [Zone(id="A", name="餐厅"), Zone(id="B", name="操场"), Zone(id="N", name="无摄像头处")],
    [
        camera("NVR", "A", "recorder"),
        camera("A1", "A", recorder="NVR"),
        camera("A2", "A", recorder="NVR"),
        camera("B1", "B"),
    ],
)
HUNG = Devices(PLACES)


def fault(
    device: str,
    start: float,
    end: float | None,
    trouble: Trouble = Trouble.OFFLINE,
    hidden: str = "",
) -> Fault:
    began = FIRST + start * HOUR
    return Fault(
        school="b",
        device=device,
        zone="A",
        trouble=trouble,
        began_at=began,
        heard_at=began,
        last_at=began,
        ended_at=None if end is None else FIRST + end * HOUR,
        hidden=hidden,
    )


def works(camera: str, start: float, end: float, over: float | None = None) -> Window:
    return Window(
        school="b",
        request=1,
        camera=camera,
        starts=FIRST + start * HOUR,
        ends=FIRST + end * HOUR,
        ended_at=None if over is None else FIRST + over * HOUR,
    )


def rows(*faults: Fault, windows: tuple[Window, ...] = ()) -> dict[str, ZoneRow]:
    zones = PLACES.zones.values()
    found = by_zone(zones, PLACES.cameras_in, HUNG.behind, faults, windows, MONTH)
    return {row.zone: row for row in found}


def test_an_area_without_cameras_has_no_uptime() -> None:
    found = rows()
    assert set(found) == {"餐厅", "操场"}
    assert {row.uptime for row in found.values()} == {1.0}


def test_a_dark_recorder_is_as_many_dark_hours_as_it_has_cameras() -> None:
    found = rows(fault("NVR", 0, 12))
    assert (found["餐厅"].dark, found["餐厅"].whole) == (24 * HOUR, 480 * HOUR)
    assert found["餐厅"].uptime == 0.95
    assert found["操场"].uptime == 1.0


def test_what_is_dark_twice_over_is_dark_once() -> None:
    found = rows(fault("NVR", 0, 12), fault("A1", 6, 18), fault("A1", 2, 3, Trouble.VIDEO_LOSS))
    assert found["餐厅"].dark == 30 * HOUR


def test_only_the_month_counts_and_a_covered_lens_is_not_dark() -> None:
    before, lasts = fault("A1", -5, 5), fault("A2", 239, None)
    assert rows(before, lasts, fault("B1", 0, 99, Trouble.COVERED))["餐厅"].dark == 6 * HOUR


def test_approved_works_stand_apart_as_long_as_they_last() -> None:
    found = rows(fault("B1", 0, 20), windows=(works("B1", 5, 15), works("B1", 10, 40, over=12)))
    assert (found["操场"].planned, found["操场"].dark) == (10 * HOUR, 10 * HOUR)
    assert rows(windows=(works("B1", 5, 15),))["操场"].planned == timedelta()


def test_the_worst_comes_first_and_the_whole_is_their_sum() -> None:
    zones = PLACES.zones.values()
    faults = [fault("A1", 0, 24), fault("B1", 0, 24)]
    found = by_zone(zones, PLACES.cameras_in, HUNG.behind, faults, (), MONTH)
    assert [row.zone for row in found] == ["操场", "餐厅"]
    total = Uptime(watched=True, zones=found).total
    assert (total.cameras, total.dark, total.uptime) == (3, 48 * HOUR, 1 - 48 / 720)


hours = st.integers(-10, DAYS * 24 + 10)
pieces = st.lists(
    st.tuples(st.sampled_from(["NVR", "A1", "A2", "B1"]), hours, st.integers(1, 60)), max_size=6
)


@given(pieces, pieces)
def test_hour_by_hour_it_is_the_same(
    broken: list[tuple[str, int, int]], allowed: list[tuple[str, int, int]]
) -> None:
    faults = [fault(device, start, start + lasts) for device, start, lasts in broken]
    windows = tuple(works(device, start, start + lasts) for device, start, lasts in allowed)
    found = rows(*faults, windows=windows)

    def within(hour: int, those: list[tuple[str, int, int]], names: set[str]) -> bool:
        return any(d in names and start <= hour < start + lasts for d, start, lasts in those)

    for zone, cameras in (("餐厅", ["A1", "A2"]), ("操场", ["B1"])):
        dark = planned = 0
        for one in cameras:
            names = {one, *HUNG.above(one)}
            for hour in range(DAYS * 24):
                if within(hour, broken, names):
                    excused = within(hour, allowed, {one})
                    dark, planned = dark + (not excused), planned + excused
        assert (found[zone].dark, found[zone].planned) == (dark * HOUR, planned * HOUR)


def test_what_ailed_them_is_counted_once_for_each_cause() -> None:
    found = by_trouble(
        [
            fault("NVR", 1, 3),
            fault("A1", 1, 3, hidden="parent/NVR"),
            fault("B1", 5, 9),
            fault("B1", 20, None),
            fault("B1", 4, 6, Trouble.CLOCK),
            fault("B1", -4, 6, Trouble.DISK),  # of last month
        ],
        MONTH,
    )
    assert found == (
        TroubleRow(trouble=Trouble.OFFLINE, began=3, open=1, median=3 * HOUR),
        TroubleRow(trouble=Trouble.CLOCK, began=1, open=0, median=2 * HOUR),
    )
