"""The summary before sending: who will sign, what is refused and why, and then exactly that."""

import pytest

from bot.approvals.request import State
from bot.people.person import PersonId
from bot.people.roles import Deputy
from sandbox.stories import dormitory
from sandbox.town import Town
from storage import people
from tests.stories.cases import (
    PIN,
    approved,
    days_ago,
    filed,
    local,
    person_id,
    phone,
    press,
    says,
    sets_pin,
    the_request,
    types,
)


@pytest.mark.parametrize(
    ("sensitive", "signers"),
    [
        ("", ("牧星野", "雷默言", "温若谷", "裴云旗")),
        ("敏感事项", ("牧星野", "雷默言", "温若谷", "裴云旗", "应北辰")),
    ],
)
async def test_who_was_shown_is_who_is_asked(
    taishan: Town, sensitive: str, signers: tuple[str, ...]
) -> None:
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher, upto="敏感")
    await says(teacher, sensitive or "完成", "附上")
    await says(teacher, "跳过", "保密承诺")
    summary = (await says(teacher, "是", "请核对")).text
    places = [summary.index(name) for name in signers]
    assert places == sorted(places)
    await says(teacher, "提交", "等待 牧星野")
    asked: list[PersonId] = []
    while (request := await the_request(taishan)).state is State.IN_APPROVAL:
        (seat,) = request.open_seats
        asked += seat.persons
        person = next(n for n in signers if person_id(taishan, n) == seat.persons[0])
        approver = phone(taishan, person)
        report = sensitive and person == "裴云旗"
        pin = sensitive and person in ("裴云旗", "应北辰")
        if pin:
            await sets_pin(approver)
        said = "71"
        if report:  # 第三条第2款：由分管校长报告校长
            await says(approver, said, "请向校长报告情况")
            said = "1"
        if pin:
            await says(approver, said, "输入后即同意")
            said = PIN
        await says(approver, said, "已同意")
    assert asked == [person_id(taishan, name) for name in signers]


async def test_a_refusal_cites_the_article_and_what_to_do(lingnan: Town) -> None:
    counsellor = lingnan.stage["辅导员01"]
    await dormitory.file(lingnan, counsellor)
    card = await counsellor.sees("当事人不得")
    assert "条" in card.text
    assert not [k for row in card.keys for k in row if k.label == "提交"]
    # Typing the word of the button that is not there changes nothing either.
    await says(counsellor, "提交", "当事人不得")


async def test_a_copy_is_not_granted_while_the_rest_goes_on(lingnan: Town) -> None:
    counsellor = lingnan.stage["辅导员01"]
    await dormitory.file(lingnan, counsellor)
    await says(counsellor, "调阅人员", "到场调阅")
    await says(counsellor, "本人", "请核对")
    await says(counsellor, "是否拷贝", "需要拷贝")
    await says(counsellor, "是", "仅可现场查看")
    await says(counsellor, "提交", "等待 苏砚秋")
    assert (await the_request(lingnan)).dropped == ("copy",)
    await lingnan.stage["苏砚秋"].sees("仅可现场查看")


async def test_a_standing_authorisation_goes_straight_to_the_duty_room(
    taishan: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody signs: the preview says so, and it is only entered."""
    facts = {"applicant": "department", "standing_authorisation": True, "own_zone": True}
    monkeypatch.setattr("bot.actions.filing.facts_of", lambda *_: facts)
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher)
    await teacher.sees("按授权")
    await teacher.says("提交")
    officer = taishan.stage["值班员甲"]
    await officer.taps("我来办理", on="预约查看")
    await teacher.sees("已批准")
    assert (await the_request(taishan)).state is State.APPROVED


async def test_a_deputy_is_named_and_signs(taishan: Town) -> None:
    now = local(taishan)
    deputy = Deputy(
        of=person_id(taishan, "雷默言"),
        by=person_id(taishan, "科任老师乙"),
        start=now.replace(year=now.year - 1),
        end=now.replace(year=now.year + 1),
    )
    store = taishan.product.store
    await store.transact(lambda work: people.set_deputy(work, "taishan", deputy))
    await filed(taishan)
    await taishan.stage["牧星野"].taps("同意")
    await phone(taishan, "科任老师乙").taps("同意")
    await taishan.stage["雷默言"].sees("已同意 · 科任老师乙")
    await taishan.stage["温若谷"].sees("代")


async def test_what_was_supplied_reaches_the_step_that_asked(taishan: Town) -> None:
    await filed(taishan)
    director, teacher = taishan.stage["牧星野"], taishan.stage["乔木"]
    await director.taps("退回补充")
    await director.sees("需要补充什么")
    await says(director, "1", "已退回补充")
    await teacher.sees("请写清具体时间和地点")
    await says(teacher, "补充 1", "请核对")
    await says(teacher, "查看时段", "哪一天")
    await says(teacher, f"{days_ago(taishan, 3)} 8:00-8:20", "请核对")
    await teacher.taps("修改补充")  # tapped again: nothing of it is lost
    assert "8:00" in (await teacher.sees("请核对", fresh=True)).text
    await says(teacher, "提交", "等待 牧星野")
    await director.sees("08:20")
    await says(director, "81", "已同意")


async def test_an_old_card_of_an_earlier_round_is_stale(taishan: Town) -> None:
    await approved(taishan)
    teacher = taishan.stage["乔木"]
    toast = await press(teacher, "v1:am:1:1:")
    assert toast is not None
    assert toast.text
