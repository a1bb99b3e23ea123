"""The answer inside the callback's own HTTP response: free of the window's count, and at once.

WeChat holds the connection of each packet open for five seconds. Whoever handles the packet offers
his words here; if somebody still holds the line they leave with it, else they are sent as a message
of their own. A repeated packet gets the same words again: of several answers WeChat shows one.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.platforms.recent import Recent

_REMEMBERED = 512  # packets


class Line:
    """Words for packets whose connection is open, by the packet's key."""

    def __init__(self) -> None:
        self._open: dict[str, asyncio.Future[str]] = {}
        self._said: Recent[str, str] = Recent(_REMEMBERED)

    @contextmanager
    def held(self, key: str) -> Iterator["asyncio.Future[str]"]:
        """Hold the line before the packet is stored: its answer may be quicker than the commit."""
        waiting: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._open[key] = waiting
        if (said := self._said.get(key)) is not None:
            waiting.set_result(said)
        try:
            yield waiting
        finally:
            waiting.cancel()
            if self._open.get(key) is waiting:
                self._open.pop(key)

    def offer(self, key: str, words: str) -> bool:
        """Whether they leave with the packet's own answer; "" only lets the line go."""
        waiting = self._open.get(key)
        if waiting is None or waiting.done():
            return False
        waiting.set_result(words)
        self._said.put(key, words)
        return True


def reply(words: str, *, to: str, account: str, seconds: int) -> str:
    """The packet to seal. Other people's words can close no tag of ours (wechat.md §1.5, 6)."""
    return (
        f"<xml><ToUserName>{_cdata(to)}</ToUserName><FromUserName>{_cdata(account)}</FromUserName>"
        f"<CreateTime>{seconds}</CreateTime><MsgType>{_cdata('text')}</MsgType>"
        f"<Content>{_cdata(words)}</Content></xml>"
    )


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
