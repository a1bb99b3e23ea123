"""Zones and cameras of a school, and the facts a request draws from the places it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PUBLIC = "public"
BEHIND = frozenset({"recorder", "switch"})  # flags of rows that are no cameras


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """`owners` are unit names or `public`; a camera on a shared corridor has several."""

    id: str
    name: str
    zone: str
    owners: tuple[str, ...]
    recorder: str = ""
    parent: str = ""
    address: str = ""
    retention_days: float = 0  # what the recorder really keeps; 0 = unknown
    flags: tuple[str, ...] = ()

    @property
    def sees(self) -> bool:
        """False: a recorder or a switch, listed because cameras hang behind it."""
        return BEHIND.isdisjoint(self.flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A place people name. From the pack (Annex 1) or from the school's camera list."""

    id: str
    name: str
    owners: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()  # "dormitory", and flags a request inherits ("paper_room")


class Places:
    """The zones of a school and their cameras, in the order people expect to see them."""

    def __init__(self, zones: Iterable[Zone], cameras: Iterable[Camera] = ()) -> None:
        self.zones: Mapping[str, Zone] = {z.id: z for z in zones}
        listed = tuple(cameras)
        self.cameras: Mapping[str, Camera] = {c.id: c for c in listed if c.sees}
        self.devices: Mapping[str, Camera] = {c.id: c for c in listed if not c.sees}
        self._in_zone: dict[str, list[Camera]] = {z: [] for z in self.zones}
        for camera in self.cameras.values():
            self._in_zone.setdefault(camera.zone, []).append(camera)

    def cameras_in(self, zone: str) -> tuple[Camera, ...]:
        return tuple(self._in_zone.get(zone, ()))
