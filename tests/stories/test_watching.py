"""Who watches the product: somebody outside, and the product its own ears."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.config import Settings
from sandbox.clock import PushedClock
from sandbox.player import Actor
from sandbox.schools import load
from sandbox.town import Town, opened, outside, tree_for
from storage import lines
from tests.stories.cases import local, phone, says

ADMIN = "监控管理员甲"


# -- somebody outside ------------------------------------------------------------------------------


@dataclass
class Outside:
    """A monitor that raises the alarm when nobody asks for it: counts, and has its moods."""

    url: str = ""
    pings: int = 0
    mood: str = "well"
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        self.pings += 1
        self.heard.set()
        if self.mood == "hangs up":
            assert request.transport
            request.transport.abort()
        return web.Response(status=500 if self.mood == "refuses" else 200)


@pytest.fixture
async def monitor() -> AsyncIterator[Outside]:
    one = Outside()
    app = web.Application()
    app.router.add_get("/ping/very-secret", one.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    one.url = f"http://127.0.0.1:{port}/ping/very-secret"
    yield one
    await runner.cleanup()


@pytest.fixture
async def watched(tmp_path: Path, monitor: Outside) -> AsyncIterator[Town]:
    async with outside(load("taishan"), PushedClock()) as platforms:
        tree = tree_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        tree["watch"] = {"ping_url": monitor.url, "every_seconds": 3600}
        async with opened(platforms, Settings.read(tree)) as here:
            yield here


async def test_the_monitor_hears_of_a_round_in_which_everything_worked(
    watched: Town, monitor: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.wait_for(monitor.heard.wait(), 20)
    for mood in ("refuses", "hangs up", "well"):
        monitor.mood, before = mood, monitor.pings
        assert await watched.product.watchman.round() == ()
        assert monitor.pings > before
    assert "very-secret" not in caplog.text


def stand_still(here: Town, what: str, stack: ExitStack) -> None:
    match what:
        case "clock":
            here.product.bell.pause()
        case "database":
            path = here.settings.database.url.removeprefix("sqlite:///")
            other = sqlite3.connect(path, isolation_level=None)
            stack.callback(other.close)
            other.execute("BEGIN IMMEDIATE")
        case _:
            name = {"intake": "Intake.run", "delivery": "Delivery.run"}[what]
            running = here.product._tasks
            (task,) = [t for t in running if t.get_coro().__qualname__ == name]  # type: ignore[union-attr]
            task.cancel()


@pytest.mark.parametrize("what", ["clock", "intake", "delivery", "database"])
async def test_it_hears_nothing_when_one_part_stands_still(
    watched: Town, monitor: Outside, what: str
) -> None:
    await asyncio.wait_for(monitor.heard.wait(), 20)
    watched.product.watchman._patience = 3.0
    before = monitor.pings
    with ExitStack() as stack:
        stand_still(watched, what, stack)
        try:
            ill = await watched.product.watchman.round()
        except TimeoutError:
            ill = ("database",)
        assert what in ill
        assert monitor.pings == before


async def test_readiness_and_metrics_name_the_loop(taishan: Town) -> None:
    with ExitStack() as stack:
        stand_still(taishan, "intake", stack)
        taishan.product.rounds.seconds = lambda: time.monotonic() + 400
        async with aiohttp.ClientSession() as session:

            async def asked(path: str) -> tuple[int, str]:
                url = f"{taishan.settings.web.public_url}{path}"
                async with session.get(url) as answer:
                    return answer.status, await answer.text()

            async with asyncio.timeout(20):
                while '"delivery":"ok"' not in (ready := await asked("/readyz"))[1]:  # noqa: ASYNC110 — over HTTP
                    await asyncio.sleep(0.1)
            assert ready[0] == 503
            assert '"intake":"silent_since_' in ready[1]
            _, metrics = await asked("/metrics")
            ages = {
                name: float(age)
                for name, age in (
                    text.removeprefix('diaoyue_loop_age_seconds{loop="').split('"} ')
                    for text in metrics.splitlines()
                    if text.startswith("diaoyue_loop_age_seconds{")
                )
            }
            assert ages["intake"] > 300 > ages["delivery"]


# -- its own ears ----------------------------------------------------------------------------------


async def working_hours_pass(here: Town, hours: int) -> None:
    """As the days of a school pass: minute by minute would take all day."""
    for _ in range(hours):
        here.push(timedelta(hours=1))
        while not (local(here).weekday() < 5 and 9 <= local(here).hour < 18):
            here.push(timedelta(hours=1))
        await somebody_speaks_in_telegram(here)
        await here.product.ears.listen("taishan")
        here.product.delivery.ring()


async def until_tried(here: Town) -> None:
    for _ in range(14):
        await working_hours_pass(here, 1)
        known = await here.product.store.read(lambda work: lines.of_school(work, "taishan"))
        if any(line.probed_at for line in known):
            return
    raise AssertionError("nobody was asked to tap")


async def somebody_speaks_in_telegram(here: Town) -> None:
    await says(here.stage["乔木"], "帮助", "怎么用")


def admins(here: Town) -> tuple[Actor, Actor]:
    return phone(here, ADMIN, "wecom"), phone(here, ADMIN, "telegram")


async def test_a_silent_line_is_tried_with_one_tap(taishan: Town) -> None:
    on_wecom, on_telegram = admins(taishan)
    await until_tried(taishan)
    await on_wecom.sees("确认企业微信这条线路是通的")
    await on_telegram.sees_no("这条线路是通的")
    await on_wecom.taps("收到")
    await taishan.product.ears.listen("taishan")
    await working_hours_pass(taishan, 4)
    await on_telegram.sees_no("可能收不到")


async def test_what_stays_silent_is_told_on_another_line(taishan: Town) -> None:
    on_wecom, on_telegram = admins(taishan)
    await until_tried(taishan)
    await on_wecom.sees("确认企业微信这条线路是通的")
    await working_hours_pass(taishan, 3)
    await on_telegram.sees("企业微信可能收不到了")
    await says(taishan.stage["牧星野"], "帮助", "怎么用")
    await taishan.product.ears.listen("taishan")
    taishan.product.delivery.ring()
    await on_telegram.sees("企业微信已恢复")


async def called(here: Town, method: str, **parameters: object) -> None:
    """Another program that knows the same token."""
    on = here.platforms.telegram
    async with aiohttp.ClientSession() as session:
        url = f"{on.url}/bot{on.token}/{method}"
        async with session.post(url, json=parameters) as answer:
            assert (await answer.json())["ok"]


async def test_a_webhook_set_by_another_program_is_found_and_removed(taishan: Town) -> None:
    await somebody_speaks_in_telegram(taishan)
    await called(taishan, "setWebhook", url="http://127.0.0.1:9/elsewhere")
    found = await taishan.product.ears.look("taishan")
    assert list(found.values()) == ["webhook_set"]
    await somebody_speaks_in_telegram(taishan)
    found = await taishan.product.ears.look("taishan")
    assert list(found.values()) == [""]


SECRET = "only-telegram-knows_0"


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Town]:
    async with outside(load("taishan"), PushedClock()) as platforms:
        tree = tree_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        tree["schools"]["taishan"]["telegram"] |= {"mode": "webhook", "secret": SECRET}
        async with opened(platforms, Settings.read(tree)) as here:
            yield here


@pytest.mark.parametrize("why", ["webhook_moved", "narrowed"])
async def test_a_line_without_taps_is_found_and_renewed(hooked: Town, why: str) -> None:
    """The bot answers and messages leave, and no tap comes in any more."""
    teacher = hooked.stage["乔木"]
    await says(teacher, "帮助", "怎么用")
    url = f"{hooked.settings.web.public_url}/telegram/taishan"
    if why == "narrowed":
        kinds = ["message"]
        await called(hooked, "setWebhook", url=url, secret_token=SECRET, allowed_updates=kinds)
    else:
        await called(hooked, "deleteWebhook")
    found = await hooked.product.ears.look("taishan")
    assert list(found.values()) == [why]
    await says(teacher, "申请", "学生")
    await teacher.taps("是")
    await teacher.sees("哪几位学生")
