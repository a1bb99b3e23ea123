"""What WeCom calls back about, understood."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from wechatpy.work import parse_message

from bot.people.person import Platform
from bot.platforms.ports import Inbound, Noticed, Said, SentFile, Tapped
from bot.platforms.tencent.speaking import sent, words
from bot.platforms.tencent.wall import Forged
from bot.platforms.wecom.events import TemplateCardEvent

_NOTICED = {"enter_agent": "entered", "subscribe": "joined", "unsubscribe": "left"}


def read(raw: bytes | str, *, corp_id: str = "", agent_id: int = 0) -> Inbound | None:
    """The decrypted XML of one callback; None for kinds that mean nothing to us.

    `corp_id` and `agent_id`, where given, must be the addressee. Raises `Forged` for anything that
    does not have the shape of a callback.
    """
    xml = raw.decode() if isinstance(raw, bytes) else raw
    try:
        message = parse_message(xml)
        _addressed(message, corp_id, agent_id)
        what = _what(message)
        return None if what is None else _inbound(xml, message, what)
    except Exception:  # noqa: BLE001 - bad tags surface as KeyError, TypeError and more
        raise Forged from None


def _addressed(message: Any, corp_id: str, agent_id: int) -> None:
    if corp_id and message.target != corp_id:
        raise Forged
    # Directory events carry no AgentID: they belong to the corp.
    if agent_id and int(message._data.get("AgentID") or agent_id) != agent_id:
        raise Forged


def _inbound(xml: str, message: Any, what: Said | Tapped | SentFile | Noticed) -> Inbound:
    userid = words(message.source).lower()
    return Inbound(
        platform=Platform.WECOM,
        key=_key(xml, message),
        sender=userid,
        chat=userid,
        private=True,
        at=datetime.fromtimestamp(int(message.time), UTC),
        what=what,
    )


def _key(xml: str, message: Any) -> str:
    """Events carry no MsgId. The vendor's advice, sender and second, drops one of two decisions
    made within a second; the whole body holds task, key and response code (dependencies.md §2.8).
    """
    if message.id:
        return f"m:{message.id}"
    return "e:" + sha256(xml.encode()).hexdigest()[:40]


def _what(message: Any) -> Said | Tapped | SentFile | Noticed | None:
    if isinstance(message, TemplateCardEvent):
        return _tapped(message)
    if message.type == "event":
        return _event(message)
    return sent(message)


def _tapped(event: Any) -> Tapped:
    code = words(event.response_code)
    reference = {"task_id": words(event.task_id), "response_code": code}
    return Tapped(payload=words(event.event_key), message=reference, callback=code)


def _event(event: Any) -> Said | Noticed | None:
    if event.event == "click":
        return Said(words(event.key))
    told = _NOTICED.get(event.event)
    return Noticed(what=told) if told else None
