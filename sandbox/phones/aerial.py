"""The network between one platform and everybody: while it is out, nothing passes in any direction.

Phones do what phones do then. Telegram keeps what was typed and sends it by itself later; WeCom and
WeChat try for a while, mark it as not sent, and send it again when the mark is tapped.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.people.person import Platform
from sandbox.exchange import Bubble, Exchange, Kept, Key, Toast
from sandbox.revised import Revised
from sandbox.town import Platforms

TRYING = 4.0  # seconds until WeCom and WeChat mark a message as not sent


@dataclass(slots=True, kw_only=True)
class Unsent:
    id: str
    who: str
    chat: str
    text: str
    at: datetime
    send: Callable[[], Awaitable[None]]
    state: Literal["waits", "failed"] = "waits"


@dataclass(slots=True)
class Aerial:
    """An `Exchange`. What its own methods are asked waits until the network is back, as a patient
    person does; `post` is a hurried one's thumb."""

    exchange: Exchange
    cut: Callable[[bool], None]  # the stand-in refuses the product, or serves it again
    now: Callable[[], datetime]
    trying: float = TRYING
    unsent: list[Unsent] = field(default_factory=list)
    _turns: Revised = field(default_factory=Revised)
    _back: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self._back.set()

    @property
    def platform(self) -> Platform:
        return self.exchange.platform

    @property
    def out(self) -> bool:
        return not self._back.is_set()

    # -- the plug ----------------------------------------------------------------------------------

    def pull(self) -> None:
        self._back.clear()
        self.cut(True)
        self._turns.bump()

    async def put_back(self) -> None:
        """What phones kept goes out, in the order it was written."""
        self.cut(False)
        self._back.set()
        self._turns.bump()
        for one in [u for u in self.unsent if u.state == "waits"]:
            await self._send(one)

    async def post(
        self, who: str, chat: str, text: str, send: Callable[[], Awaitable[None]]
    ) -> None:
        """Sent at once, or kept on the phone. `send` does it, `text` is what is seen meanwhile."""
        if not self.out:
            await send()
            return
        number = f"unsent-{next(self._numbers)}"
        one = Unsent(id=number, who=who, chat=chat, text=text, at=self.now(), send=send)
        self.unsent.append(one)
        self._turns.bump()
        if self.platform is not Platform.TELEGRAM:
            asyncio.get_running_loop().call_later(self.trying, self._give_up, one)

    async def again(self, who: str, number: str) -> None:
        """The mark beside what was not sent is tapped."""
        one = next((u for u in self.unsent if (u.who, u.id) == (who, number)), None)
        if one is None:
            return
        if not self.out:
            await self._send(one)
            return
        one.state = "waits"
        self._turns.bump()
        asyncio.get_running_loop().call_later(self.trying, self._give_up, one)

    def kept(self, who: str, chat: str) -> tuple[Unsent, ...]:
        return tuple(u for u in self.unsent if (u.who, u.chat or u.who) == (who, chat))

    def _give_up(self, one: Unsent) -> None:
        if one in self.unsent and self.out:
            one.state = "failed"
            self._turns.bump()

    async def _send(self, one: Unsent) -> None:
        if one in self.unsent:
            self.unsent.remove(one)
            await one.send()

    # -- an exchange -------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        return self.exchange.revision + self._turns.revision

    async def changed(self, after: int, timeout: float) -> int:
        if self.revision <= after:
            both = [
                asyncio.ensure_future(one.changed(one.revision, timeout))
                for one in (self.exchange, self._turns)
            ]
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in both:
                    task.cancel()
        return self.revision

    def bubbles(self, chat: str, viewer: str = "") -> tuple[Bubble, ...]:
        return self.exchange.bubbles(chat, viewer)

    def menu(self) -> tuple[Key, ...]:
        return self.exchange.menu()

    def file(self, name: str) -> Kept | None:
        return self.exchange.file(name)

    async def say(self, who: str, text: str, chat: str = "") -> None:
        await self._back.wait()
        await self.exchange.say(who, text, chat)

    async def tap(self, who: str, bubble: str, key: str, chat: str = "") -> Toast | None:
        await self._back.wait()
        return await self.exchange.tap(who, bubble, key, chat)

    async def send_file(
        self, who: str, name: str, mime: str, data: bytes, caption: str = "", chat: str = ""
    ) -> None:
        await self._back.wait()
        await self.exchange.send_file(who, name, mime, data, caption, chat)


EVERY_CALL = 10**9


def aerials(platforms: Platforms, trying: float = TRYING) -> tuple[Aerial, ...]:
    """One for each stand-in of a school."""
    now = platforms.clock.now
    telegram, corp = platforms.telegram, platforms.wecom.corp
    account = platforms.wechat.account

    def of_telegram(out: bool) -> None:
        telegram.faults.clear()
        if out:
            telegram.faults.drop("", EVERY_CALL, after=False)

    def of_wecom(out: bool) -> None:
        corp.faults.api.clear()
        if out:
            corp.faults.plan("", times=EVERY_CALL, drop=True)

    def of_wechat(out: bool) -> None:
        account.faults.api.clear()
        if out:
            account.faults.plan("", times=EVERY_CALL, drop=True)

    return (
        Aerial(telegram.phones, of_telegram, now, trying),
        Aerial(platforms.wecom.exchange, of_wecom, now, trying),
        Aerial(platforms.wechat.exchange, of_wechat, now, trying),
    )
