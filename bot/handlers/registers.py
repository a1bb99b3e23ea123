"""登记簿: the books an officer keeps, their newest entries, and the correction of one."""

from bot.actions import correcting
from bot.approvals.pack import Book
from bot.approvals.refusals import StaleCard
from bot.approvals.sight import may_open
from bot.handlers import forms
from bot.handlers.visit import Answer, Visit
from bot.registers.correcting import AlreadyCorrected, NotYourBook
from bot.taps import Tap
from bot.writing import registers
from storage import books

SHOWN = 5  # entries in one answer


def shelf(visit: Visit) -> Answer:
    kept = [b for b in visit.office.pack.books.values() if keeps(visit, b)]
    if not kept:
        raise NotYourBook
    return Answer(cards=(registers.shelf(kept, visit.voice),))


def keeps(visit: Visit, book: Book) -> bool:
    mine = correcting.keeps(visit.office, visit.person, book.id)
    return mine and may_open(visit.office.pack, book.id, visit.person)


def opened(visit: Visit, tap: Tap) -> Answer:
    book = visit.office.pack.books.get(tap.arg)
    if book is None:
        raise StaleCard
    return shown(visit, book)


def shown(visit: Visit, book: Book) -> Answer:
    if not keeps(visit, book):
        raise NotYourBook
    entries = books.newest(visit.work, visit.office.id, book.id, SHOWN)
    return Answer(cards=(registers.newest(visit.office, book, entries, visit.voice),))


def named(visit: Visit, text: str) -> Answer | None:
    """A book by its title, as its button says it."""
    for book in visit.office.pack.books.values():
        if text.strip() in (book.title.zh, book.title.en):
            return shown(visit, book)
    return None


def correct(visit: Visit, tap: Tap) -> Answer:
    """The right to do it, and whether it still stands, are looked at before anything is asked."""
    entry = correcting.entry(visit.work, visit.office, visit.person, tap.about)
    if entry.corrected_by:
        raise AlreadyCorrected(serial=entry.corrected_by.serial)
    return forms.again(visit, f"correct:{entry.id}")
