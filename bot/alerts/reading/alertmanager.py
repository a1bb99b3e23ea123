"""Prometheus Alertmanager, webhook of version 4 (and Grafana, which speaks it too).

Each alert has a status of its own, and that counts. It is the same alert as long as its labels
(`fingerprint`) and its beginning are the same.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.alerts.reading.documents import parsed, table, tables
from bot.alerts.reading.moments import believed
from bot.alerts.reading.outcome import Odd, Read
from bot.alerts.reading.words import ails, coded, key, spelled, word, words
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble

SOURCE = "alertmanager"
DEVICE = ("camera", "device", "host", "hostname", "target", "instance", "name")
# Rules that always fire, so that somebody notices when nothing comes any more.
ALIVE = frozenset(
    {"watchdog", "deadmansswitch", "deadmanssnitch", "heartbeat", "infoinhibitor"}
)
TRIED = frozenset({"test", "testalert", "testnotification"})
LONG = timedelta(days=400)  # an alert may have been firing for months


def read(document: str, received_at: datetime) -> Read:
    said = table(parsed(document), "-")
    signals, left = [], []
    for number, alert in enumerate(tables(said.get("alerts"), "alerts")):
        try:
            signals += list(_alert(table(alert, f"alerts[{number}]"), number, received_at))
        except Odd as odd:
            left.append(odd.what)
    if missing := _truncated(said):
        left.append(Odd("truncated", missing).what)
    return Read(tuple(signals), tuple(left))


def _truncated(said: Mapping[str, Any]) -> int:
    missing = said.get("truncatedAlerts")
    return missing if isinstance(missing, int) and missing > 0 else 0


def _alert(alert: Mapping[str, Any], number: int, received_at: datetime) -> Iterator[Signal]:
    labels = table(alert.get("labels"), f"alerts[{number}].labels")
    notes = alert.get("annotations")
    notes = notes if isinstance(notes, dict) else {}
    name, status = word(labels.get("alertname")), word(alert.get("status"))
    if status not in ("firing", "resolved"):
        raise Odd("no_phase", f"alerts[{number}].status")
    phase = Phase.OPEN if status == "firing" else Phase.CLOSE
    if (special := _special(name, labels)) and phase is Phase.CLOSE:
        return
    devices = words(*(labels.get(label) for label in DEVICE))
    if not devices and not special:
        raise Odd("no_device", f"alerts[{number}].labels")
    began, ended = alert.get("startsAt"), alert.get("endsAt")
    yield Signal(
        source=SOURCE,
        key=key(_print(alert, labels), began, status),
        device=next(iter(devices), ""),
        also=devices[1:],
        channel=word(labels.get("channel")),
        trouble=_trouble(name, labels, notes),
        phase=special or phase,
        occurred_at=believed(received_at, began if phase is Phase.OPEN else ended, oldest=LONG),
        text=word(notes.get("summary") or notes.get("description") or name),
    )


def _special(name: str, labels: Mapping[str, Any]) -> Phase | None:
    if spelled(name) in ALIVE:
        return Phase.HEARTBEAT
    tried = spelled(name) in TRIED or word(labels.get("test")) == "true"
    return Phase.TEST if tried else None


def _print(alert: Mapping[str, Any], labels: Mapping[str, Any]) -> str:
    """Early versions send none."""
    every = (f"{name}={word(labels[name])}" for name in sorted(labels))
    return word(alert.get("fingerprint")) or key(*every)


def _trouble(name: str, labels: Mapping[str, Any], notes: Mapping[str, Any]) -> Trouble:
    own = coded(word(labels.get("trouble")) or word(notes.get("trouble")))
    return own or ails(name, word(notes.get("summary"))) or Trouble.OFFLINE
