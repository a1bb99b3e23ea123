"""Hands that were never asked."""

import pytest

from bot.people.person import Platform
from bot.taps import Tap, Verb
from sandbox.player import Actor
from sandbox.town import Town
from tests.stories.cases import filed, phone, press, stranger, the_request

pytestmark = pytest.mark.slow


async def greeted(actor: Actor) -> None:
    """Something of the bot's is on the screen, so that there is something to press on."""
    await actor.says("你好")
    await actor.sees("绑定")


async def test_nobody_unknown_moves_a_case_from_either_platform(taishan: Town) -> None:
    request = await filed(taishan)
    verbs = (Verb.APPROVE, Verb.REJECT, Verb.RETURN, Verb.WITHDRAW, Verb.FILES)
    taps = [Tap(verb, request.id, request.token).packed() for verb in verbs]
    outsider = stranger(taishan, "777000111")
    await greeted(outsider)
    for tap in taps:
        toast = await press(outsider, tap)
        assert toast is not None
        assert toast.text
    member = stranger(taishan, "laike", Platform.WECOM)
    await greeted(member)
    await taishan.platforms.wecom.corp.changed(0, 0)
    for tap in taps:
        last = member.exchange.bubbles("laike")[-1]
        await taishan.platforms.wecom.exchange.press("laike", last.id, tap)
    await member.says("同意 1")
    await member.sees("绑定", fresh=True)
    assert await the_request(taishan) == request
    for shown in (outsider, member):
        assert not any("G1-03-17" in seen.bubble.text for seen in shown.screen())


async def test_a_colleague_who_was_not_asked_is_told_so(taishan: Town) -> None:
    request = await filed(taishan)
    nosy = phone(taishan, "科任老师乙")
    await nosy.says("帮助")
    await nosy.sees("怎么用")
    for verb in (Verb.APPROVE, Verb.REJECT, Verb.RETURN, Verb.WITHDRAW, Verb.FILES):
        toast = await press(nosy, Tap(verb, request.id, request.token).packed())
        assert toast is not None
        assert toast.text
    assert await the_request(taishan) == request
