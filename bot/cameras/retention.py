"""How long a span of footage still exists."""

from collections.abc import Iterable
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
