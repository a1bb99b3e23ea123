"""Telegram brings updates itself: the same school, and whoever knows only the address."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.config import Settings
from bot.web.telegram import SECRET_HEADER
from sandbox.clock import PushedClock
from sandbox.schools import load
from sandbox.stories import lost_phone
from sandbox.town import Town, opened, outside, tree_for
from tests.hostile.doors import standing, still_serves

pytestmark = pytest.mark.slow

SECRET = "only-telegram-knows_0"


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Town]:
    async with outside(load("taishan"), PushedClock()) as platforms:
        tree = tree_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        tree["schools"]["taishan"]["telegram"] |= {"mode": "webhook", "secret": SECRET}
        async with opened(platforms, Settings.read(tree)) as here:
            yield here


async def test_the_whole_case_over_the_webhook(hooked: Town) -> None:
    await lost_phone.play(hooked)
    assert hooked.platforms.telegram.webhook.statuses
    assert set(hooked.platforms.telegram.webhook.statuses) == {200}


def update(number: object, **what: object) -> dict[str, object]:
    return {"update_id": number, **what}


async def test_only_who_knows_the_secret_is_heard(
    hooked: Town, stranger: aiohttp.ClientSession
) -> None:
    await still_serves(hooked)
    before = await standing(hooked)
    url = f"{hooked.settings.web.public_url}/telegram/taishan"
    said = update(9, message={"text": "申请", "chat": {"id": 9001001, "type": "private"}})
    for headers in (
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: SECRET[:-1]},
        {"Authorization": SECRET},
    ):
        async with stranger.post(url, json=said, headers=headers) as answer:
            assert answer.status == 403
    async with stranger.post(url.replace("taishan", "lingnan"), json=said) as answer:
        assert answer.status == 403
    assert await standing(hooked) == before


BENT: list[tuple[object, set[int]]] = [
    ([], {400}),
    ({}, {400}),
    (update("1"), {400}),
    (update(True), {400}),
    (update(2**70), {400}),
    (update(-1, message=5), {400}),
    (update(10_001, message=5), {200}),
    (update(10_002, message={"text": "x", "chat": {"id": "nine"}, "date": "now"}), {200}),
    (update(10_003, message={"text": "x", "chat": {"id": 2**80}, "date": 10**30}), {200}),
    (update(10_004, callback_query={"id": "1", "data": "v1:ap:1:1:"}), {200}),
    (update(10_005, something_of_next_year={"a": [1, {"b": None}]}), {200}),
    (update(10_006, message={"text": "\ud800", "chat": {"id": 1, "type": "private"}}), {200}),
    (update(10_007, message={"text": "x", "chat": {"type": "private"}}), {200}),
    (update(10_011, message={"chat": {"id": 1, "type": "group"}, "from": [1]}), {200}),
    (update(10_008, message={"text": "x", "chat": "\udfff", "from": [1]}), {200}),
    (
        update(
            10_009, my_chat_member=None, callback_query={"from": 1, "message": {"chat": []}}
        ),
        {200},
    ),
    (
        update(10_010, message={"text": "a\0b", "chat": {"id": 9001001, "type": "private"}}),
        {200},
    ),
]


async def test_updates_no_telegram_would_send_stop_nobody(
    hooked: Town, stranger: aiohttp.ClientSession
) -> None:
    """With the right secret even: a server between us and Telegram may have its own ideas."""
    url = f"{hooked.settings.web.public_url}/telegram/taishan"
    for body, wanted in BENT:
        raw = json.dumps(body).encode()
        async with stranger.post(url, data=raw, headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status in wanted, raw
    await still_serves(hooked)
