"""Two schools in one product, one process, one database: neither sees the other's cases."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.approvals.request import State
from bot.config import Settings
from bot.taps import Tap, Verb
from sandbox.clock import PushedClock
from sandbox.house import Home
from sandbox.schools import load
from sandbox.town import AGENT, Town, move_in, outside, stage_of, tree_for
from tests.stories.cases import filed, press, says, the_request, types

pytestmark = pytest.mark.slow

SCHOOLS = ("taishan", "lingnan")


@pytest.fixture
async def towns(tmp_path: Path) -> AsyncIterator[dict[str, Town]]:
    clock, url = PushedClock(), f"sqlite:///{tmp_path}/both.db"
    async with contextlib.AsyncExitStack() as stack:
        enter = stack.enter_async_context
        around = {s: await enter(outside(load(s), clock)) for s in SCHOOLS}
        trees = {school: tree_for(platforms, url) for school, platforms in around.items()}
        first = trees["taishan"]
        both = {school: tree["schools"][school] for school, tree in trees.items()}
        settings = Settings.read({**first, "schools": both})
        for platforms in around.values():
            await move_in(platforms.school, settings, clock)
        product = await enter(app.opened(settings, clock=clock))
        for school, platforms in around.items():
            await platforms.wecom.connect(AGENT, f"{settings.web.public_url}/wecom/{school}")
        yield {
            school: Town(
                platforms=platforms,
                settings=settings,
                clock=clock,
                stage=await enter(stage_of(platforms, 10)),
                house=Home(product, school),
            )
            for school, platforms in around.items()
        }


async def test_neither_sees_or_moves_the_others_case(towns: dict[str, Town]) -> None:
    here, there = towns["taishan"], towns["lingnan"]
    request = await filed(here)
    outsider, head = there.stage["辅导员01"], there.stage["陆岱川"]
    await says(outsider, "我的", "您还没有提交过申请")
    await says(head, "待办", "目前没有等您审批的申请")
    for actor in (outsider, head):
        for verb in (
            Verb.APPROVE,
            Verb.REJECT,
            Verb.WITHDRAW,
            Verb.AMEND,
            Verb.SHOW,
            Verb.FILES,
        ):
            toast = await press(actor, Tap(verb, request.id, request.token).packed())
            assert toast is not None, verb
            assert toast.text, verb
        await says(actor, f"撤回 {request.id}", "没有编号为")
    assert await the_request(here) == request


async def test_a_draft_of_one_school_is_no_draft_of_the_other(towns: dict[str, Town]) -> None:
    teacher, outsider = towns["taishan"].stage["乔木"], towns["lingnan"].stage["辅导员01"]
    await types(towns["taishan"], teacher, upto="是什么事")
    await says(outsider, "你好", "您好")
    toast = await press(outsider, Tap(Verb.CANCEL, 1, 0).packed())
    assert toast is not None
    assert "已结束" in toast.text
    toast = await press(outsider, Tap(Verb.RESUME, 1).packed())
    assert toast is not None
    assert "已结束" in toast.text
    await says(teacher, "打架、欺凌", "哪些地方")


async def test_each_counts_its_own_numbers(towns: dict[str, Town]) -> None:
    from sandbox.stories import dormitory

    await filed(towns["taishan"])
    await dormitory.play(towns["lingnan"])
    assert (await the_request(towns["taishan"], 1)).state is State.IN_APPROVAL
    other = await the_request(towns["lingnan"], 2)
    assert (other.school, other.state) == ("lingnan", State.CLOSED)
    assert other.number.endswith("0001")
