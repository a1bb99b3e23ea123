"""A wall around wechatpy's callback crypto: whatever is wrong with a callback looks the same.

wechatpy compares signatures with `!=`, knows no time window and answers malformed input with a
dozen kinds of exception (wechat.md §1.5, defects 7 and 10). Here the signature is compared in
constant time before anything is decrypted, and every failure is one `Forged` without a reason in
it, so that no answer tells an attacker how far he came. The body's size is the web layer's to cap.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any, Protocol

import xmltodict

# A genuine packet replayed later than this is refused; inside it the inbox key makes it harmless.
FRESH = timedelta(minutes=10)


class Forged(Exception):
    """Not from the platform, not for us, too old, or not readable. Which of these is not told."""


class Crypto(Protocol):
    """wechatpy's, bound to the receiver every packet must be sealed for."""

    def decrypt_message(
        self, msg: Mapping[str, str], signature: str, timestamp: str, nonce: str
    ) -> Any: ...

    def encrypt_message(self, msg: str, nonce: str, timestamp: str) -> Any: ...


class SealedWall:
    """One callback's secrets."""

    def __init__(self, *, token: str, crypto: Crypto) -> None:
        self._token = token
        self._sealing = crypto

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The decrypted XML of a callback (POST)."""
        try:
            sealed = xmltodict.parse(body)["xml"]["Encrypt"]
            self._check(query, sealed, now)
            return str(
                self._sealing.decrypt_message(
                    {"Encrypt": sealed},
                    query["msg_signature"],
                    query["timestamp"],
                    query["nonce"],
                )
            )
        except Exception:  # noqa: BLE001 - a dozen kinds, and all mean the same
            raise Forged from None

    def seal(self, xml: str, nonce: str, now: datetime) -> str:
        """The encrypted envelope of an answer, and of what a stand-in sends."""
        stamp = str(int(now.timestamp()))
        return str(self._sealing.encrypt_message(xml, nonce, stamp))

    def _check(self, query: Mapping[str, str], sealed: str, now: datetime) -> None:
        self._signed(query, "msg_signature", now, sealed)

    def _signed(
        self, query: Mapping[str, str], name: str, now: datetime, *covered: str
    ) -> None:
        """Whether the signature called `name` covers these, and was made lately."""
        parts = sorted((self._token, query["timestamp"], query["nonce"], *covered))
        expected = sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
        if not hmac.compare_digest(expected.encode(), query[name].encode()):
            raise Forged
        if abs(now.timestamp() - int(query["timestamp"])) > FRESH.total_seconds():
            raise Forged
