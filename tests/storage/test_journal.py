"""Whatever is changed, removed or reordered in the journal is found, and named."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy.exc import DBAPIError

from bot.registers.journal import Fault
from storage import journal
from storage.store import Store, Work
from tests.storage.cases import SCHOOL
from tests.storage.conftest import Clock


async def write(store: Store, clock: Clock, entries: int = 9) -> None:
    for number in range(1, entries + 1):
        clock.advance(seconds=1)
        await store.transact(
            lambda work, number=number: journal.append(work, SCHOOL, "decided", {"次": number})
        )


def verify(work: Work) -> journal.Bad | None:
    return journal.verify(work, SCHOOL)


async def test_an_untouched_journal_is_whole(store: Store, clock: Clock) -> None:
    assert await store.read(verify) is None
    await write(store, clock)
    await store.transact(lambda work: journal.append(work, "other", "x", {}))
    assert await store.read(verify) is None
    assert (await store.read(lambda work: journal.head(work, SCHOOL))).seq == 9
    after = await store.read(lambda work: list(journal.entries(work, SCHOOL, after=7)))
    assert [(one.seq, one.kind, one.data) for one in after] == [
        (8, "decided", {"次": 8}),
        (9, "decided", {"次": 9}),
    ]


async def test_writers_at_once_make_one_chain(store: Store, another: Store) -> None:
    await asyncio.gather(
        *(
            (store, another)[turn % 2].transact(
                lambda work: journal.append(work, SCHOOL, "decided", {})
            )
            for turn in range(60)
        )
    )
    assert await store.read(verify) is None
    assert (await store.read(lambda work: journal.head(work, SCHOOL))).seq == 60


TAMPERING = {
    "changed data": (
        ["""UPDATE journal SET data = '{"次":99}' WHERE seq = 4"""],
        journal.Bad(4, Fault.CHANGED),
    ),
    "spaces, the same to a reader": (
        ["""UPDATE journal SET data = '{"次": 4}' WHERE seq = 4"""],
        journal.Bad(4, Fault.CHANGED),
    ),
    "another kind": (
        ["UPDATE journal SET kind = 'x' WHERE seq = 2"],
        journal.Bad(2, Fault.CHANGED),
    ),
    "another time": (
        ["UPDATE journal SET at = (SELECT at FROM journal WHERE seq = 1) WHERE seq = 9"],
        journal.Bad(9, Fault.CHANGED),
    ),
    "removed": (["DELETE FROM journal WHERE seq = 5"], journal.Bad(5, Fault.MISSING)),
    "removed and closed up": (
        [
            "DELETE FROM journal WHERE seq = 5",
            *(f"UPDATE journal SET seq = {seq - 1} WHERE seq = {seq}" for seq in range(6, 10)),
        ],
        journal.Bad(5, Fault.UNLINKED),
    ),
    "reordered": (
        [
            "UPDATE journal SET seq = 100 WHERE seq = 3",
            "UPDATE journal SET seq = 3 WHERE seq = 4",
            "UPDATE journal SET seq = 4 WHERE seq = 100",
        ],
        journal.Bad(3, Fault.UNLINKED),
    ),
    "the end cut off": (["DELETE FROM journal WHERE seq > 7"], journal.Bad(8, Fault.HEAD)),
    "the beginning cut off": (
        ["DELETE FROM journal WHERE seq < 3"],
        journal.Bad(1, Fault.MISSING),
    ),
    "all of it": (["DELETE FROM journal"], journal.Bad(1, Fault.HEAD)),
}

UNGUARD = {
    "sqlite": ["DROP TRIGGER journal_no_UPDATE", "DROP TRIGGER journal_no_DELETE"],
    "postgresql": ["SET LOCAL session_replication_role = replica"],
}


def statements(*texts: str) -> Callable[[Work], None]:
    def job(work: Work) -> None:
        for text in texts:
            work.conn.exec_driver_sql(text)

    return job


@pytest.mark.parametrize("how", TAMPERING)
async def test_tampering_is_refused_and_where_it_was_forced_it_is_found(
    how: str, store: Store, clock: Clock
) -> None:
    done, found = TAMPERING[how]
    await write(store, clock)
    with pytest.raises(DBAPIError, match="append-only"):
        await store.transact(statements(*done))
    assert await store.read(verify) is None
    await store.transact(statements(*UNGUARD[store.dialect], *done))
    assert await store.read(verify) == found


async def test_a_head_set_back_is_found(store: Store, clock: Clock) -> None:
    await write(store, clock)
    set_back = (
        "UPDATE journal_heads SET seq = 7, hash = (SELECT hash FROM journal WHERE seq = 7)"
    )
    await store.transact(statements(set_back))
    assert await store.read(verify) == journal.Bad(8, Fault.HEAD)


async def test_a_chain_rewritten_whole_shows_only_beside_an_earlier_head(
    store: Store, clock: Clock
) -> None:
    await write(store, clock)
    anchored = await store.read(lambda work: journal.head(work, SCHOOL))
    forget = ("DELETE FROM journal", "DELETE FROM journal_heads")
    await store.transact(statements(*UNGUARD[store.dialect], *forget))
    await write(store, clock)
    assert await store.read(verify) is None
    assert await store.read(lambda work: journal.verify(work, SCHOOL, anchored)) is not None
