"""Who has a duty among several processes, and how it passes on."""

import asyncio

import psycopg
import pytest

from storage.leading import Company, Elected, leading
from tests.postgres import Server


class Seen:
    """A duty that tells when it begins and ends."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.over = asyncio.Event()

    async def __call__(self) -> None:
        self.begun.set()
        self.over.clear()
        try:
            await asyncio.Event().wait()
        finally:
            self.begun.clear()
            self.over.set()


async def ends(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_embedded_database_has_one_process_and_that_does_everything() -> None:
    duty = Seen()
    alone = leading("sqlite:///any.db", {"poll": duty})
    task = asyncio.create_task(alone.run())
    await duty.begun.wait()
    assert alone.leads("poll")
    await ends(task)
    assert duty.over.is_set()


async def fails() -> None:
    raise ValueError("a bug")


@pytest.mark.postgres
async def test_a_duty_that_fails_ends_the_process(postgres_url: str) -> None:
    for url in ("sqlite:///any.db", postgres_url):
        with pytest.raises(ValueError, match="a bug"):
            await leading(url, {"poll": fails}).run()


@pytest.mark.postgres
async def test_one_of_two_has_a_duty_and_the_other_takes_over(postgres_url: str) -> None:
    first, second, other = Seen(), Seen(), Seen()
    one = Elected(postgres_url, {"poll": first})
    two = Elected(postgres_url, {"poll": second, "other": other})
    running = asyncio.create_task(one.run())
    await first.begun.wait()
    waiting = asyncio.create_task(two.run())
    await other.begun.wait()  # tried for both at once
    assert (one.leads("poll"), two.leads("poll")) == (True, False)
    await ends(running)
    assert first.over.is_set()
    await second.begun.wait()
    await ends(waiting)


@pytest.mark.postgres
async def test_a_lost_session_ends_the_duty_before_anybody_else_may_begin(
    postgres_url: str,
) -> None:
    duty = Seen()
    task = asyncio.create_task(Elected(postgres_url, {"poll": duty}).run())
    await duty.begun.wait()
    await asyncio.to_thread(cut, postgres_url)
    await duty.over.wait()
    await duty.begun.wait()  # and it stands again for the same duty
    await ends(task)


def cut(url: str) -> None:
    """What a fail-over or an administrator does to every session."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


@pytest.mark.postgres
async def test_schools_may_have_different_leaders(postgres_server: Server) -> None:
    url = postgres_server.empty()
    here, there = Seen(), Seen()
    one, two = Elected(url, {"poll:a": here}), Elected(url, {"poll:a": Seen(), "poll:b": there})
    tasks = [asyncio.create_task(one.run())]
    await here.begun.wait()
    tasks.append(asyncio.create_task(two.run()))
    await there.begun.wait()
    assert not two.leads("poll:a")
    for task in tasks:
        await ends(task)


async def counts(one: Elected, processes: int) -> None:
    while one.sharing() != processes:  # noqa: ASYNC110 — a session in a thread of its own
        await asyncio.sleep(0.02)


@pytest.mark.postgres
async def test_each_knows_how_many_there_are(postgres_url: str) -> None:
    one, two = Elected(postgres_url, {}), Elected(postgres_url, {})
    first = asyncio.create_task(one.run())
    await counts(one, 1)
    second = asyncio.create_task(two.run())
    await counts(one, 2)
    await counts(two, 2)
    await ends(second)
    await ends(first)


def test_the_dead_count_for_a_little_more_than_a_minute() -> None:
    """What they have sent is not forgotten by the platform."""
    seconds = [0.0]
    company = Company(lambda: seconds[0])
    said = [company.most]
    for at, processes in ((0.0, 1), (1.0, 3), (2.0, 2), (71.0, 2), (71.5, 2), (72.0, 4)):
        seconds[0] = at
        company.counted(processes)
        said.append(company.most)
    assert said == [2, 1, 3, 3, 3, 2, 4]
