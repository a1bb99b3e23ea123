"""What hangs behind what: cameras, recorders and switches, found by whatever a source calls them.

Recorders and switches stand in the camera list too, as rows with the flag `recorder` or `switch`;
one that is only named by its cameras exists as well, without an address.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from bot.cameras.zone import Camera, Places


class Devices:
    """By id. Read once for each list of cameras; finding is a look into a table."""

    def __init__(self, places: Places) -> None:
        self._rows: Mapping[str, Camera] = {**places.devices, **places.cameras}
        self.cameras = places.cameras
        self._called = _by_word(self._rows.values())
        self._behind: dict[str, list[str]] = defaultdict(list)
        for row in self._rows.values():
            for parent in _parents(row):
                self._behind[parent].append(row.id)

    def __contains__(self, device: object) -> bool:
        return device in self._rows or device in self._behind

    def find(self, device: str, channel: str = "") -> str:
        """Its id, or "" where the list knows no such device.

        Id, name, address, host or host:port of the address, in any case; with a channel, the
        camera whose address is RECORDER#CHANNEL or HOST#CHANNEL, else the recorder itself.
        """
        word = device.strip().casefold()
        if channel and (
            camera := self._called.get(f"{self._named(word)}#{channel.casefold()}")
        ):
            return camera
        return self._called.get(word) or self._called.get(host(word)) or self._only_named(word)

    def _named(self, word: str) -> str:
        return (self._called.get(word) or self._called.get(host(word)) or word).casefold()

    def _only_named(self, word: str) -> str:
        return next((d for d in self._behind if d.casefold() == word), "")

    def name(self, device: str) -> str:
        return self._rows[device].name if device in self._rows else device

    def zone(self, device: str) -> str:
        """The area it stands in; of a recorder that is only named, its first camera's."""
        if device in self._rows:
            return self._rows[device].zone
        return next((self._rows[d].zone for d in self._behind.get(device, ())), "")

    def direct(self, device: str) -> tuple[str, ...]:
        """What it is plugged into: its switch and its recorder."""
        row = self._rows.get(device)
        return tuple(_parents(row)) if row else ()

    def above(self, device: str) -> tuple[str, ...]:
        """Everything it hangs behind, the nearest first; a ring in the list ends where it began."""
        found: dict[str, None] = {}
        ahead = [device]
        while ahead:
            row = self._rows.get(ahead.pop(0))
            new = [p for p in _parents(row) if p not in found and p != device] if row else []
            found.update(dict.fromkeys(new))
            ahead += new
        return tuple(found)

    def behind(self, device: str) -> tuple[str, ...]:
        """The cameras that are dark when it is; of a camera, itself."""
        found: dict[str, None] = {}
        ahead = [device]
        while ahead:
            here = ahead.pop()
            if here not in found:
                found[here] = None
                ahead += reversed(self._behind.get(here, ()))
        return tuple(d for d in found if d in self.cameras)


def _parents(row: Camera) -> Iterator[str]:
    """A camera's picture comes through its switch and ends in its recorder."""
    yield from (p for p in (row.parent, row.recorder) if p and p != row.id)


def _by_word(rows: Iterable[Camera]) -> Mapping[str, str]:
    """An id goes before a name, a name before an address; the first row wins, as in the list."""
    called: dict[str, str] = {}
    listed = list(rows)
    for words in (_ids, _names, _addresses):
        for row in listed:
            for word in words(row):
                called.setdefault(word.casefold(), row.id)
    return called


def _ids(row: Camera) -> Iterator[str]:
    yield row.id


def _names(row: Camera) -> Iterator[str]:
    yield row.name
    yield f"{row.id} {row.name}"


def _addresses(row: Camera) -> Iterator[str]:
    if row.address:
        yield row.address
        if "#" not in row.address:
            yield host(row.address)


def host(address: str) -> str:
    """Without scheme, user, path, and without the port where it is one device's only door."""
    bare = address if "//" in address else f"//{address}"
    try:
        return urlsplit(bare).hostname or address
    except ValueError:
        return re.split("[/:]", address)[0]
