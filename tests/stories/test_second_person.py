"""A school that wants a second person instead of a PIN: confirmed on another phone (C23)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.approvals.policy import SHELF
from bot.approvals.request import State
from sandbox.clock import PushedClock
from sandbox.schools import load
from sandbox.stories.lost_phone import file
from sandbox.town import Town, opened, outside, settings_for
from tests.stories.cases import (
    approved_up_to,
    journal_kinds,
    person_id,
    phone,
    press,
    says,
    the_request,
)


@pytest.fixture
async def careful(tmp_path: Path) -> AsyncIterator[Town]:
    """School B with one word of its pack changed."""
    text = (SHELF / "k12_ta_2024.toml").read_text()
    asks = text.replace(
        'roles = ["vice_principal", "principal"]\nby = "pin"',
        ('roles = ["student_affairs_director"]\nby = "second_person"'),
    )
    assert asks != text
    pack = tmp_path / "careful.toml"
    pack.write_text(asks)
    async with outside(load("taishan"), PushedClock()) as platforms:
        settings = settings_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        own = settings.schools["taishan"].model_copy(update={"pack": str(pack)})
        with_own = settings.model_copy(update={"schools": {"taishan": own}})
        async with opened(platforms, with_own) as here:
            yield here


async def waits_for_a_second_person(here: Town) -> None:
    await file(here, here.stage["乔木"], reason="打架、欺凌", place="教学楼一楼")
    await approved_up_to(here, "牧星野", "雷默言")
    await here.stage["温若谷"].taps("同意")
    await here.stage["温若谷"].sees("温若谷 已同意，待 裴云旗 确认")


async def test_it_counts_when_somebody_higher_confirms(careful: Town) -> None:
    await waits_for_a_second_person(careful)
    assert (await the_request(careful)).step == 2
    vice = phone(careful, "裴云旗")
    await vice.sees("须您在自己的手机上确认")
    await says(vice, "71", "已确认")
    made = (await the_request(careful)).decisions[-1]
    names = (person_id(careful, "温若谷"), person_id(careful, "裴云旗"))
    assert (made.by, made.confirmed_by) == names
    assert (await the_request(careful)).step == 3
    await vice.sees("（裴云旗 确认）")
    assert "request.seconded" in await journal_kinds(careful)


async def test_not_confirmed_it_does_not_count_and_he_may_think_again(careful: Town) -> None:
    await waits_for_a_second_person(careful)
    vice, director = phone(careful, "裴云旗"), careful.stage["温若谷"]
    await vice.sees("须您在自己的手机上确认")
    await says(vice, "72", "未予确认")
    assert (await the_request(careful)).decisions[-1].by == person_id(careful, "雷默言")
    await says(vice, "71", "已经过时")  # too late to change one's mind on that card
    await director.taps("不同意")
    await director.says("可以先找学生谈话了解")
    await careful.stage["乔木"].sees("未获同意")
    assert (await the_request(careful)).state is State.REJECTED


async def test_nobody_else_confirms(careful: Town) -> None:
    await waits_for_a_second_person(careful)
    token = (await the_request(careful)).token
    for name in ("雷默言", "乔木"):
        await press(careful.stage[name], f"v1:cf:1:{token}:0")
    assert (await the_request(careful)).step == 2
    await says(phone(careful, "应北辰"), "71", "您好")  # was not asked: no card, no number
    # The inquiry that a bullying case begins came to him before the case itself.
    await says(careful.stage["温若谷"], "81", "正在等待 裴云旗 确认")
    assert len((await the_request(careful)).pending) == 1
