"""Dahua's lines, as a forwarder of its event stream posts them.

The stream does not say whose it is, so the forwarder does: a line `device=10.20.0.8` before them,
or `;device=…` behind each. Channels are counted from 0 there, and from 1 everywhere else.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.alerts.reading.moments import stamp
from bot.alerts.reading.outcome import Odd, Read
from bot.alerts.reading.words import ails, key, word
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble

PHASES = {"start": Phase.OPEN, "stop": Phase.CLOSE, "pulse": Phase.PULSE}
OF_A_CHANNEL = frozenset({Trouble.VIDEO_LOSS, Trouble.COVERED, Trouble.BLURRED})


def is_one(document: str) -> bool:
    first = document.lstrip()[:20].casefold()
    return first.startswith(("code=", "device=", "heartbeat"))


def read(document: str, source: str, received_at: datetime) -> Read:
    signals: list[Signal] = []
    left = []
    device = ""
    for line in document.splitlines():
        try:
            fields = _fields(line)
            device = word(fields.get("device")) or device
            signals += list(_signals(fields, line, source, device, received_at))
        except Odd as odd:
            left.append(odd.what)
    return Read(tuple(signals), tuple(left))


def _fields(line: str) -> dict[str, str]:
    """Behind `data=` there is JSON over many lines, of which nothing is needed."""
    pairs = (part.partition("=") for part in line.partition(";data=")[0].split(";"))
    return {name.strip().casefold(): value.strip() for name, _, value in pairs}


def _signals(
    fields: dict[str, str], line: str, source: str, device: str, received_at: datetime
) -> Iterator[Signal]:
    beats = line.strip().casefold() == "heartbeat"
    if not beats and "code" not in fields:
        return
    trouble = None if beats else ails(fields["code"])
    if not beats and trouble is None:
        return
    if not device and not beats:
        raise Odd("no_device", "device=")
    action = fields.get("action", "").casefold()
    if not beats and action not in PHASES:
        raise Odd("no_phase", "action")
    channel = _channel(fields.get("index", "")) if trouble in OF_A_CHANNEL else ""
    yield Signal(
        source=source,
        key=key(device, channel, fields.get("code", ""), action, stamp(received_at)),
        device=device,
        channel=channel,
        trouble=trouble or Trouble.VIDEO_LOSS,
        phase=Phase.HEARTBEAT if beats else PHASES[action],
        occurred_at=received_at,
        text=word(fields.get("code")),
    )


def _channel(index: str) -> str:
    if not (index.isascii() and index.isdigit() and len(index) < 6):
        raise Odd("wrong_shape", "index")
    return str(int(index) + 1)
