"""How cards live in a chat: edited where tapped, sent below what was typed, split and shrunk."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram.error import BadRequest

from bot.cards import Button, Card, Style
from bot.people.person import Account, Platform
from bot.platforms.ports import (
    Delivered,
    Inbound,
    Messenger,
    Said,
    SentFile,
    Tapped,
    TryLater,
    Unreachable,
)
from bot.platforms.telegram import Connection
from bot.platforms.telegram.standing import Allowance
from bot.taps import Tap, Verb
from sandbox.exchange import Bubble, Toast
from sandbox.telegram import Standin
from sandbox.telegram.flood import Limit
from tests.telegram.conftest import LI, Clock

TO_LI = Account(platform=Platform.TELEGRAM, address=LI)
ASK = Tap(Verb.ANSWER, 1, 2, "a")


def question(text: str) -> Card:
    return Card(title=text, buttons=((Button(text="好", tap=ASK),),))


def approval(text: str) -> Card:
    return Card(title=text, buttons=((Button(text="同意", tap=Tap(Verb.APPROVE, 1, 2)),),))


def long(name: str, messages: int) -> Card:
    pages = tuple(f"{name}{n} " + "字" * 3990 for n in range(messages - 1))
    return Card(title=name, body=pages, buttons=((Button(text="好", tap=ASK),),))


def said(text: str = "昨天") -> Inbound:
    return inbound(Said(text))


def tapped(bubble: Bubble, callback: str = "none") -> Inbound:
    return inbound(Tapped(ASK.packed(), {"chat": LI, "message": int(bubble.id)}, callback))


def inbound(what: Any) -> Inbound:
    return Inbound(
        platform=Platform.TELEGRAM,
        key="1",
        sender=LI,
        chat=LI,
        private=True,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        what=what,
    )


@pytest.fixture(autouse=True)
async def started(standin: Standin) -> None:
    await standin.phones.start(LI)


def shown(standin: Standin) -> list[Bubble]:
    """What the bot has standing in the chat."""
    return [bubble for bubble in standin.phones.bubbles(LI) if not bubble.author]


def words(standin: Standin) -> list[tuple[str, bool]]:
    return [((b.title + b.text).partition(" ")[0], bool(b.keys)) for b in shown(standin)]


async def delivered(outcome: Any) -> dict[str, Any]:
    result = await outcome
    assert isinstance(result, Delivered), result
    return dict(result.ref)


def test_it_is_a_messenger(line: Connection) -> None:
    port: Messenger = line.messenger
    assert port.capabilities.edits
    assert port.capabilities.buttons


async def test_a_typed_answer_takes_the_buttons_off_the_question_above(
    standin: Standin, line: Connection
) -> None:
    await line.messenger.reply(said("/new"), (question("哪一天？"),))
    await line.messenger.reply(said("昨天"), (question("几点？"),))
    assert words(standin) == [("哪一天？", False), ("几点？", True)]
    await line.messenger.reply(
        inbound(SentFile(file="F", name="a", mime="b")), (Card(title="好"),)
    )
    assert words(standin) == [("哪一天？", False), ("几点？", False), ("好", False)]


async def test_asking_for_help_leaves_the_question_and_an_approval_card_alone(
    standin: Standin, line: Connection
) -> None:
    await line.messenger.reply(said("71"), (approval("申请"),))
    await line.messenger.reply(said("/new"), (question("哪一天？"),))
    await line.messenger.reply(said("/help"), (Card(title="帮助"),))
    assert words(standin) == [("申请", True), ("哪一天？", True), ("帮助", False)]


async def test_a_tap_edits_its_card_and_further_cards_come_below(
    standin: Standin, line: Connection
) -> None:
    await line.messenger.reply(said("/new"), (question("哪一天？"),))
    (card,) = shown(standin)
    await line.messenger.reply(tapped(card), (Card(title="已提交"), Card(title="进度")))
    assert words(standin) == [("已提交", False), ("进度", False)]
    await line.messenger.reply(said("你好"), (Card(title="你好"),))
    assert shown(standin)[0].edits == 1


async def test_a_tap_on_a_card_that_is_gone_gets_a_new_one(
    standin: Standin, line: Connection
) -> None:
    gone = Bubble(
        id="777", author="", kind="card", text="", at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    await line.messenger.reply(tapped(gone), (question("哪一天？"),))
    assert words(standin) == [("哪一天？", True)]


async def test_a_long_toast_is_cut_and_a_late_one_is_nobodys_loss(
    standin: Standin, line: Connection, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await line.messenger.reply(said("/new"), (question("哪一天？"),))
    (card,) = shown(standin)
    press = asyncio.create_task(standin.phones.tap(LI, card.id, ASK.packed()))
    await asyncio.sleep(0)  # the tap is on its way
    (query,) = standin.talk.queries
    await line.messenger.reply(tapped(card, query), (), "字" * 300)
    toast = await press
    assert toast is not None
    assert toast.text == "字" * 199 + "…"
    await line.messenger.reply(tapped(card, query), (), "again")
    assert not caplog.records


async def test_a_long_card_is_sent_in_order_and_edited_whole(
    standin: Standin, line: Connection
) -> None:
    ref = await delivered(line.messenger.send(TO_LI, long("甲", 3)))
    assert words(standin) == [("甲甲0", False), ("甲1", True)]
    assert [ref["message"], *ref["above"]] == [int(b.id) for b in reversed(shown(standin))]

    again = await delivered(line.messenger.edit(ref, long("乙", 3)))
    assert again == ref
    assert words(standin) == [("乙乙0", False), ("乙1", True)]


async def test_a_long_card_shrinks_into_its_lowest_message(
    standin: Standin, line: Connection
) -> None:
    ref = await delivered(line.messenger.send(TO_LI, long("甲", 4)))
    small = await delivered(line.messenger.edit(ref, Card(title="已同意")))
    assert small == {"chat": LI, "message": ref["message"]}
    assert words(standin) == [("已同意", False)]


async def test_what_is_too_old_to_delete_is_emptied(
    standin: Standin, line: Connection, clock: Clock
) -> None:
    ref = await delivered(line.messenger.send(TO_LI, long("甲", 3)))
    clock.forward(days=3)
    await delivered(line.messenger.edit(ref, Card(title="已同意")))
    assert words(standin) == [("⋯", False), ("已同意", False)]
    assert await delivered(line.messenger.edit(ref, Card(title="已同意")))


async def test_a_card_grows_downwards(standin: Standin, line: Connection) -> None:
    ref = await delivered(line.messenger.send(TO_LI, question("甲")))
    grown = await delivered(line.messenger.edit(ref, long("乙", 3)))
    assert grown["above"] == [ref["message"]]
    assert words(standin) == [("乙乙0", False), ("乙1", True)]


async def test_a_question_in_the_place_of_a_long_card_is_one_message_from_then_on(
    standin: Standin, line: Connection
) -> None:
    await delivered(line.messenger.send(TO_LI, long("甲", 3)))
    lowest = shown(standin)[-1]
    await line.messenger.reply(tapped(lowest), (question("为什么？"),))
    await line.messenger.reply(tapped(lowest), (long("乙", 3),))
    assert words(standin) == [("乙乙0", False), ("乙1", True)]


async def test_a_tap_under_a_long_card_edits_all_of_it(
    standin: Standin, line: Connection
) -> None:
    await line.messenger.reply(said("/new"), (long("甲", 3),))
    await line.messenger.reply(tapped(shown(standin)[-1]), (Card(title="好"),))
    assert words(standin) == [("好", False)]


async def test_half_a_card_counts_as_perhaps_sent(standin: Standin, line: Connection) -> None:
    card = long("甲", 3)
    standin.flood.private = Limit(1, timedelta(seconds=60))
    outcome = await line.messenger.send(TO_LI, card)
    assert isinstance(outcome, TryLater)
    assert outcome.maybe_sent


async def test_an_account_that_is_no_number_is_unreachable_not_an_error(
    line: Connection,
) -> None:
    outcome = await line.messenger.send(
        Account(platform=Platform.TELEGRAM, address="li"), question("x")
    )
    assert isinstance(outcome, Unreachable)


def test_old_buttons_are_taken_off_in_a_burst_and_then_at_a_pace() -> None:
    may = Allowance(3, per_second=2.0)
    assert [may.grants(100.0) for _ in range(4)] == [True, True, True, False]
    assert [may.grants(100.5), may.grants(100.5)] == [True, False]
    assert [may.grants(900.0) for _ in range(4)] == [True, True, True, False]


# ------------------------------------------------------------------ one question at a time


async def test_a_tap_on_an_older_question_changes_the_one_that_stands_below(
    standin: Standin, line: Connection
) -> None:
    """As after a restart, when nobody remembered to take the old buttons off."""
    await line.messenger.reply(said("/new"), (question("哪一天？"),))
    (old,) = shown(standin)
    line.messenger._questions.forget(LI)
    await line.messenger.reply(said("昨天"), (question("几点？"),))
    assert words(standin) == [("哪一天？", True), ("几点？", True)]
    await line.messenger.reply(tapped(old), (question("几点？"),))
    assert words(standin) == [("哪一天？", False), ("几点？", True)]


async def test_a_case_s_card_becomes_its_form_where_it_was_tapped(
    standin: Standin, line: Connection
) -> None:
    await line.messenger.reply(said("71"), (approval("申请"),))
    await line.messenger.reply(said("/new"), (question("哪一天？"),))
    card = shown(standin)[0]
    taking = Tapped(
        Tap(Verb.OUTCOME, 1).packed(), {"chat": LI, "message": int(card.id)}, "none"
    )
    await line.messenger.reply(inbound(taking), (question("结果？"),))
    assert words(standin) == [("结果？", True), ("哪一天？", True)]


# ------------------------------------------------------------------ clipboard and colours

COPY = Card(
    title="报修",
    buttons=(
        (
            Button(text="已报修", tap=Tap(Verb.STEP, 1), style=Style.GO),
            Button(text="复制单号", copy="故障〔2026〕0001"),
        ),
        (Button(text="复制全文", copy="字🎥" * 200),),
    ),
)


async def test_what_can_be_copied_stays_between_client_and_clipboard(
    standin: Standin, line: Connection
) -> None:
    await delivered(line.messenger.send(TO_LI, COPY))
    (first, second), (whole,) = shown(standin)[-1].keys
    assert (first.style, first.copy) == ("go", "")
    assert second.copy == "故障〔2026〕0001"
    assert whole.copy == "字🎥" * 85 + "字"  # 256 units, no half character
    toast = await standin.phones.tap(LI, shown(standin)[-1].id, second.id)
    assert toast == Toast()


async def test_an_older_server_refuses_once_and_then_gets_plain_buttons(
    standin: Standin, line: Connection
) -> None:
    standin.talk.older = True
    ref = await delivered(line.messenger.send(TO_LI, COPY))
    assert [[key.label for key in row] for row in shown(standin)[-1].keys] == [["已报修"]]
    sent = [call.method for call in standin.calls].count("sendmessage")
    assert sent == 2, "refused once, sent again"
    await delivered(line.messenger.edit(ref, question("几点？")))
    await delivered(line.messenger.send(TO_LI, COPY))
    assert [call.method for call in standin.calls].count("sendmessage") == sent + 1
    only = Card(title="单号", buttons=((Button(text="复制", copy="1"),),))
    await delivered(line.messenger.send(TO_LI, only))
    assert shown(standin)[-1].keys == ()


async def test_a_keyboard_that_is_wrong_is_not_taken_for_an_older_server(
    standin: Standin, line: Connection
) -> None:
    wrong = Card(title="网页", buttons=((Button(text="打开", url="nowhere"),),))
    assert isinstance(await line.messenger.send(TO_LI, wrong), TryLater)
    await delivered(line.messenger.send(TO_LI, COPY))
    assert shown(standin)[-1].keys[0][1].copy


@pytest.mark.parametrize("text", ["", "x" * 257, "🎥" * 129])
async def test_the_stand_in_refuses_what_no_clipboard_takes(
    text: str, standin: Standin, line: Connection
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "复制", "copy_text": {"text": text}}]]}
    with pytest.raises(BadRequest):
        await line.calls("sendMessage", {"chat_id": LI, "text": "x", "reply_markup": keyboard})
