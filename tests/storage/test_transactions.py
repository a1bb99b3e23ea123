"""A job is committed whole or leaves nothing, and whoever shares its commit does not suffer."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from storage import requests
from storage.store import Collision, Store, Work
from storage.tables import counters

SCHOOL = "taishan"


def number(work: Work) -> int:
    return requests.next_number(work, SCHOOL, "footage", 2026)


def refuse(work: Work) -> None:
    number(work)
    raise ValueError("on purpose")


async def test_a_job_that_fails_leaves_nothing_and_its_neighbours_stand(store: Store) -> None:
    jobs = [store.transact(refuse if turn % 3 == 1 else number) for turn in range(30)]
    answers = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(answer) for answer in answers] == [int, ValueError, int] * 10
    assert sorted(answer for answer in answers if isinstance(answer, int)) == list(range(1, 21))


async def test_what_is_answered_can_be_read_at_once(store: Store, another: Store) -> None:
    async def one() -> None:
        mine = await store.transact(number)
        last = await another.read(
            lambda work: work.conn.execute(select(counters.c.last)).scalar()
        )
        assert last is not None
        assert last >= mine

    await asyncio.gather(*(one() for _ in range(20)))


async def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        await store.read(number)


async def test_a_job_that_caught_its_own_error_goes_on_from_the_savepoint(store: Store) -> None:
    def job(work: Work) -> int:
        number(work)
        try:
            with work.savepoint():
                refuse(work)
        except ValueError:
            return number(work)
        raise AssertionError

    assert await store.transact(job) == 2


Parts = list["int | tuple[Parts, bool]"]


def drawn(chance: Random, deep: int = 0) -> Parts:
    """Numbers to take, and parts that end well or fail, three deep."""
    some = range(chance.randint(0, 4))
    inside = [deep < 3 and chance.random() < 0.6 for _ in some]
    return [(drawn(chance, deep + 1), chance.random() < 0.5) if one else 1 for one in inside]


def standing(parts: Parts) -> int:
    return sum(
        part if isinstance(part, int) else 0 if part[1] else standing(part[0]) for part in parts
    )


def played(work: Work, parts: Parts, year: int) -> None:
    for part in parts:
        if isinstance(part, int):
            requests.next_number(work, SCHOOL, "footage", year)
            continue
        inside, fails = part
        with contextlib.suppress(ValueError), work.savepoint():
            played(work, inside, year)
            if fails:
                raise ValueError("on purpose")


async def test_of_parts_within_parts_those_stand_that_ended_well(store: Store) -> None:
    chance = Random(7)
    drawings = {year: drawn(chance) for year in range(100)}

    def all_in_one_job(work: Work) -> None:
        for year, parts in drawings.items():
            played(work, parts, year)

    await store.transact(all_in_one_job)
    by_year = select(counters.c.year, counters.c.last)
    kept = await store.read(lambda work: dict(work.conn.execute(by_year).all()))
    expected = {year: standing(parts) for year, parts in drawings.items()}
    assert kept == {year: count for year, count in expected.items() if count}
    assert max(expected.values()) > 5


async def test_parts_that_begin_together_are_one_to_the_database(store: Store) -> None:
    """Each would be a journey; one in which nothing is said is none."""
    told: list[str] = []

    def job(work: Work) -> None:
        say = work.say
        work.say = lambda words: (told.append(words), say(words))
        with work.savepoint():
            with work.savepoint():
                number(work)
            with work.savepoint():
                pass
        with work.savepoint():
            number(work)

    await store.transact(job)
    assert told == ["SAVEPOINT part_1", "RELEASE SAVEPOINT part_1; SAVEPOINT part_1"]


async def test_a_failed_statement_spoils_only_its_own_job(store: Store) -> None:
    def broken(work: Work) -> None:
        work.conn.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    answers = await asyncio.gather(
        store.transact(number),
        store.transact(broken),
        store.transact(number),
        return_exceptions=True,
    )
    assert isinstance(answers[1], DBAPIError)
    assert {answers[0], answers[2]} == {1, 2}


async def test_everything_handed_in_is_done_before_the_store_closes(
    url: str, store: Store
) -> None:
    leaving = await Store.open(url, _Now())
    jobs = [asyncio.ensure_future(leaving.transact(number)) for _ in range(200)]
    await asyncio.sleep(0)
    await leaving.close()
    assert sorted(await asyncio.gather(*jobs)) == list(range(1, 201))
    with pytest.raises(RuntimeError):
        await leaving.transact(number)
    assert await store.transact(number) == 201


class _Now:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=8)))


async def test_the_present_is_utc_whatever_the_clock_says(url: str, store: Store) -> None:
    elsewhere = await Store.open(url, _Now())
    seen = await elsewhere.transact(lambda work: work.now)
    await elsewhere.close()
    assert seen.tzinfo is UTC
    assert seen.hour == 4


async def test_a_collision_is_tried_again_where_trying_again_can_help(store: Store) -> None:
    tries = 0

    def job(work: Work) -> int:
        nonlocal tries
        tries += 1
        mine = number(work)
        if tries < 3:
            raise Collision("somebody was faster")
        return mine

    if store.dialect == "sqlite":  # one writer: nobody can have been faster
        with pytest.raises(Collision):
            await store.transact(job)
        return
    assert await store.transact(job) == 1
    assert tries == 3


async def test_a_collision_that_never_ends_is_told(store: Store) -> None:
    def job(work: Work) -> None:
        raise Collision("for ever")

    with pytest.raises(Collision):
        await store.transact(job)


async def test_a_caller_who_went_away_disturbs_nobody(store: Store) -> None:
    leaving = [asyncio.ensure_future(store.transact(number)) for _ in range(20)]
    await asyncio.sleep(0)
    for task in leaving[::2]:
        task.cancel()
    done = await asyncio.gather(*leaving, return_exceptions=True)
    assert all(isinstance(answer, int) for answer in done[1::2])


def runs_out(_work: Work) -> None:
    next(iter(()))


async def test_a_job_that_runs_out_of_an_iterator_does_not_hang_its_caller(
    store: Store,
) -> None:
    """A future refuses a StopIteration; whoever waited for it would wait for ever."""
    for does in (store.transact, store.read):
        with pytest.raises(RuntimeError, match="StopIteration"):
            await asyncio.wait_for(does(runs_out), timeout=10)
    assert await store.transact(number) == 1


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y"])
async def test_addresses_that_could_not_keep_a_promise_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"database\.url"):
        await Store.open(url, _Now())
