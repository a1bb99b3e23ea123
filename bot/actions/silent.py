"""Whether somebody asked not to hear of an outage: its calls wait, the record does not."""

from datetime import datetime

from bot.actions import closing
from bot.actions.office import Office
from bot.alerts.outage import Outage
from bot.approvals.request import Request
from storage import faults, silences
from storage.store import Work


def until(work: Work, office: Office, outage: Outage) -> datetime | None:
    """When the first of the silences ends that cover all of it; None: some of it is covered by
    none."""
    devices, known = office.devices, silences.unended(work, office.id)
    ends: list[datetime] = []
    for fault in faults.of_outage(work, outage.id) if known else ():
        if fault.open:
            above = devices.above(fault.device)
            over = [
                s.ends for s in known if s.covers(fault.device, fault.zone, above, office.now)
            ]
            if not over:
                return None
            ends.append(max(over))
    return min(ends, default=None)


def of_ticket(work: Work, office: Office, request: Request) -> bool:
    outage = closing.of(work, office, request)
    return outage is not None and until(work, office, outage) is not None
