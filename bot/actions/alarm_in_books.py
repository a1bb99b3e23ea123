"""What the alarms know of a ticket, for its entry in the book of faults."""

from typing import Any

from bot.actions.office import Office
from bot.alerts.extent import touched
from bot.approvals.request import Request
from storage import faults, outages
from storage.store import Work


def known(work: Work, office: Office, request: Request) -> dict[str, Any]:
    """From when to when devices were affected, and how many cameras; nothing where no alarm has to
    do with it."""
    outage = outages.of_request(work, request.id)
    those = faults.of_outage(work, outage.id) if outage else []
    if not those:
        return {}
    cameras = office.places.cameras
    seen = sum(one in cameras for one in touched(those, office.devices.behind))
    start = min(fault.began_at for fault in those)
    ends = [fault.ended_at for fault in those if fault.ended_at]
    told: dict[str, Any] = {"cameras": seen, "from": start.isoformat()}
    if len(ends) == len(those):
        told["span"] = {"from": told["from"], "to": max(ends).isoformat()}
    return {"alarm": told}
