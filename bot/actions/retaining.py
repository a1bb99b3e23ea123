"""Recorders set to keep less than the regulation and the law want: whoever keeps the cameras hears
of all of them once a week, as long as there is one."""

from bot.actions.chasing import begun
from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.cameras.retention import Short, short_of
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person
from storage.store import Work


def short(office: Office) -> list[Short]:
    return short_of(office.places.cameras.values(), office.pack.required_days)


def keepers(office: Office) -> list[Person]:
    held = (p for role in office.pack.keeps_cameras for p in office.directory.holders(role))
    return list({p.id: p for p in held}.values())


def remind(work: Work, rules: Rules) -> int:
    """Ring as often as you like: from Monday morning on, each week's words are owed once."""
    office = Office.open(work, rules)
    found = short(office)
    if not found or not begun(office.now):
        return 0
    year, week, _ = office.now.isocalendar()
    card = subject(About.RETENTION)
    for person in keepers(office):
        key = f"{card}/{year}-{week}/{person.id}"
        owe(work, office, ToPerson(person.id), Reason.CHASED, card, key, fresh=True)
    return len(found)
