"""Hikvision devices themselves (ISAPI alarm host): XML or JSON, alone or in multipart.

`videoloss`, `inactive`, count 0 comes every few seconds and means that all is well.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.alerts.reading.moments import believed, stamp
from bot.alerts.reading.outcome import Odd, Read
from bot.alerts.reading.tags import tags
from bot.alerts.reading.words import ails, key, spelled, word, words
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble

ALERT = "EventNotificationAlert"
HEARTBEAT = "videoloss"
TROUBLES = {
    "resolutionmismatch": Trouble.NOT_RECORDING,
    "videomismatch": Trouble.NOT_RECORDING,
    "nodeoffline": Trouble.OFFLINE,
}
# What cameras see and buttons say; and of a cluster, that its parts are of different versions.
NO_TROUBLE = re.compile(
    "vmd|motion|line|field|region|face|human|vehicle|traffic|people|object|loiter|group|rapid"
    "|parking|(un)?attended|audio|pir|io|alarmin|alarmout|duration|version|license|anpr|fire"
    "|smoke|temperature|thermometry|target|queue|leave|fight|run|mixed|.*detection$"
)


def from_xml(document: str, source: str, received_at: datetime) -> Read:
    return _together(list(_alerts(document)), source, received_at)


def from_json(said: Mapping[str, Any], source: str, received_at: datetime) -> Read:
    """Bare, or wrapped as the XML would be."""
    inner = said.get(ALERT, said)
    inner = inner if isinstance(inner, dict) else {}
    return _together(
        [{name: word(value) for name, value in inner.items()}], source, received_at
    )


def is_one(said: Mapping[str, Any]) -> bool:
    return ALERT in said or "eventState" in said or "ipAddress" in said


def _alerts(document: str) -> Iterator[dict[str, str]]:
    """Each from its opening tag to the next one's: the closing one may be missing."""
    alert: dict[str, str] | None = None
    for tag in tags(document):
        if tag.name == ALERT and not tag.ends:
            if alert is not None:
                yield alert
            alert = {}
        elif alert is not None and not tag.ends and tag.text:
            alert.setdefault(tag.name, tag.text)
    if alert is None:
        raise Odd("wrong_shape", ALERT)
    yield alert


def _together(alerts: list[dict[str, str]], source: str, received_at: datetime) -> Read:
    signals, left = [], []
    for alert in alerts:
        try:
            signals += list(_signals(alert, source, received_at))
        except Odd as odd:
            left.append(odd.what)
    return Read(tuple(signals), tuple(left))


@dataclass(frozen=True, slots=True)
class Spoken:
    """An alert's own words, as they are compared."""

    kind: str
    state: str
    count: str


def _signals(alert: dict[str, str], source: str, received_at: datetime) -> Iterator[Signal]:
    said = Spoken(
        spelled(alert.get("eventType", "")),
        alert.get("eventState", "active").casefold(),
        alert.get("activePostCount", ""),
    )
    if not said.kind:
        raise Odd("missing", "eventType")
    beats = said.kind == HEARTBEAT and said.state == "inactive" and said.count in ("0", "")
    trouble = _trouble(said.kind, alert.get("eventDescription", ""))
    if not beats and trouble is None:
        return
    devices = words(alert.get("ipAddress"), alert.get("macAddress"), alert.get("deviceID"))
    if not devices:
        raise Odd("no_device", "ipAddress")
    if not beats and said.state not in ("active", "inactive"):
        raise Odd("no_phase", "eventState")
    channel = "" if beats else _channel(alert)
    yield Signal(
        source=source,
        key=key(devices[0], channel, said.kind, said.state, _when(alert, said, received_at)),
        device=devices[0],
        also=devices[1:],
        channel=channel,
        trouble=trouble or Trouble.VIDEO_LOSS,
        phase=_phase(said, beats=beats),
        occurred_at=believed(received_at, alert.get("dateTime")),
        text=words(alert.get("channelName"), alert.get("eventDescription"), said.kind)[0],
    )


def _trouble(kind: str, description: str) -> Trouble | None:
    """None: it is known to be none. Raises for what nobody has told us of."""
    if found := TROUBLES.get(kind) or ails(kind):
        return found
    if NO_TROUBLE.match(kind):
        return None
    if found := ails(description):
        return found
    raise Odd("unknown_kind", f"eventType {kind}")


def _phase(said: Spoken, *, beats: bool) -> Phase:
    if beats:
        return Phase.HEARTBEAT
    return Phase.OPEN if said.state == "active" else Phase.CLOSE


def _channel(alert: dict[str, str]) -> str:
    channel = word(alert.get("dynChannelID") or alert.get("channelID"))
    return "" if channel == "0" else channel


def _when(alert: dict[str, str], said: Spoken, received_at: datetime) -> str:
    """As long as it lasts it is sent every second with a higher count: the same within a minute."""
    at = stamp(received_at, alert.get("dateTime"))
    return at if said.count in ("", "0", "1") else at[: len("2026-03-02T07:20")]
