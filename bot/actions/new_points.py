"""An accepted camera point stands in the list of cameras."""

from collections.abc import Mapping
from typing import Any

from bot.actions import registry
from bot.actions.office import Office
from bot.approvals.request import Request
from bot.cameras.comparing import next_id
from bot.cameras.zone import PUBLIC, Camera
from bot.followup.task import Task
from storage.store import Work


def camera_added(work: Work, office: Office, request: Request, task: Task) -> None:
    """The accepted points stand in the list of cameras from now on."""
    registry.add(work, office, new_cameras(office, request, task.answers), request)


def new_cameras(
    office: Office, request: Request, accepted: Mapping[str, Any]
) -> tuple[Camera, ...]:
    """One for each accepted point, in the first place the case names; whose they are was answered
    too: the school's public system, or the unit that asked for them."""
    zone = request.answers["zones"][0]
    known = dict(office.places.cameras)
    for name in accepted["points"]:
        camera = Camera(
            id=next_id(zone, known),
            name=name,
            zone=zone,
            owners=owners_of(office, request, accepted.get("owner", "")),
            recorder=accepted.get("recorder", ""),
            retention_days=accepted.get("retention_days", 0),
        )
        known[camera.id] = camera
    return tuple(camera for id_, camera in known.items() if id_ not in office.places.cameras)


def owners_of(office: Office, request: Request, owner: str) -> tuple[str, ...]:
    match owner:
        case "public":
            return (PUBLIC,)
        case "unit":
            return (request.unit,)
    return office.places.zones[request.answers["zones"][0]].owners
