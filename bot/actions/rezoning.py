"""An area passes to another department: from that day on it is the new owner's. What was approved
before keeps the ladder it was frozen with."""

from bot.actions.entering import worded
from bot.actions.office import Office
from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.cameras.approved import CAMERA, ZONE
from bot.followup.task import Task
from storage import approved, journal, places
from storage.store import Work


def zone_owner(work: Work, office: Office, request: Request, _task: Task) -> None:
    words = worded(office.places, office.pack.kinds[request.kind].form, request.answers)
    old, new = words["from_owner"], words["to_owner"]
    zones = [z for z in granted(request)["zones"] if z in office.places.zones]
    cameras = [camera for zone in zones for camera in office.places.cameras_in(zone)]
    named = {zone: passed(office.places.zones[zone].owners, old, new) for zone in zones}
    seen = {camera.id: passed(camera.owners, old, new) for camera in cameras}
    places.set_owners(work, office.id, named, seen)
    for about, owned in ((ZONE, named), (CAMERA, seen)):
        for id_, owners in owned.items():
            now = {"owners": list(owners)}
            approved.keep(work, office.id, (about, id_), now, request.id)
    data = {"request": request.id, "zones": zones}
    journal.append(work, office.id, "zone.passed", data)


def passed(owners: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """Others who own it too keep their share."""
    return tuple(dict.fromkeys(new if owner == old else owner for owner in owners))
