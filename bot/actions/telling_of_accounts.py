"""A person hears, where he already is, that an account was bound to him or taken from him."""

from bot.actions.office import Office
from bot.actions.owing import owe
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person
from storage.store import Work


def tell(work: Work, office: Office, by: Person | None, person: Person, what: str) -> None:
    """On every account he still has, unless he did it himself."""
    card = subject(About.ACCOUNT, what, person.id)
    for account in person.accounts:
        if account.reachable and (by is None or person.id != by.id):
            key = f"{card}/{account.platform}/{office.now.isoformat()}"
            to = ToPerson(person.id, account.platform)
            owe(work, office, to, Reason.BOUND, card, key, fresh=True, urgent=True)
