"""What a service account is called back about, understood."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from wechatpy import parse_message

from bot.people.person import Platform
from bot.platforms.ports import Inbound, Noticed, Said, SentFile
from bot.platforms.tencent.speaking import sent, words
from bot.platforms.tencent.wall import Forged

# Whoever follows opens a conversation; whoever leaves cannot be written to.
_NOTICED = {"subscribe": "followed", "subscribe_scan": "followed", "unsubscribe": "blocked"}


def read(raw: bytes | str, *, account: str = "") -> Inbound | None:
    """The decrypted XML of one callback; None for kinds that mean nothing to us.

    `account`: the original id (gh_…) packets must be addressed to, where it is known. Raises
    `Forged` for anything that does not have the shape of a callback.
    """
    xml = raw.decode() if isinstance(raw, bytes) else raw
    try:
        message = parse_message(xml)
        if account and message.target != account:
            raise Forged
        what = _what(message)
        return None if what is None else _inbound(message, what)
    except Exception:  # noqa: BLE001 - bad tags surface as KeyError, TypeError and more
        raise Forged from None


def account_of(raw: bytes | str) -> str:
    """The original id of the account a packet was for: who an answer to it comes from."""
    return str(parse_message(raw.decode() if isinstance(raw, bytes) else raw).target)


def _inbound(message: Any, what: Said | SentFile | Noticed) -> Inbound:
    openid = words(message.source)
    if not openid:
        raise Forged
    return Inbound(
        platform=Platform.WECHAT,
        key=_key(message, openid),
        sender=openid,
        chat=openid,
        private=True,
        at=datetime.fromtimestamp(int(message.time), UTC),
        what=what,
    )


def _key(message: Any, openid: str) -> str:
    """Events carry no MsgId. Sender and second alone would lose the second of two menu items tapped
    within a second, so what happened is part of it."""
    if message.id:
        return f"m:{message.id}"
    event, key = words(message._data.get("Event")), words(message._data.get("EventKey"))
    told = f"{openid}\n{message.time}\n{event}\n{key}"
    return "e:" + sha256(told.encode()).hexdigest()[:40]


def _what(message: Any) -> Said | SentFile | Noticed | None:
    if message.type == "event":
        return _event(message)
    return sent(message)


def _event(event: Any) -> Said | Noticed | None:
    if event.event == "click":
        return Said(words(event.key))
    if event.event == "templatesendjobfinish":
        # Sent with errcode 0, and refused on the person's side: this is where it is told.
        blocked = "block" in words(event._data.get("Status"))
        return Noticed(what="blocked") if blocked else None
    told = _NOTICED.get(event.event)
    return Noticed(what=told) if told else None
