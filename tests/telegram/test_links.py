"""Links into the private chat: they select, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest

from bot.cards import Button, Card
from bot.handlers import doors, groups, links
from bot.platforms.telegram import Connection
from bot.platforms.telegram.inbound import read
from bot.platforms.telegram.render import parts
from bot.taps import LINK_LIMIT, Tap, Verb
from sandbox.telegram import Standin
from storage.invites import ALPHABET, LENGTH
from tests.telegram.conftest import LI
from tests.telegram.test_inbound import LI as SENDER
from tests.telegram.test_inbound import NOW, message

NUMBERS = st.integers(0, 10**12)
ARGS = st.text("0123456789abcXYZ_-", max_size=20)

# Whatever signs, takes, sends or ends: never by arriving through a link.
DEEDS = {
    Verb.SUBMIT, Verb.APPROVE, Verb.REJECT, Verb.RETURN, Verb.WITHDRAW, Verb.CONFIRM, Verb.DOUBT,
    Verb.TAKE, Verb.FINISH, Verb.HANDLE, Verb.UNHUSH, Verb.AS_LAST, Verb.REVOKE, Verb.END_GRANT,
    Verb.UNDEPUTISE, Verb.NOT_MINE, Verb.NUDGE, Verb.ANSWER, Verb.CANCEL, Verb.SEEN_GROUP,
}  # fmt: skip


@given(st.sampled_from(list(links.OPENS)), NUMBERS, NUMBERS, ARGS)
def test_a_link_brings_what_the_tap_would(
    verb: Verb, about: int, version: int, arg: str
) -> None:
    tap = Tap(verb, about, version, arg)
    payload = f"t_{tap.verb}_{tap.about}_{tap.version}_{tap.arg}"
    if len(payload) > LINK_LIMIT:
        with pytest.raises(ValueError, match="no link"):
            tap.linked()
        return
    assert tap.linked() == payload
    assert Tap.of_link(payload) == tap


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_a_binding_code_is_no_link(code: str) -> None:
    assert Tap.of_link(code) is None
    assert links.START.fullmatch(f"/start {code}")


@given(st.sampled_from(list(links.OPENS)), NUMBERS, ARGS)
def test_a_link_is_no_binding_code(verb: Verb, about: int, arg: str) -> None:
    assert doors.CODE.fullmatch(f"/start t_{verb}_{about}_0_{arg}") is None


@pytest.mark.parametrize(
    "payload", ["", "t_", "t_zz_1_0_", "t_ap", "t_st_-1_0_", "t_st_1_0_@x", "go", "t_st_1_0_ x"]
)
def test_what_is_not_ours_opens_the_menu_as_start_does(payload: str) -> None:
    assert Tap.of_link(payload) is None


def test_no_link_does_anything() -> None:
    assert set(links.OPENS) & DEEDS == set()
    assert set(links.OPENS) >= {tap.verb for tap in groups.ALONE.values()}


@pytest.mark.parametrize(
    ("text", "command"),
    [("/new", "/new"), ("/New@diaoyue_bot x", "/new"), ("new", ""), ("", ""), ("hi /new", "")],
)
def test_a_command_in_a_group(text: str, command: str) -> None:
    assert groups.command(text) == command


WAY = Card(
    title="请私聊",
    buttons=((Button(text="打开私聊", start=Tap(Verb.WAITING).linked()),),),
)
EITHER = Card(
    title="办理",
    buttons=((Button(text="办理", tap=Tap(Verb.STEP, 7), start="t_st_7_0_"),),),
)


def test_a_button_leads_away_only_where_the_name_is_known() -> None:
    (known,) = parts(WAY, "diaoyue_bot")
    assert known.keyboard == {
        "inline_keyboard": [
            [{"text": "打开私聊", "url": "https://t.me/diaoyue_bot?start=t_td_0_0_"}]
        ]
    }
    (unknown,) = parts(WAY)
    assert unknown.keyboard is None
    (tapped,) = parts(EITHER)
    assert tapped.keyboard
    assert tapped.keyboard["inline_keyboard"][0][0]["callback_data"] == "v1:st:7:0:"


async def test_the_name_is_asked_for_once_and_only_where_it_is_needed(
    standin: Standin, line: Connection
) -> None:
    group = standin.phones.create_group("群", [LI])
    await standin.phones.add_bot(LI, group)
    await line.messenger.post(group, Card(title="好"))
    assert "getme" not in [call.method for call in standin.calls]
    for _ in range(2):
        await line.messenger.post(group, WAY)
    assert [call.method for call in standin.calls].count("getme") == 1
    toast = await standin.phones.tap(
        LI, standin.phones.bubbles(group)[-1].id, link(standin, group)
    )
    assert toast
    assert toast.url.endswith("?start=t_td_0_0_")
    assert standin.world.chats[int(LI)].messages[1].json["text"] == "/start t_td_0_0_"
    assert standin.phones.bubbles(LI)[-1].text == "/start"


def link(standin: Standin, chat: str) -> str:
    return standin.phones.bubbles(chat)[-1].keys[0][0].id


async def test_the_stand_in_refuses_links_that_would_bring_nothing(
    standin: Standin, line: Connection
) -> None:
    await standin.phones.start(LI)
    bad = {"inline_keyboard": [[{"text": "x", "url": "https://t.me/diaoyue_bot?start=a.b"}]]}
    with pytest.raises(BadRequest):
        await line.calls("sendMessage", {"chat_id": LI, "text": "x", "reply_markup": bad})
    standin.talk.ask("1")
    for url in ("https://example.org", "https://t.me/other_bot?start=x", "https://t.me/x"):
        with pytest.raises(BadRequest):
            await line.calls("answerCallbackQuery", {"callback_query_id": "1", "url": url})


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-hans", "zh"), ("zh-TW", "zh"), ("en", "en"), ("en-GB", "en"), ("ru", ""), (None, "")],
)
def test_the_client_s_language_comes_with_what_is_said(code: str | None, language: str) -> None:
    inbound, _ = read(message(sender={**SENDER, "language_code": code}, text="hi"), NOW)
    assert inbound
    assert inbound.language == language
