"""Zabbix: a script posts what we ask for (docs/alarms.md), because Zabbix has no body of its own.

Times are those of the Zabbix server, without a zone. The time of a recovery is only there where
`recovery_date` and `recovery_time` are sent too.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.alerts.reading.documents import parsed, table
from bot.alerts.reading.moments import believed
from bot.alerts.reading.outcome import Odd, Read
from bot.alerts.reading.words import ails, coded, key, word, words
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble

SOURCE = "zabbix"
PHASES = {"1": Phase.OPEN, "0": Phase.CLOSE}


def read(document: str, received_at: datetime) -> Read:
    said = table(parsed(document), "-")
    number = _given(said, "event_id")
    if not number:
        # The button of the media type sends the macros as they stand.
        if "event_id" not in said:
            raise Odd("missing", "event_id")
        return Read(
            (_signal(said, key("test", received_at.isoformat()), "", Phase.TEST, received_at),)
        )
    if _given(said, "update") == "1":  # somebody acknowledged it or wrote a comment
        return Read()
    value = _given(said, "value")
    if value not in PHASES:
        raise Odd("no_phase", "value")
    devices = words(_given(said, "host"), _given(said, "ip"))
    if not devices:
        raise Odd("no_device", "host")
    return Read((_signal(said, key(number, value), devices, PHASES[value], received_at),))


def _signal(
    said: Mapping[str, Any],
    key_: str,
    devices: tuple[str, ...] | str,
    phase: Phase,
    received_at: datetime,
) -> Signal:
    name = _given(said, "name")
    return Signal(
        source=SOURCE,
        key=key_,
        device=next(iter(devices), ""),
        also=tuple(devices[1:]),
        channel=_given(said, "channel"),
        trouble=coded(_given(said, "trouble")) or ails(name) or Trouble.OFFLINE,
        phase=phase,
        occurred_at=believed(received_at, _moment(said, phase)),
        text=name,
    )


def _moment(said: Mapping[str, Any], phase: Phase) -> str:
    before = "recovery_" if phase is Phase.CLOSE else ""
    return f"{_given(said, before + 'date')} {_given(said, before + 'time')}"


def _given(said: Mapping[str, Any], name: str) -> str:
    """A macro that was not filled stands there by its own name, or as *UNKNOWN*."""
    text = word(said.get(name))
    return "" if text.startswith(("{", "*UNKNOWN")) else text
