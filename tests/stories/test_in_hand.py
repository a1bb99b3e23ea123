"""A question stands in the message of the card it is about."""

import pytest

from sandbox.town import Town
from tests.stories.cases import approved_up_to, filed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("typed", [False, True])
async def test_whoever_thinks_better_of_his_no_has_his_card_again(
    taishan: Town, typed: bool
) -> None:
    """Not only the words that nothing was sent."""
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    chief = taishan.stage["雷默言"]
    await chief.taps("退回补充")
    await chief.sees("需要补充什么")
    await (chief.says("取消") if typed else chief.taps("取消"))
    await chief.taps("同意", on="监控查看申请单")
    await chief.sees("已同意")
