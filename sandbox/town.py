"""A demo school with everything around it: stand-in platforms, the product, people with phones.

    async with town("taishan", folder) as here:
        await here.stage["乔木"].says("申请")

The product is the real one, over real HTTP, with its own settings and database; nothing in it knows
that the platforms are stand-ins.
"""

import asyncio
import contextlib
import csv
import io
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from bot import app
from bot.actions.office import Rules
from bot.approvals.policy import Pack, named
from bot.cameras.importing import cameras as read_cameras
from bot.config import AlertSource, Settings
from bot.conversation.form import Label
from bot.people import calendar_sheet
from bot.people.importing import people as read_people
from bot.people.naming import plain
from bot.people.person import Platform
from sandbox.clock import PushedClock
from sandbox.exchange import Exchange
from sandbox.house import Home, House
from sandbox.player import Actor, Stage
from sandbox.schools import DemoSchool, Group, Phone, load
from sandbox.schools.demo import DEMO
from sandbox.telegram import Standin
from sandbox.telegram import serve as serve_telegram
from sandbox.wechat import ServiceAccount, WeChat
from sandbox.wechat import serve as serve_wechat
from sandbox.wecom import Corp, WeCom
from sandbox.wecom import serve as serve_wecom
from storage import almanacs, filings, inbox, outbox, people, places, snapshots, upgrading
from storage.store import Store, Work
from storage.vault import OPEN, Vault

CORP, AGENT = "ww0123456789abcdef", 1000002
SERVICE = "wx0123456789abcdef"
# A template as the account's library gives one: its fields are named there.
TEMPLATE = "demo-template-of-something-to-do"
FIELDS = {"title": "thing1", "detail": "thing2", "number": "character_string3", "time": "time4"}
ALARM_TOKEN = "of-the-monitoring-systems"
# A kept demo is opened again with the key it was sealed with; it guards nobody.
SEALING_KEY = "ZGVtb25zdHJhdGlvbiBvZiBhIGtleSwgbm90IG9uZSE="
ON_ITS_WAY = 10.0  # seconds a town waits, before time passes, for what has not arrived
GIVEN_AWAY = Path("/proc/sys/net/ipv4/ip_local_port_range")
USUALLY_GIVEN = (32_768, 65_535)  # what Linux gives to connections, and more than others do
DOORS = range(10_000, 65_536)  # below stand the well-known ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """The three stand-ins of one school, as they would stand outside its walls."""

    school: DemoSchool  # with the addresses its groups have here
    telegram: Standin
    wecom: WeCom
    wechat: WeChat
    clock: PushedClock


@dataclass(slots=True, kw_only=True)
class Town:
    platforms: Platforms
    settings: Settings
    clock: PushedClock
    stage: Stage
    house: House

    @property
    def product(self) -> app.Product:
        """For those who look inside; only of a town in one process."""
        if not isinstance(self.house, Home):
            raise TypeError("the product of this town is another process")
        return self.house.product

    @property
    def store(self) -> Store:
        return self.house.store

    @property
    def rules(self) -> Rules:
        return self.house.rules

    @property
    def names(self) -> dict[str, str]:
        """Account address → person, for whoever shows a group."""
        rows = self.platforms.school.people
        on = ("telegram", "wecom", "wechat")
        return {row[p]: plain(row["name"]) for row in rows for p in on if row[p]}

    def push(self, by: timedelta) -> None:
        self.clock.push(by)
        self.house.nudge()

    async def passes(self, by: timedelta) -> None:
        """As `push`, once what is on its way has arrived: else it would come late, and its sender
        seem dead."""
        loop = asyncio.get_running_loop()
        end = loop.time() + ON_ITS_WAY
        while loop.time() < end and await self.store.read(_on_its_way):  # noqa: ASYNC110 — rows, perhaps another process's
            await asyncio.sleep(0.02)
        self.push(by)

    def phone(self, name: str, platform: str = "", groups: Iterable[str] = ()) -> Actor:
        """Anybody of the school, on any of his accounts; the six of the stage have theirs."""
        row = next(r for r in self.platforms.school.people if r["name"] == name + DEMO)
        on = platform or next(p for p in ("telegram", "wecom", "wechat") if row[p])
        held = Phone(
            person=row["id"],
            name=name,
            title=Label(row["unit"]),
            platform=Platform(on),
            address=row[on],
            groups=tuple(groups),
        )
        return self.stage.joined(held)

    async def heard(self) -> None:
        """What monitoring has posted so far has been gone through."""
        await self.house.heard()

    async def rings(self) -> None:
        """What became due has been seen to."""
        await self.house.rings()

    def link(self, phone: Phone, url: str) -> str:
        """The address that opens a page as the person who holds this phone."""
        if phone.platform is Platform.WECHAT:
            return self.platforms.wechat.open_as(phone.address, url)
        if phone.platform is not Platform.WECOM:
            return url
        return self.platforms.wecom.open_as(phone.address, url)


@contextlib.asynccontextmanager
async def town(
    school_id: str,
    folder: Path,
    *,
    clock: PushedClock | None = None,
    database: str = "",
    patience: float = 20.0,
    echo: Callable[[str], None] | None = None,
    undo: bool = False,
    quiet: bool = False,
) -> AsyncIterator[Town]:
    """`folder` keeps the database unless `database` names another. `undo`: approvers hear of a
    request only when the time for taking it back is over; `quiet`: at night only what cannot wait
    is said. Both as in a real school."""
    school, clock = load(school_id), clock or PushedClock()
    async with outside(school, clock) as platforms:
        kept = database or f"sqlite:///{folder}/demo.db"
        settings = settings_for(platforms, kept, undo=undo, quiet=quiet)
        async with opened(platforms, settings, patience, echo) as here:
            yield here


@contextlib.asynccontextmanager
async def opened(
    platforms: Platforms,
    settings: Settings,
    patience: float = 20.0,
    echo: Callable[[str], None] | None = None,
) -> AsyncIterator[Town]:
    """The product inside what already stands, with settings of one's own."""
    clock = platforms.clock
    await move_in(platforms.school, settings, clock)
    async with app.opened(settings, clock=clock) as product:
        url = f"{settings.web.public_url}/wecom/{platforms.school.id}"
        await platforms.wecom.connect(AGENT, url)
        await platforms.wechat.connect(
            f"{settings.web.public_url}/wechat/{platforms.school.id}"
        )
        async with stage_of(platforms, patience, echo) as stage:
            yield Town(
                platforms=platforms,
                settings=settings,
                clock=clock,
                stage=stage,
                house=Home(product, platforms.school.id),
            )


# -- outside the school ----------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def outside(school: DemoSchool, clock: PushedClock) -> AsyncIterator[Platforms]:
    """The platforms, with the school's members, groups and robots in them."""
    corp = Corp(CORP, clock)
    corp.add_app(AGENT, secrets.token_hex(16))
    for row in school.people:
        if row["wecom"]:
            corp.add_member(row["wecom"], row["name"], client_of(school, row["wecom"]))
    account = ServiceAccount(app_id=SERVICE, clock=clock)
    account.templates[TEMPLATE] = tuple(FIELDS.values())
    for row in school.people:
        if row["wechat"]:
            account.follow(row["wechat"], row["name"])
    async with (
        serve_telegram(clock.now) as telegram,
        serve_wecom(corp) as wecom,
        serve_wechat(account) as wechat,
    ):
        for row in school.people:
            if row["telegram"]:
                telegram.phones.enter(row["telegram"], row["name"]).started = True
        groups = tuple(founded(group, telegram, corp) for group in school.groups)
        yield Platforms(
            school=replace(school, groups=groups),
            telegram=telegram,
            wecom=wecom,
            wechat=wechat,
            clock=clock,
        )


def client_of(school: DemoSchool, userid: str) -> str:
    return next((p.client for p in school.cast if p.address == userid), "cards")


def founded(group: Group, telegram: Standin, corp: Corp) -> Group:
    """The group with the address it has in this town."""
    if group.platform is Platform.WECOM:
        corp.add_robot(group.address, group.title)
        return group
    founder = group.members[:1]
    chat = telegram.phones.create_group(group.title, group.members, administrators=founder)
    telegram.world.chats[int(chat)].bot_is = "administrator"
    return replace(group, address=chat)


def stage_of(
    platforms: Platforms, patience: float, echo: Callable[[str], None] | None = None
) -> Stage:
    school = platforms.school
    return Stage(exchanges(platforms), school.cast, school.groups, patience=patience, echo=echo)


def exchanges(platforms: Platforms) -> tuple[Exchange, ...]:
    return (
        platforms.telegram.phones,
        platforms.wecom.exchange,
        platforms.wechat.exchange,
    )


# -- inside the school -----------------------------------------------------------------------------


def settings_for(
    platforms: Platforms, database: str, *, undo: bool = False, quiet: bool = False
) -> Settings:
    return Settings.read(tree_for(platforms, database, undo=undo, quiet=quiet))


def tree_for(
    platforms: Platforms, database: str, *, undo: bool = False, quiet: bool = False
) -> dict[str, Any]:
    """What an operator would write into diaoyue.toml.

    Unless a story is about taking a request back, nobody in it waits half a minute for that to
    become impossible: such a wait would be most of the story's time and tell nothing.
    """
    address = f"127.0.0.1:{free_port()}"
    corp_app = platforms.wecom.corp.apps[AGENT]
    telegram = {"token": platforms.telegram.token, "base_url": platforms.telegram.url}
    wecom = {
        "corp_id": CORP,
        "agent_id": AGENT,
        "secret": corp_app.secret,
        "token": corp_app.token,
        "aes_key": corp_app.aes_key,
        "base_url": platforms.wecom.base_url,
    }
    account = platforms.wechat.account
    wechat = {
        "app_id": account.app_id,
        "secret": account.secret,
        "token": account.token,
        "aes_key": account.aes_key,
        "base_url": platforms.wechat.base_url,
        "template": {"id": TEMPLATE, "fields": FIELDS},
    }
    school: dict[str, Any] = {
        "pack": platforms.school.pack,
        "name": platforms.school.name,
        "telegram": telegram,
        "wecom": wecom,
        "wechat": wechat,
        "timetable": dict(platforms.school.timetable),
        "groups": {g.name: group_settings(g, platforms) for g in platforms.school.groups},
    }
    # Whoever plays at night is not to wait until morning, unless the night is what is played.
    school["alerts"] = {"tokens": {source.value: ALARM_TOKEN for source in AlertSource}}
    clocks = {} if quiet else {"quiet_from": 0, "quiet_until": 0}
    school["clocks"] = clocks if undo else {**clocks, "undo_seconds": 0}
    return {
        "database": {"url": database},
        "security": {"keys": [SEALING_KEY]},
        "web": {"listen": address, "public_url": f"http://{address}"},
        "schools": {platforms.school.id: school},
    }


def group_settings(group: Group, platforms: Platforms) -> dict[str, object]:
    if group.platform is Platform.WECOM:
        return {"wecom_robot": platforms.wecom.robot_url(group.address)}
    return {"telegram": int(group.address)}


def free_port() -> int:
    """A port nobody listens on now; links must name it before the product does. None of those the
    kernel gives to whoever asks: a product that was killed finds its door free when it is back."""
    doors = kept_back(*given_away())
    while True:
        port = secrets.choice(doors)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def given_away() -> tuple[int, int]:
    """The first and the last port the kernel gives to whoever asks for any."""
    try:
        first, last = map(int, GIVEN_AWAY.read_text().split())
    except (OSError, ValueError):
        return USUALLY_GIVEN
    return first, last


def kept_back(first: int, last: int) -> Sequence[int]:
    """All of them, where the kernel gives away all: then only luck keeps a door free."""
    return [port for port in DOORS if not first <= port <= last] or DOORS


async def move_in(school: DemoSchool, settings: Settings, clock: PushedClock) -> None:
    """People and cameras as `diaoyue people import` brings them in; a kept database stays."""
    await moved(school, settings.database.url, clock, settings.security.vault)


async def moved(
    school: DemoSchool, database: str, clock: PushedClock, vault: Vault = OPEN
) -> None:
    await asyncio.to_thread(upgrading.upgrade, database)
    store = await Store.open(database, clock, vault)
    try:
        await store.transact(lambda work: import_lists(work, school, named(school.pack)))
    finally:
        await store.close()


def import_lists(work: Work, school: DemoSchool, pack: Pack) -> None:
    snapshots.ensure(work, school.id)
    if snapshots.snapshot(work, school.id).directory.persons:
        return
    listed, wrong = read_people("people", as_csv(school.people), roles=set(pack.roles))
    known_zones = pack.zones or school.zones
    seen, unseen = read_cameras("cameras", as_csv(school.listed), zones=known_zones)
    if wrong or unseen:
        raise ValueError(f"the demo school is not well: {wrong[:3]} {unseen[:3]}")
    # The lists say （演示） behind every name; on a phone the school's name says it once.
    known = [replace(person, name=plain(person.name)) for person in listed]
    people.replace_people(work, school.id, known)
    places.replace_cameras(work, school.id, seen.zones, seen.cameras)
    for unit, zone in school.filed:
        filings.put(work, school.id, unit, [zone])
    own, wrong = calendar_sheet.almanac(as_csv(school.calendar), flags=pack.flags, zone=UTC)
    if wrong:
        raise ValueError(f"the demo school's calendar is not well: {wrong[:3]}")
    almanacs.replace(work, school.id, own)
    snapshots.changed(work, school.id)


def _on_its_way(work: Work) -> bool:
    return bool(inbox.waiting(work).count or outbox.under_way(work))


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
