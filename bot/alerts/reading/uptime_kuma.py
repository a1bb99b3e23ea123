"""Uptime Kuma, notification type "webhook": JSON, or a form with the JSON in its field `data`.

Its times are in UTC and do not say so. The button that tries the notification sends nulls.
"""

from datetime import UTC, datetime

from bot.alerts.reading.documents import parsed, table
from bot.alerts.reading.moments import believed
from bot.alerts.reading.moments import parsed as moment
from bot.alerts.reading.outcome import Odd, Read
from bot.alerts.reading.words import ails, key, word, words
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble

SOURCE = "uptime_kuma"
DOWN, UP, PENDING, MAINTENANCE = 0, 1, 2, 3
PHASES = {DOWN: Phase.OPEN, UP: Phase.CLOSE}


def read(document: str, received_at: datetime) -> Read:
    said = table(parsed(document), "-")
    if not {"heartbeat", "monitor", "msg"} & set(said):
        raise Odd("wrong_shape", "heartbeat")
    if said.get("heartbeat") is None:
        return Read((_tried(word(said.get("msg")), received_at),))
    beat, monitor = table(said["heartbeat"], "heartbeat"), said.get("monitor")
    monitor = monitor if isinstance(monitor, dict) else {}
    status = beat.get("status")
    if isinstance(status, bool) or status not in (DOWN, UP, PENDING, MAINTENANCE):
        raise Odd("no_phase", "heartbeat.status")
    if status not in PHASES:
        return Read()
    devices = words(
        monitor.get("name"),
        monitor.get("hostname"),
        monitor.get("url"),
        monitor.get("pathName"),
    )
    if not devices:
        raise Odd("no_device", "monitor.name")
    number = word(monitor.get("id")) or word(beat.get("monitorID")) or devices[0]
    signal = Signal(
        source=SOURCE,
        key=key(number, beat.get("time"), status),
        device=devices[0],
        also=devices[1:],
        trouble=ails(word(beat.get("msg"))) or Trouble.OFFLINE,
        phase=PHASES[status],
        occurred_at=believed(received_at, moment(beat.get("time"), UTC)),
        text=word(said.get("msg")) or word(beat.get("msg")),
    )
    return Read((signal,))


def _tried(words_: str, received_at: datetime) -> Signal:
    return Signal(
        source=SOURCE,
        key=key("test", received_at.isoformat()),
        device="",
        phase=Phase.TEST,
        occurred_at=received_at,
        text=words_,
    )
