"""An imported list beside what was approved since the last one: an export of last month must not
take back what was signed this week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.cameras.importing import Listed
from bot.cameras.zone import Camera, Zone
from bot.cards import Saying

CAMERA, ZONE = "camera", "zone"
Approved = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The list to be kept, where it differs from the file, and what the file says itself."""

    listed: Listed
    conflicts: tuple[Saying, ...] = ()
    settled: tuple[tuple[str, str], ...] = ()


def merged(listed: Listed, approved: Approved) -> Merged:
    cameras = {camera.id: camera for camera in listed.cameras}
    zones = {zone.id: zone for zone in listed.zones}
    conflicts: list[Saying] = []
    for (about, id_), now in approved.items():
        if about == CAMERA:
            conflicts += _camera(cameras, id_, now)
        elif about == ZONE and id_ in zones:
            conflicts += _owners(zones, id_, now)
    differs = {(c.values["about"], c.values["id"]) for c in conflicts}
    settled = tuple(key for key in approved if key not in differs)
    kept = Listed(tuple(cameras.values()), tuple(zones.values()))
    return Merged(listed=kept, conflicts=tuple(conflicts), settled=settled)


def _camera(cameras: dict[str, Camera], id_: str, now: Mapping[str, Any]) -> Iterable[Saying]:
    known = cameras.get(id_)
    if now.get("removed"):
        if known:
            del cameras[id_]
            return [_conflict("removed", CAMERA, known)]
        return []
    if known is None:
        if "camera" not in now:
            return []
        cameras[id_] = added = replace(camera_of(now["camera"]), **_changed(now))
        return [_conflict("added", CAMERA, added)]
    return _owners(cameras, id_, now)


def _owners(known: dict[str, Any], id_: str, now: Mapping[str, Any]) -> list[Saying]:
    one: Camera | Zone = known[id_]
    owners = tuple(now.get("owners", one.owners))
    if set(owners) == set(one.owners):
        return []
    known[id_] = replace(one, owners=owners)
    about = CAMERA if isinstance(one, Camera) else ZONE
    return [_conflict("owners", about, one, listed=list(one.owners), approved=list(owners))]


def _changed(now: Mapping[str, Any]) -> dict[str, Any]:
    return {"owners": tuple(now["owners"])} if "owners" in now else {}


def _conflict(what: str, about: str, one: Camera | Zone, **values: Any) -> Saying:
    told = {"about": about, "id": one.id, "name": one.name, **values}
    return Saying(f"importing.kept_{what}", told)


def camera_of(told: Mapping[str, Any]) -> Camera:
    """As it was kept: lists where there were tuples."""
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in told.items()
    }
    return Camera(**values)
