"""What a phone's browser remembers of us: signed, short-lived, for one school.

A cookie holds who logged in, or which login is under way. It is signed, not secret, and names
nobody beyond the person whose browser holds it.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any


class Signer:
    """`key` is at least 32 random bytes, the same on every machine that serves the pages."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("a signing key of at least 32 bytes")
        self._key = key

    def sealed(self, purpose: str, values: Mapping[str, Any], until: datetime) -> str:
        body = json.dumps({**values, "until": int(until.timestamp())}, separators=(",", ":"))
        packed = base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")
        return f"{packed}.{self.mark(purpose, packed)}"

    def opened(self, purpose: str, cookie: str, now: datetime) -> Mapping[str, Any]:
        """What was sealed for this purpose; empty when forged, foreign or expired."""
        packed, _, mark = cookie.partition(".")
        if not self.matches(purpose, packed, mark):
            return {}
        values = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        return values if now.timestamp() < values["until"] else {}

    def mark(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose}\n{text}".encode(), sha256).hexdigest()

    def matches(self, purpose: str, text: str, mark: str) -> bool:
        return hmac.compare_digest(self.mark(purpose, text).encode(), mark.encode())


LOGIN = timedelta(minutes=10)
SESSION = timedelta(hours=2)
LONG = timedelta(days=180)
SHORT = timedelta(minutes=1)  # what is only said on the next page
