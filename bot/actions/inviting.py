"""邀请: a code for binding an account, made by an administrator and taken back by one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.office import Office
from bot.actions.switching import must_administer
from bot.actions.telling_of_accounts import tell
from bot.approvals.refusals import Refusal
from bot.people.person import Person, PersonId
from storage import invites, journal
from storage.store import Work

VALID = timedelta(minutes=10)


class NotOnTheSchoolsList(Refusal):
    code = "not_on_the_schools_list"


class NothingToTakeBack(Refusal):
    """No code of his is open. values: name"""

    code = "no_open_invite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    person: Person
    code: str
    until: datetime


def invite(work: Work, office: Office, by: Person, person: PersonId) -> Invited:
    """An earlier code of his is worth nothing from now on. Whoever can be reached already hears of
    it where he is: a second account nobody told him of would sign in his name."""
    must_administer(by)
    known = on_the_list(office, person)
    code = invites.create(work, office.id, known.id, int(VALID.total_seconds() // 60))
    journal.append(work, office.id, "account.invited", {"person": known.id, "by": by.id})
    tell(work, office, by, known, "invited")
    return Invited(person=known, code=code, until=office.now + VALID)


def revoke(work: Work, office: Office, by: Person, person: PersonId) -> Person:
    must_administer(by)
    known = on_the_list(office, person)
    if not invites.revoke(work, office.id, known.id):
        raise NothingToTakeBack(name=known.name)
    data = {"person": known.id, "by": by.id}
    journal.append(work, office.id, "account.uninvited", data)
    return known


def without_account(office: Office) -> list[Person]:
    """Active people who have bound nothing yet, those with a post first."""
    active = [p for p in office.directory.persons.values() if p.active and not p.accounts]
    return sorted(active, key=lambda p: (not p.posts, p.id))


def on_the_list(office: Office, person: PersonId) -> Person:
    known = office.directory.get(person)
    if known is None or not known.active:
        raise NotOnTheSchoolsList
    return known
