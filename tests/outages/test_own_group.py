"""A school without group robots has the WeCom application make the group, from the command line."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.cli import chats
from bot.cli.speaking import Stop
from sandbox.clock import PushedClock
from sandbox.exchange import Exchange
from sandbox.schools import load
from sandbox.town import opened, outside, settings_for, tree_for
from tests.outages.test_taps import alarmed


def leaves(tree: Mapping[str, Any], above: str = "DIAOYUE") -> Iterator[tuple[str, str]]:
    """The settings as an operator's environment would hold them."""
    for key, value in tree.items():
        name = f"{above}__{key.upper()}"
        if isinstance(value, Mapping):
            yield from leaves(value, name)
        elif value not in ("", None):
            yield name, str(value)


async def test_a_group_is_made_bound_tried_and_alarmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = PushedClock()
    async with outside(load("taishan"), clock) as platforms:
        tree = tree_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        del tree["schools"]["taishan"]["groups"]
        del tree["schools"]["taishan"]["wechat"]  # a table of words no environment can hold
        for name, value in leaves(tree):
            monkeypatch.setenv(name, value)
        async with opened(platforms, settings_for(platforms, tree["database"]["url"])) as here:
            await asyncio.to_thread(chats.create, "maintenance", "taishan")
            chat = capsys.readouterr().out.strip().splitlines()[-1]
            corp = platforms.wecom.corp
            assert corp.chat_names[chat] == "监控维保群"
            assert len(corp.appchats[chat]) >= 2
            await alarmed(here)
            said = await read_in(platforms.wecom.exchange, chat, "6 个摄像头离线")
            assert any("测试消息" in text for text in said)


async def read_in(exchange: Exchange, chat: str, words: str) -> list[str]:
    """What stands in the group once these words do."""
    async with asyncio.timeout(20):
        while True:
            revision = exchange.revision
            said = [bubble.text for bubble in exchange.bubbles(chat)]
            if any(words in text for text in said):
                return said
            await exchange.changed(revision, 20)


async def test_an_unknown_group_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAOYUE__DATABASE__URL", f"sqlite:///{tmp_path}/x.db")
    monkeypatch.setenv("DIAOYUE__SCHOOLS__TAISHAN__PACK", "k12_ta_2024")
    with pytest.raises(Stop):
        await asyncio.to_thread(chats.create, "teachers", "taishan")
    with pytest.raises(Stop):
        await asyncio.to_thread(chats.create, "security", "taishan")
