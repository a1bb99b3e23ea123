"""Twice nobody could see what happened behind the gym; then a camera point is proposed."""

from datetime import timedelta
from typing import Any

import pytest

from bot.notices import About, Reason
from sandbox.clock import PushedClock
from storage.store import Store
from tests.actions.kinds import Case
from tests.actions.test_extending import OLD, viewing


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def looks_in_vain(school: Case, why: str = "blind_spot") -> None:
    case = await viewing(school)
    report: dict[str, Any] = {"result": "unavailable", "unavailable": why, "crime": False}
    await school.does(case, "viewing", "值班员甲", **report, span=OLD)


async def proposed(school: Case) -> list[str]:
    return [*await school.ears.heard(Reason.UNSEEN, About.BLIND_SPOT)]


@pytest.mark.shows(Reason.UNSEEN, About.BLIND_SPOT)
async def test_the_second_time_the_owner_is_proposed_a_camera(school: Case) -> None:
    await looks_in_vain(school)
    assert await proposed(school) == []
    await looks_in_vain(school)
    assert await proposed(school) == ["温若谷"]


async def test_other_reasons_and_long_ago_do_not_count(school: Case) -> None:
    await looks_in_vain(school)
    await looks_in_vain(school, "overwritten")
    school.clock.push(timedelta(days=181))
    await looks_in_vain(school)
    assert await proposed(school) == []
