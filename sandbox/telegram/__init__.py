"""A stand-in for the Telegram Bot API over real HTTP on loopback: strict, and unkind to order.

    async with serve() as standin:
        connect(session, token=standin.token, base_url=standin.url)
        await standin.phones.start("1001")

Time comes from an injected clock, except how long a poll or a tapped button waits.
"""

import asyncio
import contextlib
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import uvicorn
from starlette.types import ASGIApp

from sandbox.telegram.exchange import Phones
from sandbox.telegram.faults import Faults
from sandbox.telegram.flood import Flood
from sandbox.telegram.menus import Menus
from sandbox.telegram.server import Call, Server
from sandbox.telegram.setup import Setup
from sandbox.telegram.talking import Talk
from sandbox.telegram.updates import Updates
from sandbox.telegram.webhook import Webhook
from sandbox.telegram.world import World

TOKEN = "7000000001:AAStandIn-for-one-school-only_0000000"
FIRST_UPDATE = 400_000_001
CALLS_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standin:
    url: str  # what the product calls `base_url`
    token: str
    phones: Phones
    world: World
    updates: Updates
    webhook: Webhook
    faults: Faults
    flood: Flood
    setup: Setup
    menus: Menus
    talk: Talk
    calls: deque[Call]  # the newest


def _system_clock() -> datetime:
    return datetime.now(UTC)


@contextlib.asynccontextmanager
async def serve(
    now: Callable[[], datetime] = _system_clock,
    *,
    token: str = TOKEN,
    username: str = "diaoyue_bot",
    port: int = 0,
) -> AsyncIterator[Standin]:
    """One bot of one school. Everything ends with the block."""
    listener = loopback(port)
    standin, server = _assemble(now, token, username, listener.getsockname()[1])
    async with on_loopback(server.app(), listener):
        try:
            yield standin
        finally:
            await standin.webhook.stop()


def loopback(port: int = 0) -> socket.socket:
    """A listener; port 0 is any free one."""
    # asyncio sends small pieces at once (TCP_NODELAY) only on sockets that name their protocol;
    # without it an answer waits 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    return listener


@contextlib.asynccontextmanager
async def on_loopback(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serves `app` inside this process until the block ends."""
    config = uvicorn.Config(
        app, log_level="critical", lifespan="off", access_log=False, ws="none"
    )
    http = _Http(config)
    task = asyncio.create_task(http.serve(sockets=[listener]))
    await http.up.wait()
    try:
        yield
    finally:
        http.over.set()
        await task
        listener.close()


class _Http(uvicorn.Server):
    """Inside somebody else's process: signals are not its business, and it ends at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up, self.over = asyncio.Event(), asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        await self.over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 — they are closed by who opened them
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]  # as in uvicorn
        yield


def _assemble(
    now: Callable[[], datetime], token: str, username: str, port: int
) -> tuple[Standin, Server]:
    bot = {
        "id": int(token.partition(":")[0]),
        "is_bot": True,
        "first_name": "调阅通",
        "username": username,
    }
    world, updates, flood, faults = (
        World(now, bot),
        Updates(now, FIRST_UPDATE),
        Flood(now),
        Faults(),
    )
    talk, setup, webhook = Talk(world, flood), Setup(world), Webhook(updates)
    menus = Menus(world)
    phones = Phones(world, updates, talk, menus)
    calls: deque[Call] = deque(maxlen=CALLS_KEPT)
    server = Server(
        token, world, updates, talk, setup, menus, webhook, faults, calls, phones.seen
    )
    standin = Standin(
        url=f"http://127.0.0.1:{port}",
        token=token,
        phones=phones,
        world=world,
        updates=updates,
        webhook=webhook,
        faults=faults,
        flood=flood,
        setup=setup,
        menus=menus,
        talk=talk,
        calls=calls,
    )
    return standin, server
