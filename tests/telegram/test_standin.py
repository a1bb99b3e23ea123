"""The stand-in bites where Telegram does; sentences are those of the Bot API server."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.telegram import Standin
from sandbox.telegram.flood import OVERALL, PRIVATE
from sandbox.telegram.markup import parse
from sandbox.telegram.refusals import Refused
from tests.telegram.conftest import LI, ZHAO, Clock

Json = dict[str, Any]
KEYS = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}


@pytest.fixture(autouse=True)
async def started(standin: Standin) -> None:
    await standin.phones.start(LI)


class Client:
    def __init__(self, standin: Standin, session: aiohttp.ClientSession) -> None:
        self._address = f"{standin.url}/bot{standin.token}"
        self._session = session

    async def raw(self, verb: str, method: str, **how: Any) -> Json:
        async with self._session.request(verb, f"{self._address}/{method}", **how) as answer:
            body: Json = await answer.json()
            assert answer.status == body.get("error_code", 200)
            return body

    async def call(self, method: str, **parameters: Any) -> Json:
        return await self.raw("POST", method, json=parameters)

    async def ok(self, method: str, **parameters: Any) -> Any:
        body = await self.call(method, **parameters)
        assert body["ok"], body
        return body["result"]

    async def no(self, method: str, **parameters: Any) -> str:
        body = await self.call(method, **parameters)
        assert not body["ok"], body
        return str(body["description"])


@pytest.fixture
def client(standin: Standin, session: aiohttp.ClientSession) -> Client:
    return Client(standin, session)


async def test_a_call_may_come_as_query_form_json_or_multipart(client: Client) -> None:
    plain = {"chat_id": LI, "text": "<b>好</b>", "parse_mode": "HTML"}
    formed = {**plain, "reply_markup": json.dumps(KEYS)}
    multipart = aiohttp.FormData(formed)
    multipart.add_field("unused", b"x", filename="x")
    for verb, method, how in (
        ("GET", "sendMessage", {"params": formed}),
        ("POST", "SENDMESSAGE", {"params": formed}),
        ("POST", "sendmessage", {"data": formed}),
        ("POST", "sendMessage", {"json": {**plain, "reply_markup": KEYS}}),
        ("POST", "sendMessage", {"data": multipart}),
    ):
        result = (await client.raw(verb, method, **how))["result"]
        assert result["text"] == "好"
        assert result["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
        assert result["reply_markup"] == KEYS


async def test_a_document_may_be_attached_by_name(client: Client) -> None:
    form = aiohttp.FormData({"chat_id": LI, "document": "attach://a"})
    form.add_field("a", b"%PDF", filename="a.pdf", content_type="application/pdf")
    body = await client.raw("POST", "sendDocument", data=form)
    assert body["result"]["document"]["file_name"] == "a.pdf"


REFUSALS: list[tuple[Json, str]] = [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n"}, "message text is empty"),
    ({"text": "字" * 4097}, "message is too long"),
    ({"text": "🎥" * 2049}, "message is too long"),
    ({"text": "x", "chat_id": 5}, "chat not found"),
    ({"text": "x", "chat_id": int(ZHAO)}, "bot can't initiate conversation with a user"),
    ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
        "Text buttons are unallowed",
    ),
    (
        {
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "字" * 22}]]},
        },
        "BUTTON_DATA_INVALID",
    ),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "nowhere"}]]}},
        "Wrong HTTP URL",
    ),
    (
        {
            "text": "x",
            "reply_markup": {"inline_keyboard": [[KEYS["inline_keyboard"][0][0]]] * 101},
        },
        "reply markup is too long",
    ),
    ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
]


@pytest.mark.parametrize(("parameters", "words"), REFUSALS)
async def test_what_may_not_be_sent(parameters: Json, words: str, client: Client) -> None:
    assert words in await client.no("sendMessage", **{"chat_id": int(LI), **parameters})


async def test_4096_units_are_allowed(client: Client) -> None:
    sent = await client.ok("sendMessage", chat_id=LI, text="🎥" * 2048)
    assert len(sent["text"]) == 2048


async def test_an_edit_takes_the_keyboard_away_and_must_change_something(
    client: Client,
) -> None:
    sent = await client.ok("sendMessage", chat_id=LI, text="一", reply_markup=KEYS)
    where = {"chat_id": LI, "message_id": sent["message_id"]}
    assert "message is not modified" in await client.no(
        "editMessageText", **where, text="一", reply_markup=KEYS
    )
    edited = await client.ok("editMessageText", **where, text="一")
    assert "reply_markup" not in edited
    assert "edit_date" in edited
    assert "MESSAGE_TOO_LONG" in await client.no("editMessageText", **where, text="字" * 4097)
    unknown = {**where, "message_id": 999}
    assert "message to edit not found" in await client.no(
        "editMessageText", **unknown, text="x"
    )
    theirs = {**where, "message_id": 1}
    assert "message can't be edited" in await client.no("editMessageText", **theirs, text="x")


async def test_a_tap_is_answered_once_and_in_time(
    standin: Standin, client: Client, clock: Clock
) -> None:
    sent = await client.ok("sendMessage", chat_id=LI, text="一", reply_markup=KEYS)
    press = asyncio.create_task(standin.phones.tap(LI, str(sent["message_id"]), "ok"))
    *_, update = await client.ok("getUpdates", timeout=0)
    query = update["callback_query"]
    assert query["message"] == sent
    answer = {"callback_query_id": query["id"], "text": "好", "show_alert": True}
    assert await client.ok("answerCallbackQuery", **answer) is True
    toast = await press
    assert toast is not None
    assert (toast.text, toast.alert) == ("好", True)
    assert "query is too old" in await client.no("answerCallbackQuery", **answer)

    standin.phones.patience = 0
    assert await standin.phones.tap(LI, str(sent["message_id"]), "ok") is None
    *_, update = await client.ok("getUpdates", timeout=0)
    clock.forward(seconds=61)
    late = {"callback_query_id": update["callback_query"]["id"]}
    assert "query is too old" in await client.no("answerCallbackQuery", **late)


async def test_a_tap_waits_150_seconds_for_a_poll_and_a_message_a_day(
    standin: Standin, client: Client, clock: Clock
) -> None:
    standin.phones.patience = 0
    await standin.phones.tap(LI, "1", "ok")
    clock.forward(seconds=149)
    assert [set(u) - {"update_id"} for u in await client.ok("getUpdates")] == [
        {"message"},
        {"callback_query"},
    ]
    clock.forward(seconds=1)
    assert [set(u) - {"update_id"} for u in await client.ok("getUpdates")] == [{"message"}]
    clock.forward(hours=24)
    assert await client.ok("getUpdates") == []


async def test_updates_come_again_until_confirmed(standin: Standin, client: Client) -> None:
    await standin.phones.say(LI, "二")
    first, second = await client.ok("getUpdates")
    assert await client.ok("getUpdates") == [first, second]
    assert await client.ok("getUpdates", offset=second["update_id"]) == [second]
    assert await client.ok("getUpdates", offset=second["update_id"] + 1) == []
    await standin.phones.say(LI, "三")
    await standin.phones.say(LI, "四")
    (last,) = await client.ok("getUpdates", offset=-1)
    assert last["message"]["text"] == "四"


async def test_a_poll_is_held_open_until_somebody_speaks(
    standin: Standin, client: Client
) -> None:
    (start,) = await client.ok("getUpdates")
    after = start["update_id"] + 1
    poll = asyncio.create_task(client.ok("getUpdates", offset=after, timeout=50))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await standin.phones.say(LI, "二")
    assert (await poll)[0]["message"]["text"] == "二"


async def test_a_second_poller_ends_the_first_and_a_webhook_ends_both(
    standin: Standin, client: Client
) -> None:
    (start,) = await client.ok("getUpdates")
    after = {"offset": start["update_id"] + 1, "timeout": 50}
    first = asyncio.create_task(client.no("getUpdates", **after))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(client.ok("getUpdates", **after))
    assert "terminated by other getUpdates request" in await first
    await standin.phones.say(LI, "二")
    assert len(await second) == 1
    await client.ok("setWebhook", url="http://127.0.0.1:9/x", secret_token="s")
    assert "can't use getUpdates method while webhook is active" in await client.no(
        "getUpdates"
    )
    assert (await client.ok("getWebhookInfo"))["url"] == "http://127.0.0.1:9/x"
    await client.ok("deleteWebhook")
    assert await client.ok("getUpdates")


async def test_kinds_nobody_asked_for_are_not_kept(standin: Standin, client: Client) -> None:
    await client.ok("getUpdates", allowed_updates=["callback_query"])
    await standin.phones.say(LI, "二")
    assert len(await client.ok("getUpdates")) == 1  # /start, from before
    await client.ok("getUpdates", allowed_updates=[])
    await standin.phones.say(LI, "三")
    assert len(await client.ok("getUpdates")) == 2


async def test_in_groups_the_bot_hears_commands_only(standin: Standin, client: Client) -> None:
    group = standin.phones.create_group("保卫组", [LI, ZHAO])
    outside = await client.no("sendMessage", chat_id=group, text="x")
    assert outside == "Forbidden: bot is not a member of the supergroup chat"
    await standin.phones.add_bot(LI, group)
    await standin.phones.say(ZHAO, "大家好", group)
    await standin.phones.say(ZHAO, "/bind security", group)
    *_, joined, command = await client.ok("getUpdates")
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert command["message"]["text"] == "/bind security"
    assert len(standin.phones.bubbles(group)) == 2
    await standin.phones.remove_bot(LI, group, ban=True)
    kicked = await client.no("sendMessage", chat_id=group, text="x")
    assert kicked == "Forbidden: bot was kicked from the supergroup chat"


@pytest.mark.parametrize(("limit", "count"), [("private", PRIVATE), ("overall", OVERALL)])
async def test_bursts_are_refused_when_asked_to(
    limit: str, count: Any, standin: Standin, client: Client, clock: Clock
) -> None:
    setattr(standin.flood, limit, count)
    for _ in range(count.count):
        await client.ok("sendMessage", chat_id=LI, text="x")
    body = await client.call("sendMessage", chat_id=LI, text="x")
    assert body["error_code"] == 429
    seconds = body["parameters"]["retry_after"]
    assert body["description"] == f"Too Many Requests: retry after {seconds}"
    clock.at += timedelta(seconds=seconds)
    await client.ok("sendMessage", chat_id=LI, text="x")


async def test_only_the_right_token_and_known_methods(standin: Standin, client: Client) -> None:
    assert await client.no("sendNonsense") == "Not Found: method not found"
    stranger = Client.__new__(Client)
    stranger._address, stranger._session = f"{standin.url}/bot1:wrong", client._session
    assert await stranger.no("getMe") == "Unauthorized"


async def test_a_person_who_blocked_the_bot_cannot_write_to_it(standin: Standin) -> None:
    await standin.phones.block(LI)
    with pytest.raises(RuntimeError, match="blocked"):
        await standin.phones.say(LI, "hi")


async def test_a_screen_tells_when_it_changes(standin: Standin, client: Client) -> None:
    before = standin.phones.revision
    assert await standin.phones.changed(before, 0.01) == before
    waiting = asyncio.create_task(standin.phones.changed(before, 5))
    await client.ok("sendMessage", chat_id=LI, text="x")
    assert await waiting == before + 1


MARKUP = [
    ("<b>好</b> <i>x</i>", "好 x", [("bold", 0, 1), ("italic", 2, 1)]),
    ("🎥<b>好</b>", "🎥好", [("bold", 2, 1)]),
    ("<blockquote expandable>a\nb</blockquote>c", "a\nbc", [("expandable_blockquote", 0, 3)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("&lt;b&gt; &amp;amp; &quot;&#33;&nope;", '<b> &amp; "!&nope;', []),
    ('<a href="https://x.y">z</a>', "z", [("text_link", 0, 1)]),
    ("  <b> a </b>\n", "a", [("bold", 0, 1)]),
    ("<b></b>x", "x", []),
    ("a & b", "a & b", []),
    ("/start now", "/start now", [("bot_command", 0, 6)]),
]


@pytest.mark.parametrize(("html", "text", "entities"), MARKUP)
def test_html_is_read_as_telegram_reads_it(html: str, text: str, entities: list[Any]) -> None:
    plain, found = parse(html, "HTML")
    assert plain == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("字<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 3'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "nest"),
    ],
)
def test_html_telegram_refuses(html: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(html, "HTML")
    assert words in refusal.value.description
