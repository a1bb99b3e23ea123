"""What phones do when their network is pulled: each platform its own way."""

import asyncio

import pytest

from bot.people.person import Platform
from sandbox.exchange import Toast
from sandbox.phones.aerial import Aerial
from tests.sandbox.paper import Paper, StillClock

TEACHER = "1001"


async def deaf(paper: Paper, who: str, said: str, chat: str) -> Toast | None:
    del paper, who, said, chat
    return Toast()


def aerial(platform: Platform, trying: float = 0.0) -> tuple[Aerial, Paper, list[bool]]:
    paper, cuts = Paper(deaf, platform=platform), list[bool]()
    return Aerial(paper, cuts.append, StillClock().now, trying), paper, cuts


async def writes(on: Aerial, words: str) -> None:
    await on.post(TEACHER, "", words, lambda: on.say(TEACHER, words))


async def test_telegram_keeps_what_was_typed_and_sends_it_in_order_when_the_network_is_back() -> (
    None
):
    phone, paper, cuts = aerial(Platform.TELEGRAM)
    phone.pull()
    await writes(phone, "申请")
    await writes(phone, "是")
    assert [u.text for u in phone.kept(TEACHER, TEACHER)] == ["申请", "是"]
    assert paper.bubbles(TEACHER) == ()
    await phone.put_back()
    assert [b.text for b in paper.bubbles(TEACHER)] == ["申请", "是"]
    assert phone.kept(TEACHER, TEACHER) == ()
    assert cuts == [True, False]


async def test_wecom_gives_up_and_sends_again_when_the_mark_is_tapped() -> None:
    phone, paper, _ = aerial(Platform.WECOM)
    phone.pull()
    await writes(phone, "待办")
    (unsent,) = phone.kept(TEACHER, TEACHER)
    while unsent.state == "waits":
        await phone.changed(phone.revision, 5)
    await phone.put_back()
    assert paper.bubbles(TEACHER) == ()
    await phone.again("somebody else", unsent.id)
    assert paper.bubbles(TEACHER) == ()
    await phone.again(TEACHER, unsent.id)
    assert [b.text for b in paper.bubbles(TEACHER)] == ["待办"]
    await phone.again(TEACHER, unsent.id)  # a second thumb on a mark that is gone
    assert len(paper.bubbles(TEACHER)) == 1


async def test_a_story_waits_until_there_is_a_network() -> None:
    phone, paper, _ = aerial(Platform.WECHAT)
    phone.pull()
    speaking = asyncio.create_task(phone.say(TEACHER, "申请"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(speaking), 0.01)
    await phone.put_back()
    await speaking
    assert [b.text for b in paper.bubbles(TEACHER)] == ["申请"]


async def test_whoever_watches_sees_the_plug_and_the_screens() -> None:
    phone, paper, _ = aerial(Platform.TELEGRAM)
    before = phone.revision
    phone.pull()
    assert await phone.changed(before, 5) > before
    before = phone.revision
    waiting = asyncio.create_task(phone.changed(before, 5))
    await asyncio.sleep(0)
    paper.put(TEACHER, "您好")
    assert await waiting > before
