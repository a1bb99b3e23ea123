"""How the stand-in tells an app what members did: encrypted XML, five seconds, three retries."""

import asyncio
import contextlib
import secrets
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.wecom.corp import App, Corp
from sandbox.wecom.crypto import BadEnvelope, Sealed

SECONDS = 5.0
RETRIES = 3


@dataclass(frozen=True, slots=True)
class Answered:
    """Status of the app's answer, and its passive reply if it gave one."""

    status: int
    reply: ET.Element | None = None


def element(name: str, value: Any) -> str:
    """Numbers bare, words as CDATA, lists repeated, mappings nested: as the real packets look."""
    match value:
        case Mapping():
            return f"<{name}>{''.join(element(k, v) for k, v in value.items())}</{name}>"
        case list() | tuple():
            return "".join(element(name, one) for one in value)
        case int() | float():
            return f"<{name}>{value}</{name}>"
    safe = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"


class Callbacks:
    def __init__(self, corp: Corp, *, seconds: float = SECONDS) -> None:
        self.corp, self.seconds = corp, seconds
        self.pause = 0.0  # seconds before a packet nobody took is delivered again
        self.attempts: list[int] = []  # statuses of all attempts; 0 = no answer in time
        self._http: aiohttp.ClientSession | None = None
        self._later: set[asyncio.Task[Answered | None]] = set()
        self._held: list[tuple[App, Sealed]] = []
        self._serial = 7_000_000_000_000_000

    def message_id(self) -> int:
        self._serial += 1
        return self._serial

    async def close(self) -> None:
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        if self._http:
            await self._http.close()

    async def settled(self) -> None:
        """Waits for retries and repeats that still run."""
        while self._later:
            await asyncio.gather(*self._later, return_exceptions=True)

    async def verify(self, app: App, url: str) -> str:
        """What saving the address in the console does; gives the echo the app answered with."""
        secret = str(secrets.randbelow(10**19))
        sealed = self._sealed(app, secret)
        query = {**_query(sealed), "echostr": sealed.encrypt}
        async with self._client().get(f"{url}?{urlencode(query)}") as response:
            echo = await response.text()
        if echo != secret:
            raise ValueError(f"URL verification failed: {response.status} {echo[:80]!r}")
        app.callback_url = url
        return echo

    async def tell(self, app: App, fields: Mapping[str, Any]) -> Answered | None:
        """Deliver one packet; gives the first attempt's answer, retries go on by themselves."""
        faults = self.corp.faults
        packet = {"ToUserName": self.corp.corp_id, **fields, "AgentID": app.agent_id}
        sealed = self._sealed(app, element("xml", packet))
        if not app.callback_url or faults.spend("lose"):
            return None
        if faults.spend("hold"):
            self._held.append((app, sealed))
            return None
        answered = await self._deliver(app, sealed)
        if faults.spend("repeat"):
            await self._attempt(app, sealed)
        while self._held:
            await self._deliver(*self._held.pop(0))
        return answered

    async def _deliver(self, app: App, sealed: Sealed) -> Answered | None:
        answered = await self._attempt(app, sealed)
        if answered is None or answered.status != 200:
            task = asyncio.create_task(self._again(app, sealed))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
        return answered

    async def _again(self, app: App, sealed: Sealed) -> Answered | None:
        for _ in range(RETRIES):
            await asyncio.sleep(self.pause)
            answered = await self._attempt(app, sealed)
            if answered and answered.status == 200:
                return answered
        return None

    async def _attempt(self, app: App, sealed: Sealed) -> Answered | None:
        body = element(
            "xml",
            {
                "ToUserName": self.corp.corp_id,
                "AgentID": str(app.agent_id),
                "Encrypt": sealed.encrypt,
            },
        )
        self.corp.faults.watch("came", "callback")
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._client().post(
                f"{app.callback_url}?{urlencode(_query(sealed))}",
                data=body.encode(),
                headers={"Content-Type": "text/xml"},
                timeout=aiohttp.ClientTimeout(total=self.seconds),
            ) as response:
                text = await response.text()
                self.attempts.append(response.status)
                self.corp.faults.watch("answered", "callback")
                return Answered(response.status, self._passive(app, text))
        self.attempts.append(0)
        return None

    def _passive(self, app: App, text: str) -> ET.Element | None:
        if not text.lstrip().startswith("<xml"):
            return None
        outer = ET.fromstring(text)  # noqa: S314  # our own app, on loopback
        sealed = Sealed(
            encrypt=outer.findtext("Encrypt", ""),
            signature=outer.findtext("MsgSignature", ""),
            timestamp=outer.findtext("TimeStamp", ""),
            nonce=outer.findtext("Nonce", ""),
        )
        try:
            inner = self.corp.envelope(app).open(sealed)
            return ET.fromstring(inner)  # noqa: S314  # as above
        except (BadEnvelope, ET.ParseError) as error:
            self.corp.complain("callback.reply", repr(error))
            return None

    def _sealed(self, app: App, text: str) -> Sealed:
        timestamp = str(int(self.corp.clock.now().timestamp()))
        nonce = str(secrets.randbelow(10**10))
        return self.corp.envelope(app).seal(text, timestamp=timestamp, nonce=nonce)

    def _client(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(trust_env=False)
        return self._http


def _query(sealed: Sealed) -> dict[str, str]:
    return {
        "msg_signature": sealed.signature,
        "timestamp": sealed.timestamp,
        "nonce": sealed.nonce,
    }
