"""A person hears, where he already is, that an account was bound to him or taken from him; the
administrators, that codes are guessed at."""

from bot.actions.office import Office
from bot.actions.owing import ADMIN, owe
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person
from storage import invites
from storage.store import Work

MANY = 50  # wrong codes of a school within an hour; ten accounts may try that often


def tell(work: Work, office: Office, by: Person | None, person: Person, what: str) -> None:
    """On every account he still has, unless he did it himself."""
    card = subject(About.ACCOUNT, what, person.id)
    for account in person.accounts:
        if account.reachable and (by is None or person.id != by.id):
            key = f"{card}/{account.platform}/{office.now.isoformat()}"
            to = ToPerson(person.id, account.platform)
            owe(work, office, to, Reason.BOUND, card, key, fresh=True, urgent=True)


def tell_of_guessing(work: Work, office: Office) -> None:
    """Once a day. Nobody is shut out for it: who has many accounts could shut out a whole school,
    and would not find a code of fifty bits within its ten minutes by trying with all of them."""
    if not invites.often_wrong(work, office.id, MANY):
        return
    card = subject(About.STUCK, "codes", f"{office.now:%Y%m%d}")
    for admin in office.directory.holders(ADMIN):
        key = f"{card}/{admin.id}"
        owe(work, office, ToPerson(admin.id), Reason.STUCK, card, key, fresh=True)
