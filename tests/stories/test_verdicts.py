"""How an approver says no, or asks for more: by tap, by number, by his own words, on a page."""

from datetime import timedelta

import pytest

from bot import schedule
from bot.approvals.request import State, Verdict
from sandbox.player import Actor
from sandbox.stories.lost_phone import file
from sandbox.town import Town
from tests.stories.cases import (
    approved_up_to,
    by_page,
    count,
    filed,
    phone,
    says,
    the_request,
)


async def test_returned_on_a_wecom_card_with_a_quick_reason(taishan: Town) -> None:
    await filed(taishan)
    director, teacher = taishan.stage["牧星野"], taishan.stage["乔木"]
    await director.taps("退回补充")
    await director.sees("需要补充什么")
    await director.says("1")
    await director.sees("已退回补充")
    made = (await the_request(taishan)).decisions[-1]
    assert made.verdict is Verdict.RETURN
    await teacher.sees(made.reason)


async def test_refused_on_a_wecom_card_in_his_own_words(taishan: Town) -> None:
    await filed(taishan)
    director = taishan.stage["牧星野"]
    await director.taps("不同意")
    await director.sees("不同意的理由是")
    await says(director, "手机已经找到了，不必再看", "不同意 ·")
    assert (await the_request(taishan)).state is State.REJECTED
    await taishan.stage["乔木"].sees("手机已经找到了，不必再看")


async def test_by_numbers_in_wecom(taishan: Town) -> None:
    """Two cases wait; each has its own number."""
    await filed(taishan)
    await filed(taishan)
    director = taishan.stage["牧星野"]
    await director.sees("81")
    await says(director, "82", "不同意的理由是")
    await says(director, "1", "已记录")
    assert (await the_request(taishan, 2)).state is State.REJECTED
    assert (await the_request(taishan, 1)).state is State.IN_APPROVAL
    await says(director, "73", "需要补充什么")
    await says(director, "请写明是几号桌子上的手机", "已退回补充")
    assert (await the_request(taishan, 1)).state is State.RETURNED
    await says(director, "71", "退回")


async def test_a_number_of_a_settled_case_says_so(taishan: Town) -> None:
    await filed(taishan)
    director = taishan.stage["牧星野"]
    await says(director, "71", "已同意")
    after = await the_request(taishan)
    await says(director, "72", "没有重复计入")
    assert await the_request(taishan) == after


async def test_numbers_are_used_again_after_a_month(taishan: Town) -> None:
    await filed(taishan)
    director = taishan.stage["牧星野"]
    await says(director, "71", "已同意")
    await taishan.product.store.transact(schedule.forget)
    await filed(taishan)
    await director.sees("81")  # 71 may still stand on a card he reads today
    taishan.push(timedelta(days=31))
    await taishan.product.store.transact(schedule.forget)
    await filed(taishan)
    await director.sees("0003")
    await says(director, "71", "已同意 调阅〔2026〕0003")


async def test_todo_lists_every_case_that_waits(taishan: Town) -> None:
    await filed(taishan)
    await filed(taishan)
    director = taishan.stage["牧星野"]
    await director.sees("0002")
    before = count(director, "0001"), count(director, "0002")
    await director.says("待办")
    await director.sees("0002", fresh=True)
    assert (count(director, "0001"), count(director, "0002")) > before
    await says(phone(taishan, "科任老师乙"), "待办", "目前没有等您审批的申请")


async def with_the_vice_principal(here: Town) -> Actor:
    await filed(here)
    await approved_up_to(here, "牧星野", "雷默言", "温若谷")
    return here.stage["裴云旗"]


@pytest.mark.parametrize(
    ("button", "state", "given"),
    [
        ("确认不同意", State.REJECTED, {"words": "手机已经找到，不必再看"}),
        ("确认退回", State.RETURNED, {"reason": "请补充当事人情况。"}),
    ],
)
async def test_a_reason_on_the_page(
    taishan: Town, button: str, state: State, given: dict[str, str]
) -> None:
    leader = await with_the_vice_principal(taishan)
    page = await leader.opens()
    page = await page.presses(button)
    assert "请先选择或填写理由" in page.text
    await page.presses(button, **given)
    request = await the_request(taishan)
    assert request.state is state
    (words,) = given.values()
    await taishan.stage["乔木"].sees(words)
    await leader.sees(page_says(state))


def page_says(state: State) -> str:
    return "不同意" if state is State.REJECTED else "已退回补充"


async def test_a_reader_of_links_may_also_type(taishan: Town) -> None:
    """In plain WeChat there are no cards; the numbers work all the same."""
    leader = await with_the_vice_principal(taishan)
    await leader.sees("71")
    await leader.says("71")
    await taishan.stage["乔木"].sees("已批准")
    await leader.sees("已同意")


async def test_one_who_was_never_heard_gets_words_and_card_then_only_cards(
    taishan: Town,
) -> None:
    await filed(taishan)
    director = taishan.stage["牧星野"]

    def kinds(number: str) -> list[str]:
        shown = [s.bubble for s in director.screen() if not s.bubble.author]
        return [b.kind for b in shown if number in b.title + b.text]

    await approved_up_to(taishan, "牧星野")
    assert kinds("0001")[:2] == ["text", "card"]
    # Elsewhere: for the same place again the card would say so, in words of their own above it.
    await file(taishan, taishan.stage["乔木"], place="操场")
    await director.sees("0002")
    assert kinds("0002")[-1] == "card"
    # What does not fit the card still comes beside it; the numbers to type do not.
    words = [s.bubble.text for s in director.screen() if "0002" in s.bubble.text]
    assert not [text for text in words if "81" in text]


async def test_an_approver_who_reads_english(taishan: Town) -> None:
    chief = taishan.stage["雷默言"]
    await says(chief, "/language", "English")
    await chief.taps("English")
    await chief.sees("English it is")
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    card = await chief.sees("Approve")
    assert not any("同意" in key.label for row in card.keys for key in row)
    await chief.taps("Reject")
    await chief.sees("Why do you not agree?")
    await chief.says("The phone has been found")
    await taishan.stage["乔木"].sees("The phone has been found")


async def test_the_page_after_the_decision_shows_it(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    await by_page(taishan, "裴云旗", "同意")
    page = await taishan.stage["裴云旗"].opens()
    assert "已同意" in page.text
