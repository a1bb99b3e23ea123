"""A platform on paper: an Exchange whose bot is a function in the test."""

import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.people.person import Platform
from sandbox.exchange import Bubble, Kept, Key, Toast
from sandbox.wecom.corp import Corp

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


class StillClock:
    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class Paper:
    """`bot(exchange, who, said, chat)` hears texts and, in square brackets, tapped keys."""

    def __init__(
        self,
        bot: Callable[["Paper", str, str, str], Awaitable[Toast | None]],
        *,
        clock: StillClock | None = None,
        platform: Platform = Platform.TELEGRAM,
    ) -> None:
        self.platform = platform
        self.revision = 0
        self._bot, self._clock = bot, clock or StillClock()
        self._chats: dict[str, list[Bubble]] = defaultdict(list)
        self._files: dict[str, Kept] = {}
        self._ids = itertools.count(1)
        self._turns = Corp("paper", self._clock)  # borrowed for its waiting

    def put(self, chat: str, text: str, *rows: tuple[str, ...], **more: Any) -> str:
        keys = tuple(tuple(map(_key, row)) for row in rows)
        name = str(next(self._ids))
        bubble = {"author": "", "kind": "text", "at": self._clock.now(), **more}
        self._chats[chat].append(Bubble(id=name, text=text, keys=keys, **bubble))
        self._bump()
        return name

    def edit(self, chat: str, bubble: str, text: str, *rows: tuple[str, ...]) -> None:
        log = self._chats[chat]
        at = next(i for i, b in enumerate(log) if b.id == bubble)
        keys = tuple(tuple(map(_key, row)) for row in rows)
        log[at] = replace(log[at], text=text, keys=keys, edits=log[at].edits + 1)
        self._bump()

    def bubbles(self, chat: str, viewer: str = "") -> tuple[Bubble, ...]:
        del viewer
        return tuple(self._chats[chat])

    def menu(self) -> tuple[Key, ...]:
        return ()

    def file(self, name: str) -> Kept | None:
        return self._files.get(name)

    async def say(self, who: str, text: str, chat: str = "") -> None:
        self.put(chat or who, text, author=who)
        await self._bot(self, who, text, chat or who)

    async def tap(self, who: str, bubble: str, key: str, chat: str = "") -> Toast | None:
        del bubble
        return await self._bot(self, who, f"[{key}]", chat or who)

    async def send_file(
        self, who: str, name: str, mime: str, data: bytes, caption: str = "", chat: str = ""
    ) -> None:
        del caption
        kind = "photo" if mime.startswith("image/") else "file"
        self._files[name] = Kept(name, mime, data)
        self.put(chat or who, name, author=who, kind=kind, file=name)
        await self._bot(self, who, f"<{name}>", chat or who)

    async def changed(self, after: int, timeout: float) -> int:
        self.revision = await self._turns.changed(after, timeout)
        return self.revision

    def _bump(self) -> None:
        self._turns.bump()
        self.revision = self._turns.revision


def _key(label: str) -> Key:
    """ "+同意" is a green key, "-不同意" a red one, "~已同意" a dead one, "看 http://…" a link."""
    words, _, url = label.partition(" http")
    marks = {"+": "go", "-": "stop"}
    style, name = marks.get(words[0], ""), words.lstrip("+-~")
    link = f"http{url}" if url else ""
    return Key(id=name, label=name, style=style, url=link, dead=words[0] == "~")
