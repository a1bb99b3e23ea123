"""A group with topics: what is bound in one is said there, until the topic is closed."""

from typing import Any

import pytest

from bot.cards import Button, Card
from bot.platforms.ports import Delivered, Moved
from bot.platforms.telegram import Connection
from bot.platforms.telegram.inbound import read
from bot.taps import Tap, Verb
from sandbox.telegram import Standin
from tests.telegram.conftest import LI
from tests.telegram.test_inbound import GROUP, NOW, message, tap

CARD = Card(
    title="餐厅东门 离线",
    buttons=((Button(text="我来处理", tap=Tap(Verb.HANDLE, 1, 1)),),),
)
OTHER = Card(title="已恢复：餐厅东门 离线")
THREAD = 77


@pytest.fixture
async def group(standin: Standin) -> str:
    chat = standin.phones.create_group("保卫组", [LI])
    await standin.phones.add_bot(LI, chat)
    standin.world.chats[int(chat)].topics[THREAD] = True
    return chat


def written(standin: Standin, group: str) -> list[dict[str, Any]]:
    every = standin.world.chats[int(group)].messages.values()
    return [m.json for m in every if "text" in m.json]


async def test_a_card_stands_in_its_topic_and_is_edited_there(
    standin: Standin, line: Connection, group: str
) -> None:
    posted = await line.messenger.post(f"{group}#{THREAD}", CARD)
    assert isinstance(posted, Delivered)
    assert posted.ref["chat"] == group  # as a tap names it
    assert isinstance(await line.messenger.edit(posted.ref, OTHER), Delivered)
    (only,) = written(standin, group)
    assert only["message_thread_id"] == THREAD
    assert "已恢复" in only["text"]


@pytest.mark.parametrize("gone", [False, True])
async def test_a_closed_topic_leaves_the_group_itself(
    standin: Standin, line: Connection, group: str, gone: bool
) -> None:
    topics = standin.world.chats[int(group)].topics
    topics[THREAD] = False
    if gone:
        del topics[THREAD]
    assert await line.messenger.post(f"{group}#{THREAD}", CARD) == Moved(group)
    assert isinstance(await line.messenger.post(group, CARD), Delivered)


IN_TOPIC = {"message_thread_id": THREAD, "is_topic_message": True}


def test_what_is_said_and_tapped_in_a_topic_is_answered_there() -> None:
    place = f"{GROUP['id']}#{THREAD}"
    said, _ = read(message(GROUP, text="/bind security", **IN_TOPIC), NOW)
    assert said
    assert said.chat == place
    shown = {"chat": GROUP, "message_id": 5, "date": 1, **IN_TOPIC}
    tapped, _ = read(tap(shown), NOW)
    assert tapped
    assert tapped.chat == place
    assert tapped.what.message == {"chat": str(GROUP["id"]), "message": 5}


def test_a_reply_outside_of_topics_is_said_in_the_group() -> None:
    """A thread of replies has a number too, and is no topic."""
    said, _ = read(message(GROUP, text="/bind security", message_thread_id=5), NOW)
    assert said
    assert said.chat == str(GROUP["id"])
