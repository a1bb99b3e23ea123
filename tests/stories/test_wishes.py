"""乔木 names two times that suit her; the control room takes the second with one tap."""

import pytest

from sandbox.stories import duty_room
from sandbox.town import Town
from tests.stories.cases import approved_up_to, by_page, says, types

pytestmark = pytest.mark.slow


async def test_the_control_room_appoints_a_time_the_teacher_named(taishan: Town) -> None:
    teacher, officer = taishan.stage["乔木"], taishan.stage["值班员甲"]
    await types(taishan, teacher)
    await teacher.taps("修改", on="请核对")
    await teacher.taps("指定查看时间", on="修改哪一项")
    await says(teacher, "是", "您方便来监控室的时间")
    await says(teacher, "明天下午3点到4点", "请核对")
    await teacher.taps("修改", on="请核对")
    await teacher.taps("方便的时间二", on="修改哪一项")
    await says(teacher, "后天上午10点到11点", "请核对")
    await says(teacher, "提交", "等待")
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    await by_page(taishan, "裴云旗", "同意")
    await officer.taps("我来办理", on="预约查看")
    await officer.taps("办理并登记", on="预约查看")
    await officer.sees("申请人方便的时间1")
    await officer.taps("申请人方便的时间2")
    await officer.taps("提交")
    await officer.sees("已办理", fresh=True)
    await teacher.sees("10:00–11:00", fresh=True)
    await duty_room.signs(teacher)
