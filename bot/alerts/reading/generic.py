"""Anything else: JSON of our own design (docs/alarms.md), one alarm or a list of them.

{"device": "B-Z06-C03", "phase": "open", "trouble": "offline", "at": "2026-03-02T07:20:00+08:00",
 "id": "4711", "channel": "7", "text": "餐厅东门离线"}
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.alerts.reading import dahua
from bot.alerts.reading.documents import parsed, table
from bot.alerts.reading.moments import believed, plausible
from bot.alerts.reading.outcome import Odd, Read
from bot.alerts.reading.words import ails, coded, key, spelled, word
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble

SOURCE = "generic"
LISTS = ("alarms", "alerts", "events")
PHASES = {
    **{phase.value: phase for phase in Phase},
    **dict.fromkeys(
        ("firing", "down", "start", "problem", "offline", "1", "alarm"), Phase.OPEN
    ),
    **dict.fromkeys(("resolved", "up", "stop", "ok", "online", "0", "recovery"), Phase.CLOSE),
}
WITHOUT_DEVICE = (Phase.HEARTBEAT, Phase.TEST)
MILLISECONDS = 10**11  # a number above counts these


def read(document: str, received_at: datetime) -> Read:
    if dahua.is_one(document):
        return dahua.read(document, SOURCE, received_at)
    signals, left = [], []
    for number, alarm in enumerate(_listed(parsed(document))):
        try:
            place = f"[{number}]"
            signals.append(_signal(table(alarm, place), place, received_at))
        except Odd as odd:
            left.append(odd.what)
    return Read(tuple(signals), tuple(left))


def _listed(said: Any) -> list[Any]:
    if isinstance(said, dict):
        inner = next((said[name] for name in LISTS if isinstance(said.get(name), list)), None)
        said = [said] if inner is None else inner
    if not isinstance(said, list) or not said:
        raise Odd("wrong_shape", "-")
    return said


def _signal(alarm: Mapping[str, Any], place: str, received_at: datetime) -> Signal:
    phase = PHASES.get(word(alarm.get("phase")).casefold())
    if phase is None:
        raise Odd("no_phase", f"{place}.phase")
    device = word(alarm.get("device"))
    if not device and phase not in WITHOUT_DEVICE:
        raise Odd("no_device", f"{place}.device")
    trouble, channel = _trouble(alarm, place), word(alarm.get("channel"))
    at = plausible(received_at, _moment(alarm.get("at")))
    when = (at or received_at).astimezone(UTC).isoformat()
    number = word(alarm.get("id"))
    # An id without a time is new for each new trouble; a time is enough without an id.
    named = (number, when if at else "") if number else (device, channel, trouble.value, when)
    return Signal(
        source=SOURCE,
        key=key(*named, phase.value),
        device=device,
        channel=channel,
        trouble=trouble,
        phase=phase,
        occurred_at=believed(received_at, at),
        text=word(alarm.get("text")),
    )


def _trouble(alarm: Mapping[str, Any], place: str) -> Trouble:
    said = word(alarm.get("trouble"))
    found = coded(said) or ails(said)
    if said and found is None:
        raise Odd("unknown_kind", f"{place}.trouble {spelled(said)}")
    return found or Trouble.OFFLINE


def _moment(said: object) -> object:
    """Text, or seconds or milliseconds since 1970."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return said
    try:
        seconds = said / 1000 if said >= MILLISECONDS else float(said)
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
