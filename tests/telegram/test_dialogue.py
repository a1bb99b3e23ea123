"""The whole way round: a person speaks, the adapter understands, answers, edits."""

import asyncio

from bot.cards import Button, Card, Fact, Style
from bot.people.person import Account, Platform
from bot.platforms.ports import Delivered, Inbound, Said, SentFile, Tapped
from bot.platforms.telegram import Connection
from bot.platforms.telegram.inbound import read
from bot.taps import Tap, Verb
from sandbox.telegram import Standin
from tests.telegram.conftest import LI, Clock

QUESTION = Card(
    title="查看监控申请",
    facts=(Fact(label="地点", value="餐厅"),),
    buttons=((Button(text="同意", tap=Tap(Verb.ANSWER, 1, 2, "a"), style=Style.GO),),),
)
NEXT = Card(title="日期", body=("哪一天？",))


async def heard(polled: asyncio.Queue[dict[str, object]], clock: Clock) -> Inbound:
    async with asyncio.timeout(5):
        inbound, why = read(await polled.get(), clock.now())
    assert inbound, why
    return inbound


async def test_a_teacher_starts_taps_and_sees_the_card_change(
    standin: Standin,
    line: Connection,
    polled: asyncio.Queue[dict[str, object]],
    clock: Clock,
) -> None:
    phones = standin.phones
    await phones.start(LI, "CODE")
    started = await heard(polled, clock)
    assert started.what == Said("/start CODE")
    assert (started.sender, started.chat, started.private) == (LI, LI, True)

    await line.messenger.reply(started, (QUESTION,))
    card = phones.bubbles(LI)[-1]
    assert (card.title, card.text) == ("查看监控申请", "地点\u3000餐厅")
    assert [(key.label, key.style) for key in card.keys[0]] == [("同意", "go")]

    press = asyncio.create_task(phones.tap(LI, card.id, card.keys[0][0].id))
    tapped = await heard(polled, clock)
    assert isinstance(tapped.what, Tapped)
    assert Tap.read(tapped.what.payload) == Tap(Verb.ANSWER, 1, 2, "a")
    await line.messenger.reply(tapped, (NEXT,), toast="已记下")
    toast = await press
    assert toast is not None
    assert toast.text == "已记下"
    changed = phones.bubbles(LI)[-1]
    assert (changed.id, changed.edits) == (card.id, 1)
    assert (changed.title, changed.text) == ("日期", "哪一天？")
    assert not changed.keys


async def test_a_document_goes_both_ways(
    standin: Standin,
    line: Connection,
    polled: asyncio.Queue[dict[str, object]],
    clock: Clock,
) -> None:
    await standin.phones.send_file(LI, "申请.pdf", "application/pdf", b"%PDF-1", "扫描件")
    inbound = await heard(polled, clock)
    assert isinstance(inbound.what, SentFile)
    assert (inbound.what.name, inbound.what.mime) == ("申请.pdf", "application/pdf")
    assert (inbound.what.size, inbound.what.caption) == (6, "扫描件")
    assert await line.messenger.fetch(inbound.what.file) == b"%PDF-1"

    account = Account(platform=Platform.TELEGRAM, address=LI)
    sent = await line.messenger.send_file(account, "登记表.pdf", "application/pdf", b"%PDF-2")
    assert isinstance(sent, Delivered)
    assert standin.phones.bubbles(LI)[-1].text == "登记表.pdf"
