"""What happens to a promise whose channel is switched off.

A person's goes to his other account, a group's to another chat of that name; what has no other way
waits in its place, and whoever acts on an alarm hears of it himself.
"""

from bot.actions import switching
from bot.actions.office import Office
from bot.delivery.failing import instead
from bot.delivery.packing import Branch, Parcel, Waits
from bot.notices import ToGroup
from storage import outbox, snapshots, waking
from storage.store import Work


def set_aside(work: Work, branch: Branch, one: Waits) -> None:
    """The channel may have been switched on since this was packed, or just now: what is set aside
    behind the back of whoever wakes what waits would wait for a day."""
    snapshots.stands_still(work, one.row.school)
    if one.platform not in Office.open(work, branch.rules).school.off:
        outbox.postponed(work, one.row, work.now, "channel on")
    elif one.row.kind == "refresh":
        waking.left_out(work, one.row)
    elif waking.set_aside(work, one.row) and isinstance(one.row.to, ToGroup):
        instead(work, branch, one.row)


def arrived(work: Work, office: Office, one: Parcel) -> None:
    """Its channel may have been switched off while it was on its way."""
    if one.account and one.platform in office.school.off:
        person = office.directory.at(one.platform, one.address)
        if person and switching.elsewhere(person, one.platform):
            switching.arrived(work, office, person, one.row.subject)
