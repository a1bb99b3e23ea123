"""The requester takes it back at every stage; after the end nothing can be done."""

from bot.approvals.request import State
from bot.taps import Tap, Verb
from sandbox.town import Town
from tests.stories.cases import (
    approved,
    approved_up_to,
    filed,
    phone,
    press,
    says,
    the_request,
)


async def test_before_anybody_signed(taishan: Town) -> None:
    await filed(taishan)
    await taishan.stage["乔木"].taps("撤回申请")
    await taishan.stage["牧星野"].sees("申请人已撤回")
    assert (await the_request(taishan)).state is State.WITHDRAWN


async def test_while_it_was_returned(taishan: Town) -> None:
    await filed(taishan)
    director, teacher = taishan.stage["牧星野"], taishan.stage["乔木"]
    await director.taps("退回补充")
    await director.sees("需要补充什么")
    await director.says("1")
    await teacher.taps("撤回申请", on="退回")
    await teacher.sees("已撤回")
    assert (await the_request(taishan)).state is State.WITHDRAWN


async def test_after_approval_the_duty_room_sees_it(taishan: Town) -> None:
    await approved(taishan)
    await taishan.stage["乔木"].taps("撤回申请")
    card = await taishan.stage["值班员甲"].sees("无需办理")
    assert not [k for row in card.keys for k in row if not k.dead and "办理" in k.label]
    on_wecom = phone(taishan, "值班员丙")
    await on_wecom.sees("无需办理")


async def test_after_an_officer_has_taken_it(taishan: Town) -> None:
    await approved(taishan)
    officer = taishan.stage["值班员甲"]
    await officer.taps("我来办理", on="预约查看")
    await officer.taps("办理并登记", on="预约查看")
    await taishan.stage["乔木"].taps("撤回申请")
    await officer.sees("无需办理")
    await says(officer, "现在即可前来", "不用再办")
    await says(officer, "你好", "您好")  # the form is over
    assert (await the_request(taishan)).state is State.WITHDRAWN


async def test_while_he_is_supplementing_it_himself(taishan: Town) -> None:
    await filed(taishan)
    director, teacher = taishan.stage["牧星野"], taishan.stage["乔木"]
    await director.taps("退回补充")
    await director.sees("需要补充什么")
    await director.says("1")
    await teacher.taps("修改补充")
    await teacher.sees("请核对")
    await says(teacher, "撤回 1", "已撤回")
    await says(teacher, "提交", "撤回")
    await says(teacher, "你好", "您好")
    assert (await the_request(taishan)).state is State.WITHDRAWN


async def test_in_typed_words(taishan: Town) -> None:
    await filed(taishan)
    await says(taishan.stage["乔木"], "撤回 1", "已撤回")
    assert (await the_request(taishan)).state is State.WITHDRAWN


async def test_nobody_else_can_withdraw_it(taishan: Town) -> None:
    await filed(taishan)
    director = taishan.stage["牧星野"]
    await says(director, "撤回 1", "本人")
    await says(director, "补充 1", "本人")
    # Whom it does not concern learns not even that there is such a request.
    other = phone(taishan, "科任老师乙")
    unknown = await says(other, "撤回 77", "没有编号为“77”")
    same = unknown.text.replace("77", "1")
    assert (await says(other, "撤回 1", "没有编号为")).text == same
    assert (await says(other, "补充 1", "没有编号为")).text == same
    assert (await the_request(taishan)).state is State.IN_APPROVAL


async def test_after_the_end_every_tap_is_answered(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    chief, teacher = taishan.stage["雷默言"], taishan.stage["乔木"]
    await chief.taps("不同意")
    await says(chief, "1", "不同意")
    await teacher.sees("未获同意")
    after = await the_request(taishan)
    for actor, verb in (
        (chief, Verb.APPROVE),
        (chief, Verb.REJECT),
        (chief, Verb.RETURN),
        (teacher, Verb.WITHDRAW),
        (teacher, Verb.AMEND),
        (chief, Verb.TAKE),
        (chief, Verb.OUTCOME),
    ):
        toast = await press(actor, Tap(verb, after.id, after.token).packed())
        assert toast is not None, verb
        assert toast.text, verb
    assert await the_request(taishan) == after
