"""Every way in, read: bytes of a source we know become signals, or a reason why not.

Nothing here may fail in any other way, whatever is sent.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from bot.alerts.reading import (
    alertmanager,
    documents,
    generic,
    hikvision,
    onvif,
    uptime_kuma,
    zabbix,
)
from bot.alerts.reading.outcome import Odd, Outcome, Read, Unreadable, joined

__all__ = ["READERS", "Read", "Unreadable", "read"]

READERS: Mapping[str, Callable[[str, datetime], Read]] = MappingProxyType(
    {
        alertmanager.SOURCE: alertmanager.read,
        uptime_kuma.SOURCE: uptime_kuma.read,
        hikvision.SOURCE: hikvision.read,
        zabbix.SOURCE: zabbix.read,
        onvif.SOURCE: onvif.read,
        generic.SOURCE: generic.read,
    }
)


def read(source: str, mime: str, body: bytes, received_at: datetime) -> Outcome:
    """`source` is one of `READERS`; `received_at` in the school's zone, which is the zone of every
    time that names none."""
    try:
        texts = documents.texts(mime, body)
    except Odd as odd:
        return odd.what
    return joined(_part(source, text, received_at) for text in texts)


def _part(source: str, text: str, received_at: datetime) -> Read:
    try:
        return READERS[source](text, received_at)
    except Odd as odd:
        return Read(left=(odd.what,))
