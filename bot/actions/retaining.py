"""Recorders set to keep less than the regulation and the law want: whoever keeps the cameras hears
of all of them once a week, as long as there is one."""

from bot.actions.chasing import begun, this_week
from bot.actions.office import Office, Rules
from bot.cameras.retention import Short, short_of
from bot.notices import About, subject
from bot.people.person import Person
from storage.store import Work


def short(office: Office) -> list[Short]:
    return short_of(office.places.cameras.values(), office.pack.required_days)


def keepers(office: Office) -> list[Person]:
    return list(office.directory.holders_of(office.pack.keeps_cameras))


def remind(work: Work, rules: Rules) -> int:
    """Ring as often as you like: from Monday morning on, each week's words are owed once."""
    office = Office.open(work, rules)
    found = short(office)
    if not found or not begun(office.now):
        return 0
    this_week(work, office, keepers(office), subject(About.RETENTION))
    return len(found)
