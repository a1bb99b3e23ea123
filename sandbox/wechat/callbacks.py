"""How the stand-in tells an account what people did: encrypted XML, five seconds, three retries."""

import asyncio
import contextlib
import secrets
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from hashlib import sha1
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.wechat.account import ServiceAccount
from sandbox.wechat.rules import TEXT
from sandbox.wecom.callbacks import RETRIES, SECONDS, element
from sandbox.wecom.crypto import BadEnvelope, Sealed


class Callbacks:
    def __init__(self, account: ServiceAccount, *, seconds: float = SECONDS) -> None:
        self.account, self.seconds = account, seconds
        self.pause = 0.0  # seconds before a packet nobody took is delivered again
        self.attempts: list[int] = []  # statuses of all attempts; 0 = no answer in time
        self._http: aiohttp.ClientSession | None = None
        self._later: set[asyncio.Task[None]] = set()
        self._serial = 24_000_000_000_000_000

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
        """Waits for retries that still run."""
        while self._later:
            await asyncio.gather(*self._later, return_exceptions=True)

    def later(self, fields: Mapping[str, Any]) -> None:
        """Told by and by, as what happened to a template is."""
        self._keep(asyncio.create_task(self._quietly(fields)))

    async def _quietly(self, fields: Mapping[str, Any]) -> None:
        await self.tell(fields)

    async def verify(self, url: str) -> None:
        """What saving the address does: the account must say our word back, as it came."""
        word = str(secrets.randbelow(10**19))
        stamp, nonce = self._stamp(), str(secrets.randbelow(10**10))
        query = {**self._signed(stamp, nonce), "echostr": word}
        async with self._client().get(f"{url}?{urlencode(query)}") as response:
            echo = await response.text()
        if echo != word:
            raise ValueError(f"URL verification failed: {response.status} {echo[:80]!r}")
        self.account.callback_url = url

    async def tell(self, fields: Mapping[str, Any]) -> str:
        """Deliver one packet; what the account says at once is on the screen and given back."""
        faults = self.account.faults
        packet = {"ToUserName": self.account.original_id, **fields}
        sealed = self.sealed(element("xml", packet))
        if not self.account.callback_url or faults.spend("lose"):
            return ""
        said = await self._attempt(sealed, str(fields["FromUserName"]))
        if faults.spend("repeat"):
            # The account's second answer to one packet reaches nobody.
            await self._attempt(sealed, str(fields["FromUserName"]))
        if said is None:
            self._keep(asyncio.create_task(self._again(sealed, str(fields["FromUserName"]))))
        return self._shown(str(fields["FromUserName"]), said or "")

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _again(self, sealed: Sealed, openid: str) -> None:
        for _ in range(RETRIES):
            await asyncio.sleep(self.pause)
            said = await self._attempt(sealed, openid)
            if said is not None:
                self._shown(openid, said)
                return
        # What the real client shows then.
        self._shown(openid, "该公众号提供的服务出现故障，请稍后再试")

    def _shown(self, openid: str, said: str) -> str:
        if len(said.encode()) > TEXT:
            self.account.complain("passive.text", f"{len(said.encode())} bytes")
            said = "该公众号提供的服务出现故障，请稍后再试"
        if said:
            self.account.put(openid, "text", {"content": said})
        return said

    async def _attempt(self, sealed: Sealed, openid: str) -> str | None:
        """The text of the passive reply, "" for none; None: no answer in time or not a 200."""
        account = self.account
        body = element(
            "xml", {"ToUserName": account.original_id, "Encrypt": sealed.encrypt}
        ).encode()
        account.faults.watch("came", "callback")
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._client().post(
                f"{account.callback_url}?{urlencode(self.query(sealed, openid))}",
                data=body,
                headers={"Content-Type": "text/xml"},
                timeout=aiohttp.ClientTimeout(total=self.seconds),
            ) as response:
                text = await response.text()
                self.attempts.append(response.status)
                account.faults.watch("answered", "callback")
                return self._passive(openid, text) if response.status == 200 else None
        self.attempts.append(0)
        return None

    def _passive(self, openid: str, text: str) -> str:
        """Only "success", nothing, or a sealed packet to whoever spoke are answers."""
        if text in ("success", ""):
            return ""
        try:
            outer = ET.fromstring(text)  # noqa: S314  # our own account, on loopback
            sealed = Sealed(
                encrypt=outer.findtext("Encrypt", ""),
                signature=outer.findtext("MsgSignature", ""),
                timestamp=outer.findtext("TimeStamp", ""),
                nonce=outer.findtext("Nonce", ""),
            )
            inner = ET.fromstring(self.account.envelope.open(sealed))  # noqa: S314  # as above
        except (BadEnvelope, ET.ParseError) as error:
            self.account.complain("passive.sealed", repr(error))
            return ""
        ends = (inner.findtext("ToUserName"), inner.findtext("FromUserName"))
        if ends != (openid, self.account.original_id) or inner.findtext("MsgType") != "text":
            self.account.complain("passive.addressed", repr(ends))
            return ""
        return inner.findtext("Content", "")

    def sealed(self, text: str, *, stamp: str = "") -> Sealed:
        nonce = str(secrets.randbelow(10**10))
        return self.account.envelope.seal(text, timestamp=stamp or self._stamp(), nonce=nonce)

    def query(self, sealed: Sealed, openid: str) -> dict[str, str]:
        """Safe mode: the plain signature stands beside the one that covers the message."""
        return {
            **self._signed(sealed.timestamp, sealed.nonce),
            "openid": openid,
            "encrypt_type": "aes",
            "msg_signature": sealed.signature,
        }

    def _signed(self, stamp: str, nonce: str) -> dict[str, str]:
        parts = "".join(sorted((self.account.token, stamp, nonce)))
        signature = sha1(parts.encode(), usedforsecurity=False).hexdigest()
        return {"signature": signature, "timestamp": stamp, "nonce": nonce}

    def _stamp(self) -> str:
        return str(int(self.account.clock.now().timestamp()))

    def _client(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(trust_env=False)
        return self._http
