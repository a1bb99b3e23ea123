"""ONVIF notifications, as a device or a gateway posts them (WS-BaseNotification, XML).

What is `Initialized` was so before anybody listened, and is no news. Whose message it is stands in
its producer's address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.alerts.reading.moments import believed, stamp
from bot.alerts.reading.outcome import Odd, Read
from bot.alerts.reading.tags import Tag, tags
from bot.alerts.reading.words import ails, key, spelled, word, words
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble

SOURCE = "onvif"
ON = frozenset({"true", "1", "on", "idle", "error"})
OFF = frozenset({"false", "0", "off", "active"})
# Of the whole device: what the message names beside it is a disk or a job, and no channel.
OF_THE_DEVICE = frozenset({Trouble.DISK, Trouble.STORAGE_FULL, Trouble.POWER, Trouble.CLOCK})
NO_TROUBLE = re.compile(
    "motion|field|line|cell|face|object|counting|loitering|digitalinput|relay|trigger|audio"
    "|operatingtime|profile|configuration|media|ptz|users|lastreboot|lastreset|lastclock"
    "|recordingconfig/(create|delete)|processorusage"
)


@dataclass(slots=True)
class Message:
    topic: str = ""
    time: str = ""
    operation: str = ""
    address: str = ""
    source: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)


def read(document: str, received_at: datetime) -> Read:
    signals, left = [], []
    for message in _messages(document):
        try:
            signals += list(_signals(message, received_at))
        except Odd as odd:
            left.append(odd.what)
    return Read(tuple(signals), tuple(left))


def _messages(document: str) -> list[Message]:
    found: list[Message] = []
    inside, address = "", ""
    for tag in tags(document):
        if tag.ends:
            continue
        match tag.name:
            case "NotificationMessage":
                found.append(Message())
            case "Source" | "Key" | "Data" | "ProducerReference" | "SubscriptionReference":
                inside = tag.name
            case "Address" if inside == "ProducerReference" and found:
                found[-1].address = tag.text
            case "Address" if not address:
                address = tag.text
        if found:
            _take(found[-1], tag, inside)
    if not found:
        raise Odd("wrong_shape", "NotificationMessage")
    for message in found:
        message.address = message.address or address
    return found


def _take(message: Message, tag: Tag, inside: str) -> None:
    if tag.name == "Topic":
        message.topic = tag.text
    elif tag.name == "Message" and "UtcTime" in tag.said:
        message.time = tag.said["UtcTime"]
        message.operation = tag.said.get("PropertyOperation", "")
    elif tag.name == "SimpleItem":
        items = message.data if inside == "Data" else message.source
        items[tag.said.get("Name", "")] = tag.said.get("Value", "")


def _signals(message: Message, received_at: datetime) -> Iterator[Signal]:
    if message.operation == "Initialized":
        return
    trouble = _trouble(message.topic)
    if trouble is None:
        return
    devices = words(message.address, message.source.get("Device"))
    if not devices:
        raise Odd("no_device", "ProducerReference")
    token = next((word(value) for value in message.source.values() if value), "")
    state = _state(message)
    yield Signal(
        source=SOURCE,
        key=key(
            devices[0], message.topic, token, state.value, stamp(received_at, message.time)
        ),
        device=devices[0],
        also=devices[1:],
        channel="" if trouble in OF_THE_DEVICE else token,
        trouble=trouble,
        phase=state,
        occurred_at=believed(received_at, message.time),
        text=word(message.topic.rpartition(":")[2]),
    )


def _trouble(topic: str) -> Trouble | None:
    """None: it is known to be none. Raises for what nobody has told us of."""
    path = topic.rpartition(":")[2].casefold()
    if not path:
        raise Odd("missing", "Topic")
    if NO_TROUBLE.search(path) and "tamper" not in path:
        return None
    if found := ails(spelled(path)):
        return found
    raise Odd("unknown_kind", f"Topic {word(topic, 80)}")


def _state(message: Message) -> Phase:
    """A topic without a state only happens."""
    if message.operation == "Deleted":
        return Phase.CLOSE
    for value in message.data.values():
        if value.casefold() in ON:
            return Phase.OPEN
        if value.casefold() in OFF:
            return Phase.CLOSE
    return Phase.PULSE
