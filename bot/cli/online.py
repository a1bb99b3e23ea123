"""`check --online`: one screen of what is asked of the platforms and of ourselves, from outside.

Nothing is sent to anybody. Every line is good or says what to do.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from bot.cards import Saying

if TYPE_CHECKING:
    import aiohttp

    from bot.config import School, Settings
    from storage.snapshots import School as Kept

PATIENCE = 20.0  # seconds for one question
SKEW = 120  # seconds our clock may differ: callbacks older than ten minutes are refused
NAMED = 5  # of a long list
_FROM = re.compile(r"from ip: ?([0-9a-fA-F.:]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    about: str  # "telegram", "wecom", "wechat", "groups"
    good: bool
    saying: Saying


def _seen(about: str, good: bool, key: str, **values: Any) -> Seen:
    return Seen(about=about, good=good, saying=Saying(key, values))


def seen(settings: "Settings", kept: "Mapping[str, Kept]") -> list[tuple[str, Seen]]:
    """What holds and what does not, school by school. `kept`: as the database has them."""
    return asyncio.run(_all(settings, kept))


async def _all(settings: "Settings", kept: "Mapping[str, Kept]") -> list[tuple[str, Seen]]:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        looks = [
            (name, _listed(look))
            for name, school in settings.schools.items()
            for look in (
                _telegram(session, name, school, settings.web.public_url, kept.get(name)),
                _wecom(session, name, school, settings.web.public_url, kept.get(name)),
                _wechat(session, name, school, settings.web.public_url),
            )
        ]
        found = await asyncio.gather(*(look for _, look in looks))
    return [(name, one) for (name, _), those in zip(looks, found, strict=True) for one in those]


async def _listed(look: AsyncIterator[Seen]) -> list[Seen]:
    return [one async for one in look]


# -- Telegram --------------------------------------------------------------------------------------


async def _telegram(
    session: "aiohttp.ClientSession",
    name: str,
    school: "School",
    public: str,
    kept: "Kept | None",
) -> AsyncIterator[Seen]:
    its = school.telegram
    if its is None:
        return
    from bot.people.person import Platform
    from bot.platforms import telegram

    connection = telegram.connect(
        session,
        token=its.token.get_secret_value(),
        base_url=its.base_url,
        proxy=its.proxy.get_secret_value(),
    )
    account = await _account("telegram", connection.who_am_i())
    yield account
    if not account.good:
        return
    wanted = f"{public}/telegram/{name}" if its.mode == "webhook" else ""
    with suppress(Exception):
        hook, trouble = await _in_time(connection.hook())
        right = hook == wanted and not trouble
        key = f"online.hook_{its.mode}" if right else f"online.hook_{its.mode}_wrong"
        yield _seen("telegram", right, key, why=trouble or "-")
    for group, places in (kept.groups if kept else {}).items():
        for place in places:
            if place.platform is Platform.TELEGRAM:
                there = await _answer(connection.is_in(place.address))
                key = "online.group" if there else "online.group_gone"
                yield _seen("groups", bool(there), key, group=group)
    yield await _clock(session, "telegram", its.base_url, its.proxy.get_secret_value())


# -- Tencent's two ---------------------------------------------------------------------------------


async def _wecom(
    session: "aiohttp.ClientSession",
    name: str,
    school: "School",
    public: str,
    kept: "Kept | None",
) -> AsyncIterator[Seen]:
    its = school.wecom
    if its is None:
        return
    from bot.connecting import wall
    from bot.people.person import Platform
    from bot.platforms.wecom.client import Client

    client = Client(
        session,
        corp_id=its.corp_id,
        secret=its.secret.get_secret_value(),
        base_url=its.base_url,
    )
    account = await _account("wecom", client.audience(its.agent_id))
    yield account
    if account.good and kept:
        audience = await client.audience(its.agent_id)
        ours = {
            account.address.lower(): person.name
            for person in kept.directory.persons.values()
            for account in person.accounts
            if account.platform is Platform.WECOM
        }
        blind = [ours[one] for one in ours if audience is not None and one not in audience]
        some = blind[:NAMED] + (["…"] if len(blind) > NAMED else [])
        key = "online.audience_lacks" if blind else "online.audience"
        yield _seen("wecom", not blind, key, n=len(blind), people=some)
    word = str(secrets.randbelow(10**18))
    query = _sealed(wall(school).seal(word, secrets.token_hex(5), datetime.now(UTC)))
    yield await _callback(session, "wecom", f"{public}/wecom/{name}", query, word)
    yield await _clock(session, "wecom", its.base_url)


async def _wechat(
    session: "aiohttp.ClientSession", name: str, school: "School", public: str
) -> AsyncIterator[Seen]:
    its = school.wechat
    if its is None:
        return
    from bot.platforms.wechat.client import Client

    client = Client(
        session,
        app_id=its.app_id,
        secret=its.secret.get_secret_value(),
        base_url=its.base_url,
    )
    yield await _account("wechat", client.greet())
    word, nonce = str(secrets.randbelow(10**18)), secrets.token_hex(5)
    stamp = str(int(datetime.now(UTC).timestamp()))
    parts = sorted((its.token.get_secret_value(), stamp, nonce))
    signature = sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
    query = {"signature": signature, "timestamp": stamp, "nonce": nonce, "echostr": word}
    yield await _callback(session, "wechat", f"{public}/wechat/{name}", query, word)
    yield await _clock(session, "wechat", its.base_url)


def _sealed(envelope: str) -> dict[str, str]:
    """As the platform asks when the callback address is saved."""
    import xmltodict

    xml = xmltodict.parse(envelope)["xml"]
    signature, stamp = xml["MsgSignature"], xml["TimeStamp"]
    return {
        "msg_signature": signature,
        "timestamp": stamp,
        "nonce": xml["Nonce"],
        "echostr": xml["Encrypt"],
    }


# -- what is asked of each -------------------------------------------------------------------------


async def _account(about: str, greeting: Awaitable[object]) -> Seen:
    try:
        await _in_time(greeting)
    except Exception as error:  # noqa: BLE001  # whatever a platform does is an answer here
        number = getattr(error, "code", "")
        if number == 60020 and (address := _FROM.search(str(error))):
            return _seen(about, False, "online.trusted_ip", address=address[1])
        # Its own words may quote an address that holds a token; its kind and number do not.
        why = f"{type(error).__name__} {number}".strip()
        return _seen(about, False, "check.platform_silent", why=why)
    return _seen(about, True, "online.account")


async def _callback(
    session: "aiohttp.ClientSession",
    about: str,
    url: str,
    query: Mapping[str, str],
    word: str,
) -> Seen:
    """Our own address, asked as the platform asks it: through the proxy, and back to us."""
    async with asyncio.timeout(PATIENCE):
        try:
            async with session.get(url, params=query, allow_redirects=False) as answer:
                text = await answer.text()
        except Exception as error:  # noqa: BLE001  # no name, no door, no trust: all the same
            return _seen(about, False, "online.callback_silent", url=url, why=_kind(error))
    if text != word:
        return _seen(about, False, "online.callback_wrong", url=url, status=answer.status)
    return _seen(about, True, "online.callback", url=url)


def _kind(error: Exception) -> str:
    return type(error).__name__


async def _clock(
    session: "aiohttp.ClientSession", about: str, base_url: str, proxy: str = ""
) -> Seen:
    """By the date every answer carries; within a second of the truth."""
    with suppress(Exception):
        async with asyncio.timeout(PATIENCE):
            async with session.head(base_url, proxy=proxy or None) as answer:
                theirs = parsedate_to_datetime(answer.headers["date"])
        off = round((datetime.now(UTC) - theirs).total_seconds())
        key = "online.clock" if abs(off) <= SKEW else "online.clock_wrong"
        return _seen(about, abs(off) <= SKEW, key, seconds=off)
    return _seen(about, True, "online.clock_unknown")


async def _in_time(asked: Awaitable[Any]) -> Any:
    async with asyncio.timeout(PATIENCE):
        return await asked


async def _answer(asked: Awaitable[Any]) -> Any:
    with suppress(Exception):
        return await _in_time(asked)
    return None
