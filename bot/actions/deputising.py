"""Naming a deputy and ending his time: both are told, the journal keeps it, cards move at once."""

from bot.actions import reseating
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.approvals import deputising
from bot.approvals.deputising import MayNotName
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy
from storage import journal, people
from storage.store import Work


def name(work: Work, office: Office, by: Person, deputy: Deputy) -> None:
    """Raises the refusal of `deputising.check`. Naming the same again replaces the period."""
    deputising.check(office.pack, by, office.directory[deputy.of], deputy, office.now)
    people.set_deputy(work, office.id, deputy)
    period = {"from": deputy.start.isoformat(), "to": deputy.end.isoformat()}
    record(work, office, "deputy.named", by, deputy, {**period, "kinds": list(deputy.kinds)})
    tell(work, office, by, deputy)
    reseating.reseat_all(work, office.rules)


def end(work: Work, office: Office, by: Person, deputy: Deputy) -> None:
    """By whoever could name him, or by himself."""
    of = office.directory[deputy.of]
    if by.id != deputy.by and not deputising.may_name(office.pack, by, of):
        raise MayNotName(of=of.name)
    people.drop_deputy(work, office.id, deputy.of, deputy.by)
    record(work, office, "deputy.ended", by, deputy, {})
    tell(work, office, by, deputy)
    reseating.reseat_all(work, office.rules)


def record(
    work: Work, office: Office, kind: str, by: Person, deputy: Deputy, more: dict[str, object]
) -> None:
    data = {"of": deputy.of, "deputy": deputy.by, "by": by.id, **more}
    journal.append(work, office.id, kind, data)


def tell(work: Work, office: Office, by: Person, deputy: Deputy) -> None:
    """Both who are concerned, if they are still there and did not do it themselves."""
    card = subject(About.DEPUTY, deputy.of, deputy.by)
    for id_ in {deputy.of, deputy.by} - {by.id}:
        person = office.directory.get(id_)
        if person and person.active:
            key = f"{card}/{id_}/{work.now.isoformat()}"
            owe(work, office, ToPerson(id_), Reason.DEPUTISED, card, key, fresh=True)


def concerning(office: Office, person: Person) -> list[Deputy]:
    """Periods not over yet in which he stands in or is stood in for, and those he may end."""
    return [
        deputy
        for deputy in office.directory.deputies
        if deputy.end > office.now and concerns(office, person, deputy)
    ]


def concerns(office: Office, person: Person, deputy: Deputy) -> bool:
    of = office.directory.get(deputy.of)
    mine = person.id in (deputy.of, deputy.by)
    return mine or (of is not None and deputising.may_name(office.pack, person, of))


def found(office: Office, of: PersonId, by: PersonId) -> Deputy | None:
    return next((d for d in office.directory.deputies if (d.of, d.by) == (of, by)), None)
