"""Numbers without a gap, entries that are never changed, and rows edited behind the bot's back."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions import booking
from bot.actions.office import Office, Rules
from bot.approvals.policy import named
from bot.people.person import PersonId
from bot.registers.correcting import Place
from bot.registers.proofs import BadEntry, Fault, Key
from storage import books, journal, proofs
from storage.store import Store, Work
from storage.work import Collision
from tests.storage.cases import LI, SCHOOL, set_up
from tests.storage.conftest import NOON

BOOK = "retrieval"
RULES = Rules(school=SCHOOL, pack=named("k12_ta_2024"), zone=ZoneInfo("Asia/Shanghai"))


def entered(work: Work, number: int, corrects: int | None = None) -> Key:
    office = Office.open(work, RULES)
    data = {"人": number, "at": "12:00"}
    return booking.enter(work, office, BOOK, data, by=LI, corrects=corrects)


async def filled(store: Store, entries: int = 5) -> None:
    await store.transact(set_up)
    for number in range(1, entries + 1):
        await store.transact(lambda work, number=number: entered(work, number))


def all_of(work: Work) -> list[books.Entry]:
    return books.entries(work, SCHOOL, BOOK, NOON, NOON + timedelta(days=999))


# ------------------------------------------------------------------ numbers


class ThoughtBetter(Exception):
    """The transaction is called off after the number was taken."""


async def test_numbers_have_no_gap_whoever_writes_and_whatever_fails(
    store: Store, both: Callable[[int], Store]
) -> None:
    await store.transact(set_up)

    async def writes(turn: int) -> None:
        def job(work: Work) -> None:
            entered(work, turn)
            if turn % 3 == 0:
                raise ThoughtBetter

        with contextlib.suppress(ThoughtBetter):
            await both(turn).transact(job)

    await asyncio.gather(*(writes(turn) for turn in range(60)))
    serials = [entry.serial for entry in await store.read(all_of)]
    assert serials == list(range(1, 41))
    assert await store.read(lambda work: proofs.verify(work, SCHOOL)) is None
    assert await store.read(lambda work: journal.verify(work, SCHOOL)) is None


async def test_a_number_is_not_given_again_when_its_entry_is_gone(store: Store) -> None:
    await filled(store)
    await store.transact(statements("DELETE FROM entries WHERE serial = 5"))
    assert (await store.transact(lambda work: entered(work, 6))).serial == 6


async def test_every_year_and_every_book_counts_for_itself(store: Store) -> None:
    def job(work: Work) -> list[int]:
        places = [("a", 2026), ("a", 2027), ("b", 2026), ("a", 2026)]
        return [books.enter(work, SCHOOL, book, year, None, {}) for book, year in places]

    assert await store.transact(job) == [1, 1, 1, 2]


# ------------------------------------------------------------------ corrections


async def test_both_entries_name_each_other(store: Store) -> None:
    await filled(store, 2)
    first = (await store.read(all_of))[0]
    assert (await store.transact(lambda work: entered(work, 9, first.id))).serial == 3
    old, other, new = await store.read(all_of)
    assert (old.corrects, old.corrected_by) == (None, Place(2026, 3))
    assert (new.corrects, new.corrected_by) == (Place(2026, 1), None)
    assert (other.corrects, other.corrected_by) == (None, None)
    assert old.data == first.data
    again = await store.read(lambda work: books.load(work, SCHOOL, old.id))
    assert again == old
    assert await store.read(lambda work: books.load(work, "another", old.id)) is None
    newest = await store.read(lambda work: books.newest(work, SCHOOL, BOOK, 2))
    assert [entry.serial for entry in newest] == [3, 2]


async def test_an_entry_has_one_correction_even_at_the_same_moment(
    store: Store, both: Callable[[int], Store]
) -> None:
    await filled(store, 1)
    (first,) = await store.read(all_of)
    done = await asyncio.gather(
        *(both(t).transact(lambda work, t=t: entered(work, t, first.id)) for t in range(6)),
        return_exceptions=True,
    )
    assert [type(one) for one in done].count(Collision) == 5
    assert [entry.serial for entry in await store.read(all_of)] == [1, 2]


# ------------------------------------------------------------------ behind the bot's back


def statements(*texts: str) -> Callable[[Work], None]:
    def job(work: Work) -> None:
        for text in texts:
            work.conn.exec_driver_sql(text)

    return job


COLUMNS = "school, book, year, serial, data, at"
TAMPERING = {
    "another word": (
        """UPDATE entries SET data = '{"at":"12:00","人":7}' WHERE serial = 3""",
        BadEntry(Key(BOOK, 2026, 3), Fault.CHANGED),
    ),
    "the same to a reader": (
        """UPDATE entries SET data = '{"at": "12:00","人":4}' WHERE serial = 4""",
        BadEntry(Key(BOOK, 2026, 4), Fault.CHANGED),
    ),
    "another time": (
        "UPDATE entries SET at = '2026-11-23 05:00:00+00:00' WHERE serial = 2",
        BadEntry(Key(BOOK, 2026, 2), Fault.CHANGED),
    ),
    "another request": (
        "UPDATE entries SET request = 12 WHERE serial = 2",
        BadEntry(Key(BOOK, 2026, 2), Fault.CHANGED),
    ),
    "a correction nobody made": (
        "UPDATE entries SET corrects = 1 WHERE serial = 5",
        BadEntry(Key(BOOK, 2026, 5), Fault.CHANGED),
    ),
    "another number": (
        "UPDATE entries SET serial = 9 WHERE serial = 3",
        BadEntry(Key(BOOK, 2026, 3), Fault.MISSING),
    ),
    "removed": (
        "DELETE FROM entries WHERE serial = 1",
        BadEntry(Key(BOOK, 2026, 1), Fault.MISSING),
    ),
    "written by hand": (
        (
            f"INSERT INTO entries ({COLUMNS}) SELECT {COLUMNS.replace('serial', '6')}"
            " FROM entries WHERE serial = 5"
        ),
        BadEntry(Key(BOOK, 2026, 6), Fault.FOREIGN),
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_a_row_edited_behind_the_bot_is_found_and_named(how: str, store: Store) -> None:
    done, found = TAMPERING[how]
    await filled(store)
    assert await store.read(lambda work: proofs.verify(work, SCHOOL)) is None
    await store.transact(statements(done))
    assert await store.read(lambda work: proofs.verify(work, SCHOOL)) == found
    assert await store.read(lambda work: proofs.verify(work, "another")) is None


async def test_entries_older_than_the_digests_are_taken_as_they_are(store: Store) -> None:
    await store.transact(set_up)

    def older(work: Work) -> None:
        for number in (1, 2):
            books.enter(work, SCHOOL, BOOK, 2026, None, {"人": number})
        books.enter(work, SCHOOL, "copies", 2026, None, {})

    await store.transact(older)
    await store.transact(lambda work: entered(work, 3))
    assert await store.read(lambda work: proofs.verify(work, SCHOOL)) is None
    await store.transact(statements("UPDATE entries SET serial = 4 WHERE serial = 2"))
    found = BadEntry(Key(BOOK, 2026, 4), Fault.FOREIGN)
    assert await store.read(lambda work: proofs.verify(work, SCHOOL)) == found


async def test_what_was_erased_by_the_rules_is_vouched_for_again(store: Store) -> None:
    await filled(store)
    key = Key(BOOK, 2026, 2)

    def erases(work: Work) -> None:
        statements("UPDATE entries SET data = '{}' WHERE serial = 2")(work)
        booking.erased(work, Office.open(work, RULES), key)

    await store.transact(erases)
    assert await store.read(lambda work: proofs.verify(work, SCHOOL)) is None
    await store.transact(statements("""UPDATE entries SET data = '{"x":1}' WHERE serial = 2"""))
    found = BadEntry(key, Fault.CHANGED)
    assert await store.read(lambda work: proofs.verify(work, SCHOOL)) == found


async def test_a_request_is_entered_once_and_its_digest_too(store: Store) -> None:
    await store.transact(set_up)

    def job(work: Work) -> Key:
        office = Office.open(work, RULES)
        return booking.enter(work, office, BOOK, {}, by=PersonId("li"), request=7)

    assert await store.transact(job) == await store.transact(job)
    kinds = await store.read(lambda work: [e.kind for e in journal.entries(work, SCHOOL)])
    assert kinds == ["book.entered"]
