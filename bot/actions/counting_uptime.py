"""How long the cameras were alive in a month, for its report."""

from datetime import datetime

from bot.actions.office import Office
from bot.registers.uptime import UNWATCHED, Uptime, by_trouble, by_zone
from storage import faults, sources, works
from storage.store import Work


def of_month(work: Work, office: Office, start: datetime, end: datetime) -> Uptime:
    """As the list of cameras stands now: who hung there before is not kept."""
    month = (start, min(end, office.now))
    found = faults.between(work, office.id, *month)
    if month[0] >= month[1] or not (found or sources.of_school(work, office.id)):
        return UNWATCHED
    return Uptime(
        watched=True,
        zones=by_zone(
            office.places.zones.values(),
            office.places.cameras_in,
            office.devices.behind,
            found,
            works.overlapping(work, office.id, *month),
            month,
        ),
        troubles=by_trouble(found, month),
    )
