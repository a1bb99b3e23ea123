"""How long footage is still there, and which recorders keep too little of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cameras.retention import Short, keeps_days, overwritten_at, seen_by, short_of
from bot.cameras.zone import Camera, Places, Zone

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def camera(id_: str, days: float = 0, *, zone: str = "gate", recorder: str = "") -> Camera:
    return Camera(
        id=id_,
        name=id_,
        zone=zone,
        owners=("public",),
        recorder=recorder,
        retention_days=days,
    )


GATE, YARD = [camera("C1", 12), camera("C2")], [camera("C3", 40, zone="yard")]
PLACES = Places([Zone(id=one, name=one) for one in ("gate", "yard")], [*GATE, *YARD])


@pytest.mark.parametrize(
    ("zones", "chosen", "seen"),
    [
        (["gate", "yard"], [], [*GATE, *YARD]),
        (["gate"], ["C2"], GATE[1:]),
        (["gate"], ["C3", "gone"], YARD),
        (["gate"], ["gone"], GATE),
        ([], [], []),
    ],
)
def test_a_request_speaks_of_the_cameras_chosen_or_of_all_of_its_areas(
    zones: list[str], chosen: list[str], seen: list[Camera]
) -> None:
    assert seen_by(PLACES, zones, chosen) == seen


@pytest.mark.parametrize(
    ("cameras", "days"), [([*GATE, *YARD], 12), (GATE[1:], 30), (YARD, 40), ([], 30)]
)
def test_the_first_recorder_to_overwrite_counts(cameras: list[Camera], days: float) -> None:
    assert overwritten_at(NOON, cameras, 30) == NOON + timedelta(days=days)


def test_a_recorder_of_unknown_days_keeps_what_the_rule_promises() -> None:
    assert [keeps_days(one, 30) for one in GATE] == [12, 30]


def test_the_worst_recorder_comes_first_with_what_it_lacks() -> None:
    listed = [
        camera("C1", 20, recorder="NVR-2"),
        camera("C2", 25, recorder="NVR-2", zone="yard"),
        camera("C3", 29.5, zone="yard"),  # its recorder is not named
        camera("C4", 20, recorder="NVR-1"),
        camera("C5", 30, recorder="NVR-1"),  # as long as required
        camera("C6", recorder="NVR-3"),  # unknown
        camera("C7", 0.5, recorder="NVR-4"),  # half a day
    ]
    assert short_of(listed, 30) == [
        Short(recorder="NVR-4", zones=("gate",), cameras=1, days=0.5, missing=29.5),
        Short(recorder="NVR-1", zones=("gate",), cameras=1, days=20, missing=10),
        Short(recorder="NVR-2", zones=("gate", "yard"), cameras=2, days=20, missing=10),
        Short(recorder="", zones=("yard",), cameras=1, days=29.5, missing=0.5),
    ]
