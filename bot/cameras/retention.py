"""How long a span of footage still exists."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cameras.zone import Camera, Places


def keeps_days(camera: Camera, promised: float) -> float:
    """Days the camera's recorder really keeps, or what the school's rule promises if unknown."""
    return camera.retention_days or promised


def seen_by(places: Places, zones: Iterable[str], cameras: Iterable[str] = ()) -> list[Camera]:
    """The cameras a request speaks of: the chosen ones, else all of its zones."""
    chosen = [places.cameras[c] for c in cameras if c in places.cameras]
    return chosen or [c for z in zones for c in places.cameras_in(z)]


def overwritten_at(start: datetime, cameras: Iterable[Camera], promised: float) -> datetime:
    """When the first of these recorders overwrites what it saw at `start`."""
    days = min((keeps_days(c, promised) for c in cameras), default=promised)
    return start + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A recorder set to keep too little; where the list names none, a zone."""

    recorder: str
    zones: tuple[str, ...]
    cameras: int
    days: float  # the least any of its cameras is kept
    missing: float


def short_of(cameras: Iterable[Camera], required: float) -> list[Short]:
    """The worst first. What a recorder keeps unknown days is not accused of anything."""
    found: dict[str, list[Camera]] = defaultdict(list)
    for camera in cameras:
        if 0 < camera.retention_days < required:
            found[camera.recorder or camera.zone].append(camera)
    listed = (_short(those, required) for those in found.values())
    return sorted(listed, key=lambda one: (one.days, one.recorder, one.zones))


def _short(cameras: Sequence[Camera], required: float) -> Short:
    least = min(camera.retention_days for camera in cameras)
    return Short(
        recorder=cameras[0].recorder,
        zones=tuple(dict.fromkeys(camera.zone for camera in cameras)),
        cameras=len(cameras),
        days=least,
        missing=required - least,
    )
