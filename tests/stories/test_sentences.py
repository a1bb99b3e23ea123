"""Said in one sentence, in either chat: what follows is a form like any other."""

from bot.people.person import PersonId
from sandbox.town import Town
from storage import drafts, requests
from tests.stories.cases import phone, says, the_request

SAID = "昨天中午十二点到十二点四十食堂二楼有学生丢了手机，想看看是谁拿走了三号桌上的黑色手机"


async def filed_so_far(here: Town) -> int:
    school = here.platforms.school.id
    return await here.product.store.read(
        lambda work: len(
            requests.filed_by(work, school, PersonId(here.stage["乔木"].phone.person), limit=9)
        )
    )


async def test_nothing_is_filed_without_the_tap(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await says(teacher, SAID, "听懂了")
    await says(teacher, "G1-03-17", "敏感")
    await teacher.taps("完成", on="敏感")
    await teacher.taps("是", on="保密承诺")
    await teacher.sees("请核对")
    assert await filed_so_far(taishan) == 0
    await teacher.taps("提交")
    await teacher.sees("等待 牧星野")
    answers = (await the_request(taishan)).answers
    assert answers["zones"] == ["B-Z06"]
    assert len(answers["cameras"]) == 8
    assert answers["content"] == "是谁拿走了三号桌上的黑色手机"
    assert answers["purpose"] == SAID


async def version_of_draft(here: Town) -> int:
    school, person = here.platforms.school.id, PersonId(here.stage["乔木"].phone.person)
    row = await here.product.store.read(lambda work: drafts.current(work, school, person))
    assert row
    return int(row.state["version"])


async def test_an_empty_form_is_one_tap_away_and_the_old_card_is_stale(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await says(teacher, SAID, "听懂了")
    before = await version_of_draft(taishan)
    await teacher.taps("从头填")
    first = await teacher.sees("本班学生")
    assert await version_of_draft(taishan) > before
    assert "听懂了" not in first.text
    assert "餐厅" not in first.text
    await teacher.taps("是", on="本班学生")
    await teacher.sees("哪几位学生")


async def test_an_empty_form_by_words_in_wecom(taishan: Town) -> None:
    teacher = phone(taishan, "方既白")
    await says(teacher, "昨天3点操场有学生摔倒受伤，调一下监控", "凌晨还是下午")
    await says(teacher, "从头填", "本班学生")


async def test_words_that_ask_for_nothing_are_answered_as_before(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await says(teacher, "食堂今天吃什么", "您好")
    await says(teacher, "怎么看监控", "您好")
