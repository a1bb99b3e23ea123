"""An officer writes an entry in the stead of a wrong one; the wrong one stays."""

from collections.abc import Mapping

from bot.actions import booking
from bot.actions.office import Office
from bot.approvals.refusals import StaleCard
from bot.people.person import Person
from bot.registers.correcting import NotYourBook, corrected
from bot.registers.proofs import Key
from storage import books
from storage.books import Entry
from storage.store import Work


def keeps(office: Office, by: Person, book: str) -> bool:
    """Whoever does the work a book records; where no task of the pack fills it, the officers who
    fill the others."""
    filling = [task for kind in office.pack.kinds.values() for task in kind.tasks if task.books]
    own = [task for task in filling if book in task.books]
    return any(by.holds(role) for task in own or filling for role in task.actors)


def entry(work: Work, office: Office, by: Person, entry_id: int) -> Entry:
    """An entry he may correct."""
    found = books.load(work, office.id, entry_id)
    if found is None or found.book not in office.pack.books:
        raise StaleCard
    if not keeps(office, by, found.book):
        raise NotYourBook
    return found


def correct(
    work: Work,
    office: Office,
    by: Person,
    entry_id: int,
    cells: Mapping[str, str],
    reason: str,
) -> Key:
    """`cells`: the new words by their column's source."""
    old = entry(work, office, by, entry_id)
    book = office.pack.books[old.book]
    data = corrected(book, old, cells, office.rules.zone, by=by.name, reason=reason)
    return booking.enter(work, office, old.book, data, by=by.id, corrects=old.id)
