"""Hikvision iSecure Center (综合安防管理平台): events it pushes to a subscriber.

The vendor's own sample of a lost picture happened on the 0th of January 1900.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.alerts.reading.documents import table, tables
from bot.alerts.reading.moments import believed, stamp
from bot.alerts.reading.outcome import Odd, Read
from bot.alerts.reading.words import ails, key, word, words
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble

TROUBLES = {
    "131329": Trouble.VIDEO_LOSS,
    "131330": Trouble.COVERED,
    "131612": Trouble.COVERED,  # the scene has changed
    "131613": Trouble.BLURRED,
    "889196545": Trouble.OFFLINE,
}
# Momentary, begins, ends, pulse. A linkage that ran and a picture that came later are no news.
PHASES = {"0": Phase.PULSE, "1": Phase.OPEN, "2": Phase.CLOSE, "3": Phase.PULSE}
NO_NEWS = frozenset({"4", "5"})
# Movement, a line crossed, faces and the like: what the platform is there for.
NO_TROUBLE = range(131331, 131612)


def is_one(said: Mapping[str, Any]) -> bool:
    return "params" in said or "events" in said or "srcIndex" in said


def read(said: Mapping[str, Any], source: str, received_at: datetime) -> Read:
    params = said.get("params", said)
    params = table(params, "params")
    events = params.get("events", [params] if "srcIndex" in params else None)
    signals, left = [], []
    for number, event in enumerate(tables(events, "events")):
        try:
            place = f"events[{number}]"
            signals += list(_event(table(event, place), place, source, params, received_at))
        except Odd as odd:
            left.append(odd.what)
    return Read(tuple(signals), tuple(left))


def _event(
    event: Mapping[str, Any],
    place: str,
    source: str,
    params: Mapping[str, Any],
    received_at: datetime,
) -> Iterator[Signal]:
    kind, status = word(event.get("eventType")), word(event.get("status"))
    trouble = TROUBLES.get(kind) or ails(word(event.get("eventName")))
    if status in NO_NEWS or (trouble is None and _no_trouble(kind)):
        return
    if trouble is None:
        raise Odd("unknown_kind", f"eventType {kind}")
    if status not in PHASES:
        raise Odd("no_phase", f"{place}.status")
    devices = words(event.get("srcName"), event.get("srcIndex"))
    if not devices:
        raise Odd("no_device", f"{place}.srcIndex")
    times = (event.get("happenTime"), params.get("sendTime"))
    number = word(event.get("eventId")) or key(devices[-1], kind, stamp(received_at, *times))
    yield Signal(
        source=source,
        key=key(number, status),
        device=devices[0],
        also=devices[1:],
        trouble=trouble,
        phase=PHASES[status],
        occurred_at=believed(received_at, *times),
        text=word(event.get("eventName")) or word(event.get("srcName")),
    )


def _no_trouble(kind: str) -> bool:
    return kind.isascii() and kind.isdigit() and int(kind) in NO_TROUBLE
