"""What is due to be erased is found once, and what was erased is remembered."""

from dataclasses import replace
from datetime import timedelta

from bot.approvals.erasure import OPEN
from bot.approvals.request import State
from bot.people.person import Account, Platform
from storage import attachments, books, erasures, messages, people, requests, slots, snapshots
from storage.store import Store, Work
from tests.storage.cases import LI, SCHOOL, filed, set_up
from tests.storage.conftest import NOON, Clock

LATER = NOON + timedelta(days=1)


def due(work: Work, what: str = "requests") -> list[int]:
    return erasures.cases_due(work, SCHOOL, what, work.now, OPEN, 10)


async def test_a_case_is_due_once_when_it_has_ended(store: Store, clock: Clock) -> None:
    def ended(work: Work, state: State) -> int:
        case = filed(work)
        requests.keep(work, replace(case, state=state, settled_at=work.now))
        return case.id

    await store.transact(filed)
    await store.transact(lambda work: ended(work, State.APPROVED))  # not carried out yet
    closed = await store.transact(lambda work: ended(work, State.CLOSED))
    assert await store.read(due) == []
    clock.advance(days=1)
    assert await store.read(due) == [closed]
    done = (SCHOOL, erasures.CASE, closed, "requests")
    await store.transact(lambda work: erasures.done(work, *done))
    await store.transact(lambda work: erasures.done(work, *done))  # the bell rang twice
    assert await store.read(due) == []
    assert await store.read(lambda work: due(work, "messages")) == [closed]


async def test_an_entry_is_rewritten_and_keeps_its_place(store: Store, clock: Clock) -> None:
    await store.transact(
        lambda work: books.enter(work, SCHOOL, "retrieval", 2026, 1, {"persons": ["李"]})
    )
    clock.advance(days=1)

    def rewritten(work: Work) -> list[int]:
        found = erasures.entries_due(work, SCHOOL, "retrieval", work.now, 10)
        for number in found:
            erasures.rewrite_entry(work, number, {"zones": ["餐厅"]})
            erasures.done(work, SCHOOL, erasures.ENTRY, number, erasures.ENTRY)
        return erasures.entries_due(work, SCHOOL, "retrieval", work.now, 10)

    assert await store.transact(rewritten) == []
    rows = await store.read(
        lambda work: books.entries(work, SCHOOL, "retrieval", NOON, LATER + timedelta(days=1))
    )
    assert [(row.serial, row.data) for row in rows] == [(1, {"zones": ["餐厅"]})]


async def test_a_paper_loses_name_and_bytes_and_is_not_fetched_again(store: Store) -> None:
    def emptied(work: Work) -> tuple[int, int]:
        known = attachments.add(work, SCHOOL, Platform.TELEGRAM, "f", "脸.png", "image/png")
        attachments.store_bytes(work, known, b"x")
        other = attachments.add(work, SCHOOL, Platform.TELEGRAM, "g", "b.png", "image/png")
        assert erasures.attachments_without_content(work, {known, other}) == 2
        return known, other

    for number in await store.transact(emptied):
        paper = await store.read(lambda work, n=number: attachments.load(work, n))
        assert paper is not None
        assert (paper.name, paper.file) == ("", "")
        assert await store.read(lambda work, n=number: attachments.data_of(work, n)) is None
    assert await store.read(attachments.unfetched) == []


async def test_who_has_left_is_an_id_and_nothing_else(store: Store) -> None:
    def forgotten(work: Work) -> None:
        set_up(work)
        people.bind_account(work, SCHOOL, LI, Account(platform=Platform.WECOM, address="li"))
        messages.remember(work, SCHOOL, "ask/1", Platform.WECOM, "li", {"m": 1})
        slots.assign(work, SCHOOL, Platform.WECOM, "li", "ask/1")
        people.forget(work, SCHOOL, LI)

    await store.transact(forgotten)
    person = (await store.read(lambda work: snapshots.snapshot(work, SCHOOL))).directory[LI]
    assert (person.name, person.posts, person.accounts) == ("［已删除］", (), ())
    assert await store.read(lambda work: messages.of(work, SCHOOL, "ask/1")) == []
