"""What stands behind the doors, and packets that knock at them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import aiohttp
from sqlalchemy import func, select

from sandbox.town import AGENT, Town
from sandbox.wecom.callbacks import element
from sandbox.wecom.crypto import Envelope, Sealed
from storage import tables
from storage.store import Work

KEPT = (
    tables.inbox,
    tables.outbox,
    tables.journal,
    tables.requests,
    tables.drafts,
    tables.alarm_bodies,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One POST to WeCom's door."""

    query: Mapping[str, str]
    body: bytes

    def at(self, here: Town) -> str:
        return f"{here.settings.web.public_url}/wecom/{here.platforms.school.id}"

    async def sent(self, here: Town, by: aiohttp.ClientSession) -> int:
        async with by.post(self.at(here), params=self.query, data=self.body) as answer:
            return answer.status


async def standing(here: Town) -> tuple[int, ...]:
    """How many rows of each kind there are: the same before and after means nothing was taken."""

    def counted(work: Work) -> tuple[int, ...]:
        questions = (select(func.count()).select_from(table) for table in KEPT)
        return tuple(work.conn.execute(asked).scalar_one() for asked in questions)

    return await here.product.store.read(counted)


async def still_serves(here: Town) -> None:
    await here.stage["乔木"].says("帮助")
    await here.stage["乔木"].sees("怎么用", fresh=True)


def envelope(here: Town) -> Envelope:
    corp = here.platforms.wecom.corp
    return corp.envelope(corp.apps[AGENT])


def said(here: Town, words: str = "帮助", **other: Any) -> str:
    """The XML of a member's message, before it is sealed."""
    corp = here.platforms.wecom.corp
    fields = {
        "ToUserName": corp.corp_id,
        "FromUserName": here.stage["牧星野"].phone.address,
        "CreateTime": int(here.clock.now().timestamp()),
        "MsgType": "text",
        "Content": words,
        "MsgId": 8_100_000_000_000_001,
        "AgentID": AGENT,
    }
    return element("xml", fields | other)


def sealed(
    here: Town, xml: str, *, at: datetime | None = None, receiver: str = "", token: str = ""
) -> Packet:
    own = envelope(here)
    by = replace(own, receiver=receiver or own.receiver, token=token or own.token)
    stamp = str(int((at or here.clock.now()).timestamp()))
    return posted(by.seal(xml, timestamp=stamp, nonce="1320562132"))


def posted(packet: Sealed) -> Packet:
    body = element("xml", {"ToUserName": "x", "AgentID": AGENT, "Encrypt": packet.encrypt})
    query = {
        "msg_signature": packet.signature,
        "timestamp": packet.timestamp,
        "nonce": packet.nonce,
    }
    return Packet(query=query, body=body.encode())
