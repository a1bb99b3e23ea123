"""Raw updates, one row each: what was meant, or why it is left alone."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.ports import Inbound, Noticed, Said, SentFile, Tapped
from bot.platforms.telegram.inbound import key, lane, packed, read
from tests.examples import examples

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SAID_AT = datetime(2026, 11, 23, 7, 59, tzinfo=UTC)
LI = {"id": 1001, "is_bot": False, "first_name": "李", "last_name": "老师"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "李"}
GROUP = {"id": -100123, "type": "supergroup", "title": "保卫组"}
BOT = {"id": 7, "is_bot": True, "first_name": "b"}

Raw = dict[str, Any]


def message(chat: Raw = PRIVATE, sender: Raw = LI, **content: Any) -> Raw:
    dated = {"message_id": 5, "date": int(SAID_AT.timestamp()), "chat": chat, "from": sender}
    return {"update_id": 400, "message": {**dated, **content}}


def tap(message: Any, **more: Any) -> Raw:
    query = {"id": "77", "from": LI, "chat_instance": "1", "data": "v1:ap:1:2:0", **more}
    if message:
        query["message"] = message
    return {"update_id": 401, "callback_query": query}


def membership(chat: Raw, was: str, now: str, **more: Any) -> Raw:
    change = {
        "chat": chat,
        "from": LI,
        "date": int(SAID_AT.timestamp()),
        "old_chat_member": {"status": was, "user": BOT},
        "new_chat_member": {"status": now, "user": BOT, **more},
    }
    return {"update_id": 402, "my_chat_member": change}


def media(kind: str, **fields: Any) -> Raw:
    return message(**{kind: {"file_id": "F", "file_unique_id": "U", **fields}})


PHOTO = [
    {"file_id": "S", "file_unique_id": "s", "width": 90, "height": 60},
    {"file_id": "L", "file_unique_id": "l", "width": 1280, "height": 853, "file_size": 9},
    {"file_id": "M", "file_unique_id": "m", "width": 320, "height": 213},
]

MEANT = [
    (message(text="/start CODE"), Said("/start CODE")),
    (message(text="昨天 @li"), Said("昨天 @li")),
    (message(GROUP, text="/bind@diaoyue_bot security"), Said("/bind security")),
    (message(GROUP, text="/pending@diaoyue_bot"), Said("/pending")),
    (message(GROUP, text="/new a@b"), Said("/new a@b")),
    (message(sticker={"file_id": "F"}), Said("")),
    (
        message(photo=PHOTO, caption="门"),
        SentFile(file="L", name="photo.jpg", mime="image/jpeg", size=9, caption="门"),
    ),
    (
        media("document", file_name="信.pdf", mime_type="application/pdf", file_size=3),
        SentFile(file="F", name="信.pdf", mime="application/pdf", size=3),
    ),
    (media("document"), SentFile(file="F", name="file", mime="application/octet-stream")),
    (media("voice"), SentFile(file="F", name="voice.ogg", mime="audio/ogg")),
    (
        tap({"message_id": 9, "chat": GROUP, "date": 5, "text": "x"}),
        Tapped("v1:ap:1:2:0", {"chat": "-100123", "message": 9}, "77"),
    ),
    (
        tap({"message_id": 9, "chat": PRIVATE, "date": 0}),
        Tapped("v1:ap:1:2:0", {"chat": "1001", "message": 9}, "77"),
    ),
    (membership(GROUP, "left", "member"), Noticed(what="joined")),
    (membership(GROUP, "kicked", "administrator"), Noticed(what="joined")),
    (membership(GROUP, "member", "kicked"), Noticed(what="left")),
    (membership(GROUP, "member", "restricted", is_member=False), Noticed(what="left")),
    (membership(PRIVATE, "member", "kicked"), Noticed(what="blocked")),
    (membership(PRIVATE, "kicked", "member"), Noticed(what="unblocked")),
    (message(GROUP, migrate_to_chat_id=-1005), Noticed(what="migrated", to="-1005")),
]


@pytest.mark.parametrize(("raw", "what"), MEANT)
def test_what_was_meant(raw: Raw, what: object) -> None:
    inbound, why = read(raw, NOW)
    assert inbound, why
    assert inbound.what == what
    assert inbound.at == (NOW if "callback_query" in raw else SAID_AT)
    assert (inbound.key, inbound.sender) == (str(raw["update_id"]), "1001")
    assert inbound.sender_name == "李 老师"


LEFT_ALONE = [
    message(GROUP, sticker={"file_id": "F"}),
    message(GROUP, migrate_from_chat_id=-5),
    message(sender=BOT, text="x"),
    message({"id": -1, "type": "channel", "title": "t"}, text="x"),
    tap(None),
    tap({"message_id": 9, "chat": PRIVATE, "date": 0}, data=None),
    membership(GROUP, "member", "administrator"),
    {"update_id": 1, "poll": {}},
    {"update_id": 1, "message": None},
    {"update_id": 1, "message": {"chat": {"id": 1}}},
    {"update_id": 1, "callback_query": {"data": "x", "message": {}}},
    message(photo=[]),
    {**message(text="x"), "message": {**message(text="x")["message"], "date": "soon"}},
]


@pytest.mark.parametrize("raw", LEFT_ALONE)
def test_the_rest_is_left_alone_for_a_reason(raw: Raw) -> None:
    inbound, why = read(raw, NOW)
    assert inbound is None
    assert why


LANES = [
    (message(text="x"), "1001"),
    (message(GROUP, text="x"), "-100123:1001"),
    (tap({"message_id": 9, "chat": PRIVATE, "date": 0}), "1001"),
    (tap({"message_id": 9, "chat": GROUP, "date": 0}), "-100123:1001"),
    (membership(PRIVATE, "member", "kicked"), "1001"),
    (membership(GROUP, "left", "member"), "-100123"),
    (message(GROUP, migrate_to_chat_id=-1005), "-100123:1001"),
    ({"update_id": 1, "poll": {}}, ""),
]


@pytest.mark.parametrize(("raw", "expected"), LANES)
def test_a_persons_words_and_taps_in_one_chat_share_a_lane(raw: Raw, expected: str) -> None:
    assert lane(raw) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
FIELDS = ["chat", "from", "date", "text", "photo", "data", "message", "id", "old_chat_member"]
CONTENT = st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON


@settings(max_examples=examples(200), deadline=None)
@given(st.sampled_from(["message", "callback_query", "my_chat_member", "other"]), CONTENT)
def test_nothing_a_server_sends_raises(kind: str, content: Any) -> None:
    raw = {"update_id": 3, kind: content}
    inbound, why = read(raw, NOW)
    assert isinstance(inbound, Inbound) or why
    assert isinstance(lane(raw), str)
    assert key(raw) == "3"


@pytest.mark.parametrize(
    "said, kept",
    [
        ("走廊\\u0000", "走廊\\u0000"),  # typed by somebody, backslash and all
        ("a\0b", "a?b"),
        ("\\\0", "\\?"),
        ("a\ud800b", "a?b"),
    ],
)
def test_what_no_database_keeps_is_replaced_before_it_is_kept(said: str, kept: str) -> None:
    raw = {"update_id": 7, "message": {"chat": {"id": 5, "type": "private"}, "text": said}}
    number, way, body = packed(raw)
    assert (number, way) == ("7", "5")
    assert json.loads(body)["message"]["text"] == kept


@pytest.mark.parametrize("bent", [{}, {"message": {"chat": {"id": 1}, "from": [2]}}])
def test_every_update_can_be_kept(bent: dict[str, object]) -> None:
    assert packed({"update_id": 7, **bent})
