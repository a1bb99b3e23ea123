"""求助报案: the duty room locks at once, and what it has locked does not stay so for ever."""

import pytest

from sandbox.town import Town
from tests.stories.cases import days_ago, phone, says

pytestmark = pytest.mark.slow


async def test_a_scratched_car_is_settled_and_the_footage_unlocked(lingnan: Town) -> None:
    owner, officer = phone(lingnan, "辅导员01"), phone(lingnan, "班一", groups=("duty",))
    await says(owner, "其他申请", "要办理哪一项申请")
    await says(owner, "求助报案", "出了什么事")
    await says(owner, "车辆剐蹭", "在什么地方")
    await says(owner, "停车场", "哪一天")
    await says(owner, f"{days_ago(lingnan, 1)} 14:00-15:00", "请写一下经过")
    await says(owner, "左后门被蹭掉一块漆，对方未留联系方式", "照片")
    await says(owner, "跳过", "请核对")
    await says(owner, "提交", "求助〔2026〕0001")
    await officer.taps("我来办理", on="锁定录像")
    await officer.taps("已在录像机锁定")
    await owner.sees("✓ 锁定录像")
    operator = phone(lingnan, "宁拾叶")
    await operator.taps("我来办理", on="答复求助人")
    await operator.taps("办理并登记", on="答复求助人")
    await operator.taps("直接答复")
    await says(operator, "已查门岗记录，请到保卫处领取对方电话", "请核对")
    await operator.taps("提交")
    await owner.sees("等待办理：解除锁定")
    await officer.taps("已解除", on="求助事项已办结")
    await owner.sees("办理并登记，本次申请办结")
