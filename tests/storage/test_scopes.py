"""The same cameras in the same time are found when somebody asks for them again (C6)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.approvals.request import Request
from bot.cameras.zone import Camera, Places, Zone
from storage import scopes
from storage.store import Store, Work
from tests.storage.cases import filed, request
from tests.storage.conftest import NOON

PARKING = Places(
    [Zone(id="Z1", name="停车场"), Zone(id="Z2", name="餐厅")],
    [Camera(id=f"Z1-C{n}", name=f"停车场{n}", zone="Z1", owners=()) for n in (1, 2)],
)


BLANK = request("", NOON)


def spanning(
    zones: tuple[str, ...] = ("Z1",),
    cameras: tuple[str, ...] = (),
    start: float = 0,
    hours: float = 1,
) -> Request:
    """Not filed yet: asks for `hours` from `start` hours after noon."""
    since = NOON + timedelta(hours=start)
    span = {"from": since.isoformat(), "to": (since + timedelta(hours=hours)).isoformat()}
    answers = {"zones": list(zones), "cameras": list(cameras), "span": span}
    return replace(BLANK, answers=answers)


def first(work: Work) -> Request:
    """Filed: camera 1 of the parking lot, noon to one."""
    known = filed(work)
    scopes.keep(work, replace(spanning(cameras=("Z1-C1",)), id=known.id), PARKING)
    return known


@pytest.mark.parametrize(
    ("start", "found"), [(0, True), (0.5, False)], ids=["what is left", "what was cut"]
)
async def test_what_an_approver_cut_is_asked_for_no_more(
    store: Store, start: float, found: bool
) -> None:
    def job(work: Work) -> list[int]:
        known = replace(spanning(hours=1), id=filed(work).id)
        half = spanning(hours=0.5).answers["span"]
        scopes.keep(work, replace(known, approved={"span": half}), PARKING)
        return scopes.overlapping(work, spanning(start=start, hours=0.25), PARKING)

    assert bool(await store.transact(job)) is found


@pytest.mark.parametrize(
    ("again", "found"),
    [
        ({}, True),
        ({"cameras": ("Z1-C1",)}, True),
        ({"cameras": ("Z1-C2",)}, False),
        ({"zones": ("Z2",)}, False),
        ({"zones": ("Z2", "Z1")}, True),
        ({"start": 0.9}, True),
        ({"start": 1}, False),  # one ends as the other begins
        ({"start": -1}, False),
        ({"start": -1, "hours": 24}, True),
        ({"start": 0.25, "hours": 0.25}, True),
    ],
)
async def test_same_camera_and_overlapping_time(
    store: Store, again: dict[str, Any], found: bool
) -> None:
    def job(work: Work) -> list[int]:
        known = first(work)
        ids = scopes.overlapping(work, spanning(**again), PARKING)
        return [id_ - known.id for id_ in ids]

    assert await store.transact(job) == ([0] if found else [])


async def test_nobody_is_warned_of_his_own_case_nor_of_what_it_said_before(
    store: Store,
) -> None:
    def job(work: Work) -> list[int]:
        known = first(work)
        moved = replace(spanning(start=5), id=known.id)
        assert scopes.overlapping(work, moved, PARKING) == []
        scopes.keep(work, moved, PARKING)
        return scopes.overlapping(work, spanning(), PARKING)

    assert await store.transact(job) == []


async def test_another_school_is_not_looked_at(store: Store) -> None:
    def job(work: Work) -> list[int]:
        first(work)
        return scopes.overlapping(work, replace(spanning(), school="elsewhere"), PARKING)

    assert await store.transact(job) == []


def test_what_names_no_place_or_no_time_is_not_compared() -> None:
    assert scopes.asked(replace(BLANK, answers={"zones": ["Z1"]}), PARKING) is None
    assert (
        scopes.asked(replace(BLANK, answers={"span": {"from": "", "to": ""}}), PARKING) is None
    )
