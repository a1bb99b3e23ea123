"""Drafts, remembered messages and files: what a chat needs to go on after anything happened."""

import asyncio
import contextlib
from random import Random

import pytest
from sqlalchemy import select

from bot.people.person import PersonId, Platform
from storage import attachments, drafts, messages, tables
from storage.postgres import PostgresStore
from storage.store import Collision, Store, Work
from tests.storage.cases import LI, SCHOOL, WANG
from tests.storage.conftest import Clock

TG = Platform.TELEGRAM


async def begin(store: Store, purpose: str, state: object = "") -> drafts.DraftRow:
    return await store.transact(lambda work: drafts.open(work, SCHOOL, LI, purpose, state))


async def current(store: Store) -> str:
    found = await store.read(lambda work: drafts.current(work, SCHOOL, LI))
    return found.purpose if found else ""


async def test_a_draft_comes_back_as_it_was_kept(store: Store, another: Store) -> None:
    state = {"answers": {"地点": ["餐厅", None, 3.5, True]}, "at": "半个\ud83d表情"}
    opened = await begin(store, "file:footage", state)
    loaded = await another.read(lambda work: drafts.load(work, opened.id))
    assert loaded == opened
    assert loaded is not None
    assert loaded.state == state


async def test_what_is_typed_belongs_to_the_draft_touched_last(store: Store) -> None:
    """The clock stands still: order does not hang on the time of day."""
    filing = await begin(store, "file:footage")
    verdict = await begin(store, "verdict:12:3:reject")
    assert await current(store) == "verdict:12:3:reject"
    filing = await store.transact(lambda work: drafts.keep(work, filing, "more"))
    assert await current(store) == "file:footage"
    await store.transact(lambda work: drafts.touch(work, verdict))
    assert await current(store) == "verdict:12:3:reject"
    await store.transact(lambda work: drafts.drop(work, verdict))
    assert await current(store) == "file:footage"
    await store.transact(lambda work: drafts.drop(work, filing))
    assert await current(store) == ""
    assert await store.read(lambda work: drafts.current(work, SCHOOL, WANG)) is None


async def test_what_was_foreseen_is_what_would_be_found(store: Store) -> None:
    """Whatever is done with the drafts of both meanwhile, and taken back again."""
    chance = Random(11)

    def anything(work: Work, person: PersonId) -> None:
        mine = drafts.all_of(work, SCHOOL, person)
        match chance.choice(["open", "keep", "touch", "drop"]), mine:
            case "keep", [*_, some]:
                drafts.keep(work, some, chance.random())
            case "touch", [*_, some]:
                drafts.touch(work, some)
            case "drop", [some, *_]:
                drafts.drop(work, some)
            case _:
                drafts.open(work, SCHOOL, person, chance.choice("abc"), "")

    def job(work: Work) -> int:
        foreseen = 0
        for _ in range(200):
            if chance.random() < 0.3:
                drafts.foresee(work, SCHOOL, [LI, WANG])
            with contextlib.suppress(ZeroDivisionError), work.savepoint():
                anything(work, chance.choice([LI, WANG]))
                if chance.random() < 0.2:
                    raise ZeroDivisionError
            for person in (LI, WANG):
                foreseen += ("draft", SCHOOL, person) in work.known
                found = drafts.all_of(work, SCHOOL, person)
                assert drafts.current(work, SCHOOL, person) == (found[0] if found else None)
        return foreseen

    assert await store.transact(job) > 20


async def test_a_draft_that_was_foreseen_is_held(store: Store, another: Store) -> None:
    await begin(store, "file:footage")
    free = select(tables.drafts.c.id).with_for_update(skip_locked=True)

    def job(work: Work) -> None:
        drafts.foresee(work, SCHOOL, [LI])
        if isinstance(another, PostgresStore):  # one that writes to SQLite is alone anyway
            with another._engine.connect() as elsewhere:
                assert elsewhere.execute(free).all() == []

    await store.transact(job)


async def test_a_draft_kept_elsewhere_meanwhile_is_not_overwritten(store: Store) -> None:
    opened = await begin(store, "file:footage")
    kept = await store.transact(lambda work: drafts.keep(work, opened, "1"))
    with pytest.raises(Collision):
        await store.transact(lambda work: drafts.keep(work, opened, "2"))
    assert await store.read(lambda work: drafts.load(work, opened.id)) == kept


async def test_beginning_afresh_keeps_one_draft_and_makes_old_taps_stale(store: Store) -> None:
    first = await begin(store, "file:footage", "old")
    second = await begin(store, "file:footage", "new")
    assert second.id == first.id
    assert second.version == first.version + 1
    found = await store.read(lambda work: drafts.all_of(work, SCHOOL, LI))
    assert found == [second]
    assert second == await store.read(
        lambda work: drafts.find(work, SCHOOL, LI, "file:footage")
    )


async def test_the_number_of_a_dropped_draft_is_never_given_again(store: Store) -> None:
    first = await begin(store, "file:footage")
    await store.transact(lambda work: drafts.drop(work, first))
    assert (await begin(store, "outcome:5")).id > first.id


async def test_drafts_nobody_touches_are_forgotten(store: Store, clock: Clock) -> None:
    await begin(store, "file:footage")
    clock.advance(days=30)
    await begin(store, "outcome:5")
    old = await store.read(lambda work: drafts.untouched(work, SCHOOL, work.now, 10))
    assert [row.purpose for row in old] == ["file:footage"]


def remember(work: Work, subject: str, ref: dict[str, object], address: str = "1") -> int:
    return messages.remember(work, SCHOOL, subject, TG, address, ref)


async def test_every_copy_of_a_card_is_found_again(store: Store) -> None:
    def job(work: Work) -> tuple[list[int], list[int], int | None]:
        ids = [
            remember(work, "ask/12/3", {"chat": 1, "message": 10}),
            remember(work, "ask/12/3", {"chat": 1, "message": 11}),
            remember(work, "ask/12/3", {"chat": 2, "message": 10}, "2"),
            remember(work, "ask/13/1", {"chat": 1, "message": 12}),
        ]
        latest = messages.at(work, SCHOOL, "ask/12/3", TG, "1")
        assert latest is not None
        assert latest.ref == {"chat": 1, "message": 11}
        messages.forget(work, latest.id)
        of = [one.id for one in messages.of(work, SCHOOL, "ask/12/3")]
        before = messages.at(work, SCHOOL, "ask/12/3", TG, "1")
        return ids, of, before and before.id

    ids, of, before = await store.transact(job)
    assert of == [ids[0], ids[2]]
    assert before == ids[0]


async def test_a_message_that_shows_something_else_is_about_that(store: Store) -> None:
    def job(work: Work) -> tuple[bool, str | None, list[messages.Message]]:
        first = remember(work, "ask/12/3", {"b": 1, "a": 2})
        same = remember(work, "status/12", {"a": 2, "b": 1}) == first
        key = messages.key_of({"b": 1, "a": 2})
        found = messages.by_ref(work, SCHOOL, TG, key)
        return same, found and found.subject, messages.of(work, SCHOOL, "ask/12/3")

    assert await store.transact(job) == (True, "status/12", [])


async def test_a_tap_finds_its_message_by_the_part_it_brings_back(store: Store) -> None:
    def job(work: Work) -> str | None:
        ref = {"msgid": "m", "response_code": "r"}
        messages.remember(work, SCHOOL, "task/7", Platform.WECOM, "li", ref, ref_key="t-7")
        found = messages.by_ref(work, SCHOOL, Platform.WECOM, "t-7")
        return found and found.subject

    assert await store.transact(job) == "task/7"


async def test_the_bytes_an_approver_saw_never_change(store: Store, another: Store) -> None:
    def add(work: Work) -> int:
        return attachments.add(work, SCHOOL, TG, "file-1", "报案回执.pdf", "application/pdf")

    id_ = await store.transact(add)
    (missing,) = await store.read(attachments.unfetched)
    assert (missing.id, missing.name, missing.size) == (id_, "报案回执.pdf", 0)
    assert await store.read(lambda work: attachments.data_of(work, id_)) is None
    bodies = [bytes([turn]) * 100_000 for turn in range(4)]
    await asyncio.gather(
        *(
            (store, another)[turn % 2].transact(
                lambda work, body=body: attachments.store_bytes(work, id_, body)
            )
            for turn, body in enumerate(bodies)
        )
    )
    kept = await store.read(lambda work: attachments.data_of(work, id_))
    known = await store.read(lambda work: attachments.load(work, id_))
    assert kept in bodies
    assert known is not None
    assert known.size == 100_000
    await store.transact(lambda work: attachments.store_bytes(work, id_, b"other"))
    assert await store.read(lambda work: attachments.data_of(work, id_)) == kept
    assert await store.read(attachments.unfetched) == []


async def test_a_paper_changed_in_the_database_is_shown_to_nobody(store: Store) -> None:
    def came(work: Work) -> int:
        name = ("file-1", "请假条.jpg", "image/jpeg")
        return attachments.add(work, SCHOOL, TG, *name)

    id_ = await store.transact(came)
    await store.transact(lambda work: attachments.store_bytes(work, id_, b"as it was sent"))
    swapped = tables.attachments.update().values(data=b"another one")
    await store.transact(lambda work: work.changed(swapped))
    assert await store.read(lambda work: attachments.data_of(work, id_)) is None
