"""What became of a list of cameras, and what the next one is called."""

import pytest

from bot.cameras.comparing import Changed, compared, next_id
from bot.cameras.zone import Camera


def listed(*cameras: tuple[str, str, str]) -> dict[str, Camera]:
    return {
        id_: Camera(id=id_, name=name, zone=zone, owners=("学工处",))
        for id_, name, zone in cameras
    }


GATE, YARD = ("C1", "南大门入口", "Z1"), ("C2", "广场", "Z2")


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ([GATE], [GATE], Changed()),
        ([GATE], [GATE, YARD], Changed(added=("广场",))),
        ([GATE, YARD], [GATE], Changed(removed=("广场",))),
        ([GATE], [("C1", "南大门出口", "Z1")], Changed(moved=("南大门出口",))),
        ([GATE], [("C1", "南大门入口", "Z2")], Changed(moved=("南大门入口",))),
        ([YARD, GATE], [GATE, YARD], Changed()),
    ],
)
def test_added_moved_removed(before, after, what):
    assert compared(listed(*before), listed(*after)) == what
    assert bool(what) == (what != Changed())


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], "Z1-C01"),
        (["Z1-C01", "Z1-C07"], "Z1-C08"),
        (["Z1-C099"], "Z1-C100"),
        (["Z1-C99"], "Z1-C100"),
        (["Z1-CX", "Z10-C05"], "Z1-C01"),
    ],
)
def test_the_next_number_of_a_place(taken, free):
    assert next_id("Z1", listed(*((id_, "", "Z1") for id_ in taken))) == free
