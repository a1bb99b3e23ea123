"""What systems post, and what we make of it, with little to write."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.alerts.reading import Read, Unreadable, read
from bot.alerts.signal import Signal

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 15, 21, 30, tzinfo=CHINA)


def utc(hour: int, minute: int, second: float = 0) -> datetime:
    """On the day of the examples."""
    whole = int(second)
    micro = round((second - whole) * 1e6)
    return datetime(2026, 3, 2, hour, minute, whole, micro, tzinfo=UTC)


def reading(source: str, body: object, mime: str = "", at: datetime = NOW) -> Read:
    said = posted(source, body, mime, at)
    assert isinstance(said, Read), said
    return said


def posted(source: str, body: object, mime: str = "", at: datetime = NOW) -> Read | Unreadable:
    if not isinstance(body, bytes):
        body = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return read(source, mime, body, at)


def only(source: str, body: object, mime: str = "", at: datetime = NOW) -> Signal:
    (signal,) = reading(source, body, mime, at).signals
    return signal
