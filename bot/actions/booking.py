"""Writing into a book: the entry and its digest in the journal, neither without the other."""

from collections.abc import Mapping
from typing import Any

from bot.actions.office import Office
from bot.people.person import PersonId
from bot.registers.proofs import ENTERED, ERASED, Key
from storage import books, journal, proofs
from storage.store import Work


def enter(
    work: Work,
    office: Office,
    book: str,
    data: Mapping[str, Any],
    *,
    by: PersonId,
    request: int | None = None,
    corrects: int | None = None,
) -> Key:
    """Where it stands. A request is entered once into a book: again gives the same place."""
    known = books.place_of(work, office.id, book, request)
    if known is not None:
        return Key(book, known.year, known.serial)
    year = office.now.year
    serial = books.enter(work, office.id, book, year, request, data, corrects=corrects)
    key = Key(book, year, serial)
    told = {**key._asdict(), "by": by, "request": request, "corrects": corrects}
    journal.append(work, office.id, ENTERED, {**told, "digest": _digest(work, office, key)})
    return key


def erased(work: Work, office: Office, key: Key) -> None:
    """Personal data was taken out of an entry because its time was over: from now on the journal
    vouches for what is left."""
    told = {**key._asdict(), "digest": _digest(work, office, key)}
    journal.append(work, office.id, ERASED, told)


def _digest(work: Work, office: Office, key: Key) -> str:
    return proofs.row(work, office.id, key).digest
