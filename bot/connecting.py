"""From a school's settings to a school that can speak: its rules, its platforms, its keys."""

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from types import MappingProxyType

import aiohttp
import structlog

from bot.actions.office import Rules
from bot.alerts.confirming import Quorum
from bot.approvals.policy import Pack, named
from bot.config import Clocks, Probe, Settings, Web
from bot.config import School as SchoolSettings
from bot.config import WeChat as WeChatSettings
from bot.delivery.packing import Branch
from bot.people.person import Platform
from bot.platforms import telegram, wechat, wecom
from bot.platforms.ports import Inbound, Messenger
from bot.platforms.telegram import inbound as telegram_inbound
from bot.platforms.wechat import inbound as wechat_inbound
from bot.platforms.wechat.client import authorize_url as wechat_login
from bot.platforms.wechat.crypto import Wall as WeChatWall
from bot.platforms.wechat.messenger import WeChatMessenger
from bot.platforms.wechat.template import Template
from bot.platforms.wecom import inbound as wecom_inbound
from bot.platforms.wecom.client import authorize_url as wecom_login
from bot.platforms.wecom.crypto import Wall
from bot.platforms.wecom.messenger import WeComMessenger
from bot.probing.prober import Eyes
from storage import places, snapshots
from storage.inbox import InboxRow
from storage.store import Clock, Work

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """One school: its rules and settings beside its platforms."""

    settings: SchoolSettings
    branch: Branch
    telegram: telegram.Connection | None
    wecom: WeComMessenger | None
    wechat: WeChatMessenger | None


def connected(
    school: str,
    settings: SchoolSettings,
    web: Web,
    session: aiohttp.ClientSession,
    clock: Clock,
) -> Connected:
    """Nothing is called yet. The session is borrowed."""
    on_telegram, on_wecom = _telegram(settings, session), _wecom(settings, session)
    on_wechat = _wechat(settings, session, clock)
    messengers: dict[Platform, Messenger] = {}
    if on_telegram:
        messengers[Platform.TELEGRAM] = on_telegram.messenger
    if on_wecom:
        messengers[Platform.WECOM] = on_wecom
    if on_wechat:
        messengers[Platform.WECHAT] = on_wechat
    branch = Branch(
        rules=rules_for(school, settings, web), messengers=messengers, robots=_robots(settings)
    )
    return Connected(
        settings=settings,
        branch=branch,
        telegram=on_telegram,
        wecom=on_wecom,
        wechat=on_wechat,
    )


def rules_for(school: str, settings: SchoolSettings, web: Web) -> Rules:
    return Rules(
        school=school,
        pack=timed(named(settings.pack), settings.clocks),
        zone=settings.zone,
        language=settings.language,
        name=settings.name,
        timetable=settings.bells,
        public_url=web.public_url,
        link_key=_key(settings, b"links"),
    )


def timed(pack: Pack, clocks: Clocks) -> Pack:
    own = clocks.model_dump(exclude_none=True)
    return replace(pack, clocks=MappingProxyType({**pack.clocks, **own}))


def place(work: Work, school: str, pack: Pack) -> None:
    """The zones the regulation itself names stand from the first start."""
    if pack.zones and not snapshots.snapshot(work, school).places.zones:
        places.replace_cameras(work, school, pack.zones, ())


# -- platforms -------------------------------------------------------------------------------------


def _telegram(
    settings: SchoolSettings, session: aiohttp.ClientSession
) -> telegram.Connection | None:
    if settings.telegram is None:
        return None
    return telegram.connect(
        session,
        token=settings.telegram.token.get_secret_value(),
        base_url=settings.telegram.base_url,
        proxy=settings.telegram.proxy.get_secret_value(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWeCom:
    corp_id: str
    agent_id: int
    secret: str
    base_url: str


def _wecom(settings: SchoolSettings, session: aiohttp.ClientSession) -> WeComMessenger | None:
    if settings.wecom is None:
        return None
    plain = PlainWeCom(
        corp_id=settings.wecom.corp_id,
        agent_id=settings.wecom.agent_id,
        secret=settings.wecom.secret.get_secret_value(),
        base_url=settings.wecom.base_url,
    )
    return wecom.connect(plain, session)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWeChat:
    app_id: str
    secret: str
    base_url: str


def _wechat(
    settings: SchoolSettings, session: aiohttp.ClientSession, clock: Clock
) -> WeChatMessenger | None:
    its = settings.wechat
    if its is None:
        return None
    plain = PlainWeChat(
        app_id=its.app_id, secret=its.secret.get_secret_value(), base_url=its.base_url
    )
    zone = settings.zone
    return wechat.connect(
        plain, session, now=lambda: clock.now().astimezone(zone), template=_template(its)
    )


def _template(its: WeChatSettings) -> Template | None:
    if its.template is None:
        return None
    return Template(its.template.id, {str(told): f for told, f in its.template.fields.items()})


def wechat_wall(settings: SchoolSettings) -> WeChatWall:
    assert settings.wechat is not None  # only schools with an account have callbacks of it
    return WeChatWall(
        token=settings.wechat.token.get_secret_value(),
        aes_key=settings.wechat.aes_key.get_secret_value(),
        app_id=settings.wechat.app_id,
    )


def wall(settings: SchoolSettings) -> Wall:
    assert settings.wecom is not None  # only schools on WeCom have callbacks of it
    return Wall(
        token=settings.wecom.token.get_secret_value(),
        aes_key=settings.wecom.aes_key.get_secret_value(),
        corp_id=settings.wecom.corp_id,
    )


def login_page(settings: SchoolSettings, on: Platform, back: str, state: str) -> str:
    """Where a phone's browser says who holds it; empty where the school is not on this platform."""
    if on is Platform.WECHAT and (its := settings.wechat):
        return wechat_login(
            app_id=its.app_id, redirect=back, state=state, base_url=its.base_url
        )
    if on is Platform.WECOM and (corp := settings.wecom):
        return wecom_login(
            corp_id=corp.corp_id,
            agent_id=corp.agent_id,
            redirect=back,
            state=state,
            base_url=corp.base_url,
        )
    return ""


def eyes(probe: Probe) -> Eyes:
    return Eyes(
        every=probe.every_seconds,
        timeout=probe.timeout,
        concurrency=probe.concurrency,
        quorum=Quorum.read(probe.confirm),
        ports=probe.ports,
        anchors=probe.anchors,
    )


def robot(name: str) -> str:
    """What stands in the database for a group robot, whose address is a secret."""
    return f"robot:{name}"


def _robots(settings: SchoolSettings) -> dict[str, str]:
    return {
        robot(name): group.wecom_robot.get_secret_value()
        for name, group in settings.groups.items()
        if group.wecom_robot.get_secret_value()
    }


def _read_telegram(row: InboxRow) -> Inbound | None:
    inbound, why = telegram_inbound.read(json.loads(row.body), row.received_at)
    if inbound is None:
        log.info("telegram.left_alone", key=row.key, why=why)
    return inbound


def _read_wecom(row: InboxRow) -> Inbound | None:
    return wecom_inbound.read(row.body)


def _read_wechat(row: InboxRow) -> Inbound | None:
    return wechat_inbound.read(row.body)


READERS = {
    Platform.TELEGRAM: _read_telegram,
    Platform.WECOM: _read_wecom,
    Platform.WECHAT: _read_wechat,
}


# -- keys ------------------------------------------------------------------------------------------


def _key(settings: SchoolSettings, purpose: bytes) -> bytes:
    """A key of our own, from a secret that every machine of this school has already."""
    login = settings.wecom or settings.wechat
    if login is None:
        return b""
    secret = login.secret.get_secret_value().encode()
    return hmac.digest(secret, b"diaoyue:" + purpose, hashlib.sha256)


def sessions_key(settings: Settings) -> bytes:
    """Signs the cookies of the pages; without WeCom or WeChat nobody can log in to one."""
    keys = [_key(school, b"sessions") for school in settings.schools.values()]
    return hashlib.sha256(b"".join(keys) or b"no pages").digest()
