"""An officer writes an entry in the stead of a wrong one; the wrong one stays."""

from collections.abc import Mapping

from bot.actions import booking
from bot.actions.office import Office
from bot.approvals.pack import SYSTEM, Kind, TaskKind
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
    own, all_of_them = set[str](), set[str]()
    for kind in office.pack.kinds.values():
        for task in kind.tasks:
            if task.books:
                doing = hands(kind, task)
                all_of_them |= doing
                own |= doing if book in task.books else set()
    return any(by.holds(role) for role in own or all_of_them)


def hands(kind: Kind, task: TaskKind) -> set[str]:
    """The roles behind a task: what does itself records the work of those before it."""
    if SYSTEM not in task.actors:
        return set(task.actors)
    before = (kind.task(name) for name in task.after)
    return {role for earlier in before if earlier for role in hands(kind, earlier)}


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
