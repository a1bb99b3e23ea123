"""The clock is set forward or back by a day in the middle of a case: everything goes on.

A lease from a future that is over must not hold a promise for a day, nor may a retry.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app
from sandbox.clock import SCHOOL_DAY, PushedClock
from sandbox.player import Stage
from sandbox.schools import load
from sandbox.town import AGENT, Platforms, move_in, outside, settings_for, stage_of
from storage.store import Store
from tests.chaos.case import becomes, carries_out, decides, files, is_approved, settled, whole

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)


@contextlib.asynccontextmanager
async def two_clocks(
    folder: Path, clock: PushedClock, ours: PushedClock
) -> AsyncIterator[tuple[Platforms, Stage, Store, str]]:
    """The platforms live by `clock`, the product by `ours`; the last is where WeCom calls."""
    async with contextlib.AsyncExitStack() as stack:
        platforms = await stack.enter_async_context(outside(load("taishan"), clock))
        settings = settings_for(platforms, f"sqlite:///{folder}/clock.db")
        await move_in(platforms.school, settings, ours)
        product = await stack.enter_async_context(app.opened(settings, clock=ours))
        stage = await stack.enter_async_context(stage_of(platforms, 15))
        yield platforms, stage, product.store, f"{settings.web.public_url}/wecom/taishan"


@pytest.mark.parametrize("step", [DAY, -DAY, -timedelta(minutes=2)], ids=str)
async def test_a_case_survives_a_step_of_everybodys_clock(
    tmp_path: Path, step: timedelta
) -> None:
    clock = PushedClock(SCHOOL_DAY)
    async with two_clocks(tmp_path, clock, clock) as (platforms, stage, store, door):
        await platforms.wecom.connect(AGENT, door)
        # A retry is waiting when the clock steps, as it always is.
        platforms.telegram.faults.refuse("sendMessage", 1, 500, "Internal Server Error")
        await files(stage["乔木"], clock)
        clock.push(step)
        await is_approved(stage)
        clock.push(-step)
        await carries_out(stage["值班员甲"], stage["乔木"])
        await stage["乔木"].sees("办结", patience=60)
        await becomes(store, whole)


@pytest.mark.parametrize("ahead", [DAY, -DAY], ids=["ahead", "behind"])
async def test_a_clock_that_was_wrong_at_the_start_is_mended(
    tmp_path: Path, ahead: timedelta
) -> None:
    """Only ours was wrong; after the mending all is delivered."""
    clock, wrong = PushedClock(SCHOOL_DAY), PushedClock(SCHOOL_DAY)
    wrong.push(ahead)
    async with two_clocks(tmp_path, clock, wrong) as (platforms, stage, store, door):
        await stage["乔木"].says("申请")
        await stage["乔木"].sees("本班学生")
        wrong.push(-ahead)
        await platforms.wecom.connect(AGENT, door)
        await files(stage["乔木"], clock)
        await decides(stage["牧星野"], "同意", "已同意")
        await becomes(store, settled)
