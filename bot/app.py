"""The composition root: the only module that knows every part.

A `Product` opens the store, connects each school's platforms, and runs intake, delivery, fetching,
the clock's bell and the web side in one loop. What was started stops in the reverse order; what was
not finished is in the tables and goes on at the next start.
"""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import aiohttp
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import REGISTRY, CollectorRegistry
from starlette.routing import BaseRoute

from bot import schedule
from bot.actions import hearing_alarms
from bot.actions.office import Rules
from bot.config import School as SchoolSettings
from bot.config import Settings
from bot.config import Telegram as TelegramSettings
from bot.connecting import (
    READERS,
    Connected,
    connected,
    eyes,
    login_page,
    place,
    robot,
    sessions_key,
    wall,
    wechat_wall,
)
from bot.delivery.fetching import Fetching
from bot.delivery.packing import Branch
from bot.delivery.rounds import Rounds
from bot.delivery.worker import Delivery
from bot.handlers.alarms import Alarms
from bot.handlers.ears import Ears, Renewable
from bot.handlers.intake import Intake
from bot.handlers.offering import Offering
from bot.people.person import Platform
from bot.platforms import telegram
from bot.platforms.telegram import inbound as telegram_inbound
from bot.platforms.telegram.line import PollingLine, WebhookLine
from bot.platforms.tencent.calling import Declined, NoAnswer
from bot.platforms.wechat.messenger import WeChatMessenger
from bot.probing.prober import Prober
from bot.web import alerts, h5, health, readiness, sealed, server
from bot.web import telegram as telegram_web
from bot.web import wechat as wechat_web
from bot.web import wecom as wecom_web
from bot.web.counter import Counter
from bot.web.office_desk import OfficeDesk
from bot.web.readiness import Readiness
from bot.web.sessions import Signer
from bot.web.watchman import Watchman
from bot.writing import links
from storage import lately, outbox, places, requests, setting_right, snapshots, upgrading
from storage.leading import Duty, Leading, leading
from storage.store import Clock, Store, Work

log = structlog.get_logger()


async def run(
    settings: Settings, *, clock: Clock, ready: Callable[["Product"], None] | None = None
) -> None:
    """Run until SIGTERM or SIGINT. `ready` is called once everything listens."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with opened(settings, clock=clock) as product:
        # What stands now stands for good: looking through it for rubbish again and again would stop
        # every answer for a quarter of a second.
        gc.collect()
        gc.freeze()
        # Nor is much of what comes and goes: a thousand people who answer at once make some
        # thousand objects more, and then fewer again. It was one part in twenty of the time.
        gc.set_threshold(20_000, 20, 50)
        if ready:
            ready(product)
        await product.until(stop)


@contextlib.asynccontextmanager
async def opened(settings: Settings, *, clock: Clock) -> AsyncIterator["Product"]:
    """A running product; everything it started is stopped at the end of the block."""
    product = Product(settings, clock)
    try:
        await product.start()
        yield product
    finally:
        await product.stop()


class Product:
    store: Store
    intake: Intake
    delivery: Delivery
    leading: Leading
    bell: AsyncIOScheduler
    watchman: Watchman
    port: int = 0

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.schools: dict[str, Connected] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._stack = contextlib.AsyncExitStack()
        self.rounds = Rounds()
        self._lines: dict[str, dict[Platform, Renewable]] = {}

    # -- starting and stopping -----------------------------------------------------------------

    async def start(self) -> None:
        url = self.settings.database.url
        if url.startswith("sqlite"):
            await asyncio.to_thread(upgrading.bring, url)
        else:
            await asyncio.to_thread(upgrading.must_fit, url)
        self.store = await Store.open(url, self.clock, self.settings.security.vault)
        self._stack.push_async_callback(self.store.close)
        await asyncio.to_thread(requests.make_ready)
        session = await self._stack.enter_async_context(aiohttp.ClientSession())
        for school, settings in self.settings.schools.items():
            self.schools[school] = connected(
                school, settings, self.settings.web, session, self.clock
            )
        await self.store.transact(self._settle_in)
        for school, here in self.schools.items():
            if here.wecom:
                said = partial(lately.exchanged, school=school, platform=Platform.WECOM)
                here.wecom.resume(await self.store.read(said))
        self._staff()
        for branch in self.branches.values():
            await schedule.armed(self.store, branch.rules)
            await schedule.caught_up(self.store, branch.rules)
        await self._listen()
        self._begin(self.intake.run())
        self._begin(self.delivery.run())
        self.leading = leading(url, self._duties())
        for here in self.schools.values():
            if here.wecom:
                here.wecom.share(self.leading.sharing)
        self._begin(self.leading.run())
        bell = schedule.scheduler(
            self.store, self.branches, self.ears, self.delivery.ring, self.rounds
        )
        bell.start()
        self.bell = bell
        self.readiness.expect({one.name: readiness.SILENT for one in self.alarms.values()})
        self._begin(self._watchman(session))
        self._stack.callback(bell.shutdown, wait=False)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.schools and hasattr(self, "intake"):
            await self.intake.finish()
            await self.delivery.finish()
        await self._stack.aclose()

    async def until(self, stop: asyncio.Event) -> None:
        """Until asked to stop, or until a part that must run for ever has ended."""
        asked = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait({asked, *self._tasks}, return_when="FIRST_COMPLETED")
        asked.cancel()
        for task in done - {asked}:
            task.result()

    def _begin(self, part: Awaitable[None]) -> None:
        self._tasks.append(asyncio.ensure_future(part))

    def _staff(self) -> None:
        self.branches: Mapping[str, Branch] = {s: c.branch for s, c in self.schools.items()}
        self.delivery = Delivery(self.store, self.branches, self.rounds)
        ring = self.delivery.ring
        self.intake = Intake(self.store, self.branches, READERS, ring, self.rounds)
        self.fetching = Fetching(self.store, self.branches, self.rounds)
        self.alarms = {s: self._deciding(s) for s in self.schools}
        self.readiness = Readiness(
            store=self.store,
            clock=self.clock,
            rounds=self.rounds,
            leads=self._leads,
            shared={"fetch", *(deciding.name for deciding in self.alarms.values())},
        )
        self.ears = Ears(self.store, self.branches, self.intake.hearing, self._lines)

    def _leads(self, duty: str) -> bool:
        return self.leading.leads(duty)

    def _deciding(self, school: str) -> Alarms:
        rules = self.branches[school].rules
        return Alarms(
            self.store,
            rules,
            hearing_alarms.decide,
            self.clock.now,
            self.delivery.ring,
            self.rounds,
        )

    # -- schools -------------------------------------------------------------------------------

    def _settle_in(self, work: Work) -> None:
        """The schools exist, the regulation's own zones stand, configured groups are bound."""
        if work.dialect == "sqlite":
            # One process works on such a database: whoever was sending before is dead.
            outbox.let_go(work)
        setting_right.free_what_was_due(work)
        for school, here in self.schools.items():
            snapshots.ensure(work, school)
            place(work, school, here.branch.rules.pack)
            for name, group in here.settings.groups.items():
                if group.telegram is not None:
                    places.bind_group(
                        work, school, name, Platform.TELEGRAM, str(group.telegram)
                    )
                if group.wecom_robot.get_secret_value():
                    places.bind_group(work, school, name, Platform.WECOM, robot(name))
                elif group.wecom_chat:
                    places.bind_group(work, school, name, Platform.WECOM, group.wecom_chat)

    # -- ways in -------------------------------------------------------------------------------

    def _duties(self) -> dict[str, Duty]:
        """What one process does for all that share the database."""
        duties: dict[str, Duty] = {"fetch": self.fetching.run}
        duties |= {deciding.name: deciding.run for deciding in self.alarms.values()}
        for school, here in self.schools.items():
            if here.wechat:
                self._begin(self._offer_menu(here.wechat, here.branch.rules))
            if probe := here.settings.probe:
                prober = Prober(self.store, here.branch.rules, eyes(probe), self.clock)
                duties[f"probe:{school}"] = prober.run
            if here.telegram:
                duties |= self._hear_telegram(school, here.settings, here.telegram)
        return duties

    def _hear_telegram(
        self, school: str, settings: SchoolSettings, connection: telegram.Connection
    ) -> dict[str, Duty]:
        assert settings.telegram is not None
        rules = self.branches[school].rules
        duties: dict[str, Duty] = {
            f"menus:{school}": Offering(self.store, rules, connection.menu).run
        }
        if settings.telegram.mode == "webhook":
            self._begin(self._point_webhook(school, settings.telegram, connection))
            return duties
        poller = connection.poller(self._keeping_telegram(school), self.clock.now)
        self._lines[school] = {Platform.TELEGRAM: PollingLine(connection, poller)}
        duty = f"telegram:{school}"
        self.readiness.polls(duty, lambda: poller.last_success)
        return {**duties, duty: poller.run}

    async def _point_webhook(
        self, school: str, settings: TelegramSettings, connection: telegram.Connection
    ) -> None:
        """Telegram is told where we are; until it has heard, it is told again."""
        url = f"{self.settings.web.public_url}/telegram/{school}"
        line = WebhookLine(connection, url, settings.secret.get_secret_value())
        pause = 1.0
        while True:
            try:
                await line.renew()
                self._lines[school] = {Platform.TELEGRAM: line}
                break
            except Exception as error:  # noqa: BLE001 — whatever it was, it is tried again
                log.warning("telegram.webhook_not_set", school=school, why=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)
        await asyncio.Event().wait()

    def _keeping_telegram(
        self, school: str
    ) -> Callable[[list[dict[str, Any]]], Awaitable[None]]:
        async def keep(batch: list[dict[str, Any]]) -> None:
            items = [telegram_inbound.packed(raw) for raw in batch]
            await self.intake.take(school, Platform.TELEGRAM, items)

        return keep

    async def _offer_menu(self, messenger: WeChatMessenger, rules: Rules) -> None:
        """As above: who has no menu types what it would have said."""
        page = links.own(
            rules.public_url, rules.school, rules.link_key, links.HOME, Platform.WECHAT
        )
        with contextlib.suppress(Declined, NoAnswer):
            await messenger.offer_menu(rules.language, page)
        await asyncio.Event().wait()

    def _keeping(self, school: str, platform: Platform) -> sealed.Store:
        async def keep(key: str, lane: str, body: bytes) -> None:
            await self.intake.take(school, platform, [(key, lane, body.decode())])

        return keep

    # -- the web side --------------------------------------------------------------------------

    async def _listen(self) -> None:
        web = server.Server(
            server.application(self._routes()),
            host=self.settings.web.host,
            port=self.settings.web.port,
        )
        self.port = await web.start()
        self._stack.push_async_callback(web.stop)

    def _routes(self) -> list[BaseRoute]:
        hooks = {
            school: telegram_web.Hook(
                secret=c.settings.telegram.secret.get_secret_value(),
                store_batch=self._keeping_telegram(school),
            )
            for school, c in self.schools.items()
            if c.settings.telegram and c.settings.telegram.mode == "webhook"
        }
        walls = {
            school: wecom_web.Hook(
                wall=wall(c.settings),
                corp_id=c.settings.wecom.corp_id,
                agent_id=c.settings.wecom.agent_id,
                store=self._keeping(school, Platform.WECOM),
            )
            for school, c in self.schools.items()
            if c.settings.wecom
        }
        accounts = {
            school: wechat_web.Hook(
                wall=wechat_wall(c.settings),
                store=self._keeping(school, Platform.WECHAT),
                line=c.wechat.line,
            )
            for school, c in self.schools.items()
            if c.wechat
        }
        ages = CollectorRegistry()
        ages.register(health.Ages(self.readiness.ages))
        return [
            telegram_web.route(hooks),
            *wecom_web.routes(walls, self.clock.now),
            *wechat_web.routes(accounts, self.clock.now),
            alerts.route({s: self._alarm_door(s) for s in self.schools}),
            *self._pages().routes(),
            *health.routes(self.readiness.checks, (REGISTRY, ages)),
        ]

    def _alarm_door(self, school: str) -> alerts.Door:
        here = self.schools[school].settings
        return alerts.Door(
            tokens={s: token.get_secret_value() for s, token in here.alerts.tokens.items()},
            zone=here.zone,
            now=self.clock.now,
            keep=self.alarms[school].take,
        )

    def _pages(self) -> h5.Pages:
        desk = OfficeDesk(self.store, self.branches, self._identify, self.delivery.ring)
        return h5.Pages(
            desk=desk,
            authorize=self._authorize,
            public_url=self.settings.web.public_url,
            signer=Signer(sessions_key(self.settings)),
            now=self.clock.now,
            counter=Counter(self.store, self.branches, self.delivery.ring),
        )

    def _authorize(self, school: str, on: Platform, back: str, state: str) -> str:
        known = self.schools.get(school)
        return login_page(known.settings, on, back, state) if known else ""

    async def _identify(self, school: str, on: Platform, code: str) -> str:
        known = self.schools.get(school)
        asked = known and (known.wechat if on is Platform.WECHAT else known.wecom)
        return await asked.identify(code) if asked else ""

    async def _watchman(self, session: aiohttp.ClientSession) -> None:
        self.watchman = Watchman(
            session=session,
            url=self.settings.watch.ping_url.get_secret_value(),
            rounds=self.rounds,
            loops=("clock", "intake", "delivery"),
            touch=lambda: self.store.transact(lambda _work: None),
            ill=self.readiness.ill,
        )
        if self.settings.watch.ping_url.get_secret_value():
            await self.watchman.run(self.settings.watch.every_seconds)
        await asyncio.Event().wait()
