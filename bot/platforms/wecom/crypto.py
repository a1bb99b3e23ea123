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

import xmltodict
from wechatpy.work import WeChatCrypto

# A genuine packet replayed later than this is refused; inside it the inbox key makes it harmless.
FRESH = timedelta(minutes=10)


class Forged(Exception):
    """Not from WeCom, not for us, too old, or not readable. Which of these is not told."""


class Wall:
    """One app's callback secrets. `corp_id` is the receiver every packet must be sealed for."""

    def __init__(self, *, token: str, aes_key: str, corp_id: str) -> None:
        self._token = token
        self._corp_id = corp_id
        self._crypto = WeChatCrypto(token, aes_key, corp_id)

    def echo(self, query: Mapping[str, str], now: datetime) -> str:
        """The plaintext WeCom expects when the callback address is saved (GET)."""
        try:
            sealed = query["echostr"]
            self._check(query, sealed, now)
            return str(
                self._crypto.check_signature(
                    query["msg_signature"], query["timestamp"], query["nonce"], sealed
                )
            )
        except Exception:  # noqa: BLE001 - a dozen kinds, and all mean the same
            raise Forged from None

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The decrypted XML of a callback (POST)."""
        try:
            sealed = xmltodict.parse(body)["xml"]["Encrypt"]
            self._check(query, sealed, now)
            return str(
                self._crypto.decrypt_message(
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
        return str(self._crypto.encrypt_message(xml, nonce, stamp))

    def _check(self, query: Mapping[str, str], sealed: str, now: datetime) -> None:
        parts = sorted((self._token, query["timestamp"], query["nonce"], sealed))
        expected = sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
        if not hmac.compare_digest(expected.encode(), query["msg_signature"].encode()):
            raise Forged
        if abs(now.timestamp() - int(query["timestamp"])) > FRESH.total_seconds():
            raise Forged
