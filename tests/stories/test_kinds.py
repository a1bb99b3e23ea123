"""其他申请 fits a card of every platform: topics first, then the kinds of one."""

import pytest

from sandbox.town import Town
from tests.stories.cases import says

pytestmark = pytest.mark.slow


async def test_topics_stand_on_a_card_of_wecom_and_lead_to_the_kinds(taishan: Town) -> None:
    head = taishan.stage["温若谷"]  # in WeCom, typing
    card = await says(head, "其他申请", "要办理哪一项申请")
    assert "点位与设备" in card.text
    assert "新增监控点位" not in card.text
    await says(head, "点位与设备", "新增监控点位")
    await says(head, "区域与责任人", "监控区域调整")
    await says(head, "监控区域调整", "取消")
    chief = taishan.stage["雷默言"]  # in Telegram, tapping
    shown = await says(chief, "其他申请", "要办理哪一项申请")
    assert len([key for row in shown.keys for key in row]) <= 6
    await chief.taps("点位与设备")
    await chief.taps("新增监控点位")
