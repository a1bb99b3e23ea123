"""A service account's stand-in with our client, messenger and callback before it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
from starlette.applications import Starlette

from bot.cards import Card
from bot.people.person import Account, Platform
from bot.platforms.ports import Inbound
from bot.platforms.wechat.client import Client
from bot.platforms.wechat.crypto import Wall
from bot.platforms.wechat.inbound import read
from bot.platforms.wechat.messenger import WeChatMessenger
from bot.platforms.wechat.template import Template
from bot.web.wechat import Hook, routes
from sandbox.loopback import listening
from sandbox.wechat import ServiceAccount, WeChat, serve

APP, WHO = "wxb11529c136998cb6", "oLi-4f2c"
TEMPLATE = "of-something-to-do"
FIELDS = {"title": "thing1", "detail": "thing2", "number": "character_string3", "time": "time4"}


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def push(self, by: timedelta) -> None:
        self.at += by


@dataclass
class House:
    clock: Clock
    account: ServiceAccount
    wechat: WeChat
    messenger: WeChatMessenger
    hook: Hook
    kept: list[tuple[str, str, str]] = field(default_factory=list)
    # What the house says to whatever arrives; nothing: it is late.
    says: tuple[Card, ...] | None = (Card(title="收到"),)
    broken: bool = False
    hangs: bool = False

    async def store(self, key: str, lane: str, body: bytes) -> None:
        """As the intake does: kept once, answered once."""
        if self.hangs:
            await asyncio.sleep(60)
        if self.broken:
            raise OSError("disk")
        if any(key == known for known, _, _ in self.kept):
            return
        self.kept.append((key, lane, body.decode()))
        inbound = read(body)
        if inbound and self.says is not None:
            await self.messenger.reply(inbound, self.says)

    async def late(self) -> None:
        """The reply to what came last, when nobody holds the line any more."""
        inbound = read(self.kept[-1][2])
        assert inbound is not None
        await self.messenger.reply(inbound, (Card(title="收到"),))

    def inbound(self) -> Inbound:
        found = read(self.kept[-1][2])
        assert found is not None
        return found

    @property
    def screen(self) -> list[str]:
        """What the account said to him."""
        return [b.title or b.text for b in self.wechat.exchange.bubbles(WHO) if not b.author]


TO = Account(platform=Platform.WECHAT, address=WHO)


@contextlib.asynccontextmanager
async def house(*, template: bool = True, patience: float = 1.0) -> AsyncIterator[House]:
    clock = Clock()
    account = ServiceAccount(app_id=APP, clock=clock)
    account.follow(WHO, "李卫国")
    account.templates[TEMPLATE] = tuple(FIELDS.values())
    async with (
        serve(account, callback_seconds=patience * 2) as wechat,
        aiohttp.ClientSession(trust_env=False) as session,
    ):
        client = Client(session, app_id=APP, secret=account.secret, base_url=wechat.base_url)
        messenger = WeChatMessenger(
            client, template=Template(TEMPLATE, FIELDS) if template else None, now=clock.now
        )
        wall = Wall(token=account.token, aes_key=account.aes_key, app_id=APP)

        async def store(key: str, lane: str, body: bytes) -> None:
            await here.store(key, lane, body)

        hook = Hook(wall=wall, store=store, line=messenger.line, patience=patience)
        here = House(clock, account, wechat, messenger, hook)
        app = Starlette(routes=list(routes({"taishan": hook}, clock.now)))
        async with listening(app) as address:
            await wechat.connect(f"{address}/wechat/taishan")
            yield here
