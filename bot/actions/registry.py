"""The list of cameras changes, and whoever files with the police hears of it.

Order 799 Art. 14: positions, number and retention are filed within 30 days, and so is every change.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

from bot.actions.office import Office
from bot.actions.owing import owe
from bot.approvals.request import Request
from bot.cameras.approved import CAMERA
from bot.cameras.comparing import Changed, compared
from bot.cameras.zone import Camera, Zone
from bot.followup.task import Task
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person
from storage import approved, changes, journal, places
from storage.changes import Change
from storage.store import Work

POLICE_FILING = "police_filing"
FILED_WITHIN = timedelta(days=30)
REMINDED = (timedelta(), timedelta(days=23), FILED_WITHIN)  # after the change
CHECKED_AFTER = timedelta(days=365)


def replace(
    work: Work, office: Office, zones: Iterable[Zone], cameras: Iterable[Camera]
) -> None:
    """The lists as a school sends them in. The first list is no change of anything."""
    zones, cameras = tuple(zones), tuple(cameras)
    before = office.places.cameras
    places.replace_cameras(work, office.id, zones, cameras)
    what = compared(before, {camera.id: camera for camera in cameras if camera.sees})
    if before and what:
        ask_to_file(work, office, note(work, office, what))


def add(work: Work, office: Office, cameras: Iterable[Camera], request: Request) -> None:
    """By a case, whose own task is to file it."""
    cameras = tuple(cameras)
    places.add_cameras(work, office.id, cameras)
    for camera in cameras:
        now = {"camera": asdict(camera)}
        approved.keep(work, office.id, (CAMERA, camera.id), now, request.id)
    note(work, office, Changed(added=tuple(camera.name for camera in cameras)), request)


def remove(work: Work, office: Office, cameras: Iterable[Camera], request: Request) -> None:
    """Taken down by a case, whose own task is to tell the police."""
    cameras = tuple(cameras)
    places.remove_cameras(work, office.id, [camera.id for camera in cameras])
    for camera in cameras:
        approved.keep(work, office.id, (CAMERA, camera.id), {"removed": True}, request.id)
    note(work, office, Changed(removed=tuple(camera.name for camera in cameras)), request)


def note(work: Work, office: Office, what: Changed, request: Request | None = None) -> Change:
    names = {"added": what.added, "moved": what.moved, "removed": what.removed}
    change = changes.add(work, office.id, request.id if request else None, **names)
    counted = {name: len(some) for name, some in names.items()}
    journal.append(work, office.id, "cameras.changed", {"change": change.id, **counted})
    return change


def ask_to_file(work: Work, office: Office, change: Change) -> None:
    """At once, and again before and when it is late; what was filed by then is not said."""
    card = subject(About.FILING, "change", change.id)
    for person in filers(office):
        for wait in REMINDED:
            key = f"{card}/{person.id}/{wait.days}"
            due = office.now + wait
            owe(
                work, office, ToPerson(person.id), Reason.FILING, card, key, fresh=True, due=due
            )


def ask_to_check(work: Work, office: Office, filing: Request) -> None:
    """A year after a filing somebody compares it with what hangs on the walls."""
    card = subject(About.FILING, "yearly", filing.id)
    due = office.now + CHECKED_AFTER
    for person in filers(office):
        key = f"{card}/{person.id}"
        owe(work, office, ToPerson(person.id), Reason.FILING, card, key, fresh=True, due=due)


def filers(office: Office) -> tuple[Person, ...]:
    """Whose business it is: the first of the roles that may file it."""
    kind = office.pack.kinds.get(POLICE_FILING)
    return office.directory.holders(kind.may_file[0]) if kind else ()


def police_filed(work: Work, office: Office, request: Request, _task: Task) -> None:
    """The police know what hung there when the filing was drawn up, and that is compared again in
    a year."""
    changes.cover(work, office.id, request.filed_at, request.id)
    ask_to_check(work, office, request)
