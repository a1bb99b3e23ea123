"""The stand-in against schemas and a client, the adapter against models, none of them ours."""

import asyncio
from typing import Any

import pytest

from bot.cards import Button, Card, Fact, Style
from bot.people.person import Account, Platform
from bot.platforms.ports import Inbound
from bot.platforms.telegram import Connection
from bot.platforms.telegram.inbound import ALLOWED, read
from bot.taps import Tap, Verb
from sandbox.telegram import Standin
from sandbox.telegram.server import Call
from tests.telegram.conftest import LI, ZHAO, Clock
from tests.telegram.peers import faults_of, known_methods, mistakes_in

RICH = Card(
    title="餐厅 <b>& 走廊</b>",
    body=("第一段", "🎥 第二段"),
    facts=(Fact(label="日期", value="11月22日"),),
    notes=("① 级部主任", "② 保卫科长"),
    hint="也可以直接输入",
    buttons=(
        (
            Button(text="同意", tap=Tap(Verb.APPROVE, 1, 2, "0"), style=Style.GO),
            Button(text="不同意", tap=Tap(Verb.REJECT, 1, 2, "0"), style=Style.STOP),
        ),
        (
            Button(text="网页", url="https://bot.example.edu/h5/1"),
            Button(text="复制", copy="调阅〔2026〕0001"),
            Button(text="私聊", start="t_td_0_0_"),
        ),
    ),
)
QUESTION = Card(
    title="哪一天？", buttons=((Button(text="今天", tap=Tap(Verb.ANSWER, 1, 2, "today")),),)
)
PLAIN = Card(title="好的", closed="已同意")

SPOKEN = {
    "answercallbackquery",
    "deletemessage",
    "deletemycommands",
    "deletewebhook",
    "editmessagereplymarkup",
    "editmessagetext",
    "getfile",
    "getme",
    "getupdates",
    "senddocument",
    "sendmessage",
    "setchatmenubutton",
    "setmycommands",
    "setmydescription",
    "setmyshortdescription",
}


async def _hear(kept: asyncio.Queue[dict[str, Any]], clock: Clock) -> tuple[Any, Inbound]:
    async with asyncio.timeout(5):
        raw = await kept.get()
    inbound, why = read(raw, clock.now())
    assert inbound, why
    return raw, inbound


async def play_everything(
    standin: Standin, line: Connection, kept: asyncio.Queue[dict[str, Any]], clock: Clock
) -> list[dict[str, Any]]:
    """Every kind of update and every call of the adapter once; gives the raw updates."""
    phones, messenger = standin.phones, line.messenger
    updates: list[dict[str, Any]] = []

    async def heard() -> Inbound:
        raw, inbound = await _hear(kept, clock)
        updates.append(raw)
        return inbound

    for language, name in (("", "申请"), ("en", "Apply")):
        await line.menu.shelve("private", [("new", name)], language)
        await line.menu.describe("助手", "短", language)
    await line.menu.shelve("group", [("new", "申请")])
    await line.menu.open_beside_input()
    assert await line.who_am_i() == "diaoyue_bot"
    await phones.start(LI, "CODE")
    await messenger.reply(await heard(), (RICH,))
    await line.menu.hang(LI, [("new", "申请")])
    await line.menu.take_down(LI)
    card = phones.bubbles(LI)[-1]
    press = asyncio.create_task(phones.tap(LI, card.id, card.keys[0][0].id))
    await messenger.reply(await heard(), (PLAIN, QUESTION), toast="好")
    await press
    await phones.say(LI, "昨天下午3点")
    await messenger.reply(await heard(), (PLAIN,))
    clock.forward(seconds=90)
    await phones.send_media(LI, "门.jpg", "image/jpeg", b"\xff\xd8", caption="门", album="7")
    await heard()
    await phones.send_file(LI, "信.pdf", "application/pdf", b"%PDF")
    file = (await heard()).what
    assert await messenger.fetch(getattr(file, "file", "")) == b"%PDF"
    li = Account(platform=Platform.TELEGRAM, address=LI)
    await messenger.send_file(li, "表.xlsx", "application/vnd.ms-excel", b"PK")

    group = phones.create_group("保卫组", [LI, ZHAO], supergroup=False)
    await phones.add_bot(LI, group, admin=True)
    await heard()
    await phones.say(ZHAO, "/bind@diaoyue_bot security", group)
    await heard()
    await messenger.post(group, RICH)
    card = phones.bubbles(group)[-1]
    press = asyncio.create_task(phones.tap(ZHAO, card.id, card.keys[0][1].id, group))
    await messenger.reply(await heard(), (PLAIN,))
    await press
    press = asyncio.create_task(phones.tap(ZHAO, "99999", "v1:no:0:0:", group))
    await messenger.reply(await heard(), (), start="t_td_0_0_")
    await press
    await heard()  # he arrived in the private chat
    await phones.migrate(group)
    await heard()
    updates.append(await kept.get())  # migrate_from_chat_id, which the adapter leaves alone

    await messenger.edit({"chat": LI, "message": 2, "above": [1]}, PLAIN)
    await phones.block(LI)
    await heard()
    await messenger.send(li, PLAIN)
    await phones.unblock(LI)
    await heard()
    for method, parameters in (
        ("getWebhookInfo", {}),
        ("getChat", {"chat_id": int(LI)}),
        ("getChatMember", {"chat_id": int(group), "user_id": int(LI)}),
    ):
        await line.calls(method, parameters)
    return updates


async def test_everything_the_stand_in_emits_is_what_telegram_would(
    standin: Standin, line: Connection, polled: asyncio.Queue[dict[str, Any]], clock: Clock
) -> None:
    updates = await play_everything(standin, line, polled, clock)
    assert {kind for update in updates for kind in update} >= set(ALLOWED)
    assert [fault for update in updates for fault in faults_of("update", update)] == []

    answered = [call for call in standin.calls if call.answer["ok"]]
    named = {name.lower(): name for name in known_methods()}
    assert len({call.method for call in answered} & named.keys()) >= 14
    assert [f for call in answered for f in _faults(call, named)] == []


def _faults(call: Call, named: dict[str, str]) -> list[str]:
    return faults_of(named[call.method], call.answer["result"])


@pytest.mark.slow
async def test_everything_the_adapter_calls_is_what_telegram_knows(
    standin: Standin, line: Connection, polled: asyncio.Queue[dict[str, Any]], clock: Clock
) -> None:
    await play_everything(standin, line, polled, clock)
    assert {call.method for call in standin.calls} >= SPOKEN
    assert [wrong for call in standin.calls for wrong in mistakes_in(call)] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda update: update["callback_query"].pop("chat_instance"),
        lambda update: update["callback_query"].update(chat_id=7),
        lambda update: update["callback_query"]["from"].update(last_name=None),
        lambda update: update["callback_query"]["message"].update(date="today"),
    ],
)
async def test_the_schema_would_notice(
    spoil: Any, standin: Standin, polled: asyncio.Queue[dict[str, Any]]
) -> None:
    standin.phones.patience = 0
    await standin.phones.tap(LI, "1", "v1:no:0:0:")
    update = await polled.get()
    assert faults_of("update", update) == []
    spoil(update)
    assert faults_of("update", update)


@pytest.mark.slow
async def test_a_bot_of_another_library_holds_the_same_dialogue(standin: Standin) -> None:
    from tests.telegram.foreign_bot import polling  # seconds to import: whoever plays it pays

    async with polling(standin) as task:
        await _talk_to(standin)
        assert not task.done()
    assert {"sendmessage", "answercallbackquery", "editmessagetext", "senddocument"} <= {
        call.method for call in standin.calls
    }


async def _talk_to(standin: Standin) -> None:
    phones = standin.phones
    async with asyncio.timeout(10):
        await phones.start(LI)
        while not (phones.bubbles(LI)[-1].keys):
            await phones.changed(phones.revision, 1)
        card = phones.bubbles(LI)[-1]
        toast = await phones.tap(LI, card.id, "ok")
        assert toast is not None
        assert toast.text == "收到"
        while phones.bubbles(LI)[-1].kind != "file":
            await phones.changed(phones.revision, 1)
    assert [b.text for b in phones.bubbles(LI)] == ["/start", "完成", "表.pdf"]
