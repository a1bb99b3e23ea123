"""A job is committed whole or leaves nothing, and whoever shares its commit does not suffer."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError

from storage import requests
from storage.store import Collision, Store, Work
from storage.tables import counters

SCHOOL = "taishan"


def number(work: Work) -> int:
    return requests.next_number(work, SCHOOL, "footage", 2026)


YEARS = range(2026, 2126)
ONE_MORE = (
    counters.update()
    .where(counters.c.year == bindparam("which"))
    .values(last=counters.c.last + 1)
)


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


LATER = 2


def drawn(chance: Random, deep: int = 0) -> Parts:
    """Numbers to take, now or later, and parts that end well or fail, three deep."""
    some = range(chance.randint(0, 4))
    inside = [deep < 3 and chance.random() < 0.6 for _ in some]
    return [
        (drawn(chance, deep + 1), chance.random() < 0.5) if one else chance.choice((1, LATER))
        for one in inside
    ]


def standing(parts: Parts) -> int:
    return sum(
        1 if isinstance(part, int) else 0 if part[1] else standing(part[0]) for part in parts
    )


def played(work: Work, parts: Parts, year: int) -> None:
    for part in parts:
        if part == LATER:
            work.put_off(ONE_MORE, {"which": year})
            continue
        if isinstance(part, int):
            requests.next_number(work, SCHOOL, "footage", year)
            continue
        inside, fails = part
        with contextlib.suppress(ValueError), work.savepoint():
            played(work, inside, year)
            if fails:
                raise ValueError("on purpose")


def a_first_number_each(work: Work) -> None:
    for year in YEARS:
        requests.next_number(work, SCHOOL, "footage", year)


@pytest.mark.parametrize("seed", [7, 8, 9])
async def test_of_parts_within_parts_those_stand_that_ended_well(
    store: Store, seed: int
) -> None:
    chance = Random(seed)
    drawings = {year: drawn(chance) for year in YEARS}

    def all_in_one_job(work: Work) -> None:
        for year, parts in drawings.items():
            played(work, parts, year)

    await store.transact(a_first_number_each)
    await store.transact(all_in_one_job)
    assert await store.read(by_year) == {year: 1 + standing(drawings[year]) for year in YEARS}
    assert max(map(standing, drawings.values())) > 5


def by_year(work: Work) -> dict[int, int]:
    return dict(work.conn.execute(select(counters.c.year, counters.c.last)).all())


async def test_what_is_put_off_by_many_is_one_journey(store: Store) -> None:
    """As when thirty people type their answers at once."""
    journeys: list[int] = []

    def job(work: Work) -> None:
        listen(work.connection, "before_cursor_execute", lambda *told: journeys.append(told))
        for year in YEARS:
            with work.savepoint(), work.savepoint():
                work.put_off(ONE_MORE, {"which": year})

    await store.transact(a_first_number_each)
    await store.transact(job)
    assert len(journeys) == 1
    assert set((await store.read(by_year)).values()) == {2}


async def test_what_is_put_off_is_there_for_whoever_asks(store: Store) -> None:
    def job(work: Work) -> dict[int, int]:
        work.put_off(ONE_MORE, {"which": 2026})
        return by_year(work)

    await store.transact(a_first_number_each)
    assert (await store.transact(job))[2026] == 2


async def test_what_was_put_off_and_meets_nothing_takes_the_whole_job_back(
    store: Store,
) -> None:
    def job(work: Work) -> None:
        number(work)
        work.put_off(ONE_MORE, {"which": 1999})

    with pytest.raises(Collision):
        await store.transact(job)
    assert await store.read(by_year) == {}


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
