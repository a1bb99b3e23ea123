"""A decision is neither lost nor counted twice, whoever else decides at the same moment."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.approvals.request import Decision, Request, State, Verdict
from bot.followup.task import Stage, Task
from bot.people.person import PersonId
from storage import books, drafts, journal, requests, slots, tasks
from storage.store import Collision, Store, Work
from tests.storage.cases import LI, SCHOOL, WANG, ZHAO, filed, request
from tests.storage.conftest import NOON, Clock

Both = Callable[[int], Store]


async def test_a_request_comes_back_as_it_was_kept(store: Store) -> None:
    added = await store.transact(filed)
    assert added.id > 0
    assert await store.read(lambda work: requests.load(work, added.id)) == added

    decision = Decision(step=0, seat=1, by=ZHAO, verdict=Verdict.RETURN, at=NOON, reason="补充")
    changed = replace(added, state=State.RETURNED, token=2, decisions=(decision,), round=1)

    def job(work: Work) -> None:
        requests.load(work, added.id)
        requests.keep(work, changed)

    await store.transact(job)
    assert (
        await store.read(lambda work: requests.by_number(work, SCHOOL, added.number)) == changed
    )


def _votes(work: Work, number: int, by: PersonId) -> None:
    found = requests.load(work, number)
    vote = Decision(step=0, seat=0, by=by, verdict=Verdict.APPROVE, at=work.now)
    requests.keep(work, replace(found, decisions=(*found.decisions, vote)))


def _request_votes(work: Work) -> int:
    return len(requests.load(work, 1).decisions)


def viewing(work: Work) -> Task:
    return Task(id=0, school=SCHOOL, request=1, kind="viewing", opened_at=work.now)


def _outcome(work: Work) -> int:
    found = tasks.load(work, 1)
    assert found is not None
    return int(found.answers.get("count", 0))


def _record(work: Work) -> None:
    found = tasks.load(work, 1)
    assert found is not None
    tasks.keep(work, replace(found, answers={"count": found.answers.get("count", 0) + 1}))


def _write_on(work: Work) -> None:
    found = drafts.load(work, 1)
    assert found is not None
    drafts.keep(work, found, {"count": found.state["count"] + 1})


def _written(work: Work) -> int:
    found = drafts.load(work, 1)
    assert found is not None
    return int(found.state["count"])


def _begin(work: Work) -> None:
    filed(work)
    tasks.add(work, viewing(work))
    drafts.open(work, SCHOOL, LI, "file:footage", {"count": 0})


CHANGES: dict[str, tuple[Callable[[Work], object], Callable[[Work], int]]] = {
    "request": (lambda work: _votes(work, 1, WANG), _request_votes),
    "viewing": (_record, _outcome),
    "draft": (_write_on, _written),
    "number": (
        lambda work: requests.next_number(work, SCHOOL, "s", 2026),
        lambda work: requests.next_number(work, SCHOOL, "s", 2026) - 1,
    ),
    "journal": (
        lambda work: journal.append(work, SCHOOL, "vote", {}),
        lambda work: journal.head(work, SCHOOL).seq,
    ),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_of_two_hundred_changes_at_once_none_is_lost(
    what: str, store: Store, both: Both
) -> None:
    change, count = CHANGES[what]
    await store.transact(_begin)

    async def one(turn: int) -> int:
        """Tried again as a person would; each success counts."""
        for _ in range(20):
            try:
                await both(turn).transact(change)
            except Collision:
                continue
            return 1
        return 0

    async def several(turn: int) -> int:
        return sum([await one(turn) for _ in range(40)])

    done = sum(await asyncio.gather(*(several(turn) for turn in range(5))))
    assert done == 200
    assert await store.transact(count) == 200


async def test_a_version_read_earlier_does_not_overwrite_a_later_one(
    store: Store, another: Store
) -> None:
    """The trap: reading a second time just before writing makes every version look right."""
    await store.transact(filed)

    def job(work: Work) -> None:
        mine = requests.load(work, 1)
        work.versions["request", 1] -= 1  # as if somebody had kept it in between
        requests.load(work, 1)
        requests.keep(work, replace(mine, token=9))

    with pytest.raises(Collision):
        await store.transact(job)
    assert (await another.read(lambda work: requests.load(work, 1))).token == 1


async def test_a_savepoint_taken_back_leaves_the_request_keepable(store: Store) -> None:
    await store.transact(filed)

    def job(work: Work) -> None:
        found = requests.load(work, 1)
        try:
            with work.savepoint():
                requests.keep(work, replace(found, token=5))
                raise ValueError
        except ValueError:
            requests.keep(work, replace(found, token=2))

    await store.transact(job)
    assert (await store.read(lambda work: requests.load(work, 1))).token == 2


def _decide(work: Work, by: PersonId) -> bool:
    """True: his decision counts."""
    found = requests.load(work, 1)
    if found.state is not State.IN_APPROVAL:
        return False
    decision = Decision(step=0, seat=0, by=by, verdict=Verdict.APPROVE, at=work.now)
    requests.keep(work, replace(found, state=State.APPROVED, decisions=(decision,)))
    books.enter(work, SCHOOL, "retrieval", 2026, found.id, {"by": by})
    tasks.add(work, viewing(work))
    return True


async def test_a_hundred_taps_at_once_are_one_decision(store: Store, both: Both) -> None:
    await store.transact(filed)
    taps = [
        both(turn).transact(lambda work, turn=turn: _decide(work, PersonId(f"p{turn}")))
        for turn in range(100)
    ]
    counted = await asyncio.gather(*taps)
    assert sum(counted) == 1
    settled = await store.read(lambda work: requests.load(work, 1))
    assert [decision.by for decision in settled.decisions] == [f"p{counted.index(True)}"]


async def test_two_requests_decided_in_the_same_second_both_count(store: Store) -> None:
    await store.transact(filed)
    await store.transact(filed)
    await asyncio.gather(
        store.transact(lambda work: _votes(work, 1, WANG)),
        store.transact(lambda work: _votes(work, 2, WANG)),
    )
    both = await store.read(lambda work: [requests.load(work, number) for number in (1, 2)])
    assert [len(one.decisions) for one in both] == [1, 1]


async def test_numbers_have_no_gap_although_some_jobs_fail(store: Store, both: Both) -> None:
    def job(work: Work, turn: int) -> int:
        serial = requests.next_number(work, SCHOOL, "footage", 2026)
        if turn % 3 == 0:
            raise ValueError
        return serial

    answers = await asyncio.gather(
        *(both(turn).transact(lambda work, turn=turn: job(work, turn)) for turn in range(60)),
        return_exceptions=True,
    )
    assert sorted(answer for answer in answers if isinstance(answer, int)) == list(range(1, 41))


async def test_series_and_years_count_by_themselves(store: Store) -> None:
    def job(work: Work) -> list[int]:
        kinds = [("footage", 2026), ("room_entry", 2026), ("footage", 2027), ("footage", 2026)]
        return [requests.next_number(work, SCHOOL, kind, year) for kind, year in kinds]

    assert await store.transact(job) == [1, 1, 1, 2]


def _asked(work: Work) -> list[tuple[str, int]]:
    return [
        (person, asked.seat)
        for person in (WANG, ZHAO)
        for asked in requests.waiting_on(work, SCHOOL, person)
    ]


async def test_who_is_asked_follows_the_open_step(store: Store) -> None:
    added = await store.transact(filed)
    assert await store.read(_asked) == [(WANG, 0), (WANG, 1), (ZHAO, 1)]

    async def kept(state: State, *by: PersonId) -> list[tuple[str, int]]:
        signed = tuple(
            Decision(step=0, seat=seat, by=who, verdict=Verdict.APPROVE, at=NOON)
            for seat, who in enumerate(by)
        )

        def job(work: Work) -> list[tuple[str, int]]:
            requests.load(work, added.id)
            requests.keep(work, replace(added, state=state, decisions=signed))
            return _asked(work)

        return await store.transact(job)

    assert await kept(State.IN_APPROVAL, WANG) == [(WANG, 1), (ZHAO, 1)]
    assert await kept(State.RETURNED) == []
    assert await kept(State.IN_APPROVAL) == [(WANG, 0), (WANG, 1), (ZHAO, 1)]
    assert await kept(State.APPROVED, WANG, ZHAO) == []


async def test_lists_stay_within_school_and_person(store: Store, clock: Clock) -> None:
    mine = [await store.transact(filed) for _ in range(3)]
    other = request("X1", clock.now(), school="other")
    await store.transact(lambda work: requests.add(work, other))
    others = request("X2", clock.now(), requester=ZHAO, state=State.REJECTED)
    rejected = await store.transact(lambda work: requests.add(work, others))

    def job(work: Work) -> tuple[list[Request], list[Request], Request | None]:
        return (
            requests.filed_by(work, SCHOOL, LI, 2),
            requests.in_state(work, SCHOOL, State.REJECTED),
            requests.find(work, rejected.id, school="other"),
        )

    assert await store.read(job) == ([mine[2], mine[1]], [rejected], None)


async def test_a_request_nobody_filed_is_a_lookup_error(store: Store) -> None:
    with pytest.raises(LookupError):
        await store.transact(lambda work: requests.load(work, 77))


async def test_a_task_is_seen_as_the_same_transaction_left_it(store: Store) -> None:
    await store.transact(filed)

    def job(work: Work) -> list[list[Stage]]:
        seen = [tasks.of_request(work, 1)]
        opened = tasks.add(work, viewing(work))
        seen.append(tasks.of_request(work, opened.request))
        with contextlib.suppress(LookupError), work.savepoint():
            tasks.keep(work, replace(opened, state=Stage.DONE))
            seen.append(tasks.of_request(work, opened.request))
            raise LookupError
        seen.append(tasks.of_request(work, opened.request))
        tasks.keep(work, replace(opened, state=Stage.TAKEN))
        seen.append(tasks.of_request(work, opened.request))
        return [[task.state for task in found] for found in seen]

    assert await store.transact(job) == [
        [],
        [Stage.OPEN],
        [Stage.DONE],
        [Stage.OPEN],
        [Stage.TAKEN],
    ]


async def test_a_viewing_is_one_for_each_request_and_taken_by_one(
    store: Store, both: Both
) -> None:
    await store.transact(filed)
    opened = await asyncio.gather(
        *(both(n).transact(lambda work: tasks.add(work, viewing(work))) for n in range(10))
    )
    assert len({view.id for view in opened}) == 1

    def take(work: Work, officer: PersonId) -> bool:
        found = tasks.load(work, opened[0].id)
        assert found is not None
        if found.state is not Stage.OPEN:
            return False
        tasks.keep(work, replace(found, state=Stage.TAKEN, officer=officer))
        return True

    taken = await asyncio.gather(
        *(both(n).transact(lambda work, n=n: take(work, PersonId(f"o{n}"))) for n in range(10))
    )
    assert sum(taken) == 1
    todo = await store.read(lambda work: tasks.unfinished(work, SCHOOL))
    assert [view.officer for view in todo] == [f"o{taken.index(True)}"]
    with pytest.raises(Collision):
        await store.transact(lambda work: tasks.keep(work, opened[0]))


async def test_an_entry_is_written_once_and_books_have_no_gaps(
    store: Store, both: Both, clock: Clock
) -> None:
    def enter(work: Work, number: int) -> int:
        return books.enter(
            work, SCHOOL, "retrieval", 2026, number, {"地点": "餐厅", "n": number}
        )

    numbers = [number for number in range(1, 11) for _ in range(3)]
    serials = await asyncio.gather(
        *(
            both(turn).transact(lambda work, number=number: enter(work, number))
            for turn, number in enumerate(numbers)
        )
    )
    assert sorted(set(serials)) == list(range(1, 11))
    clock.advance(days=40)
    assert await store.transact(lambda work: enter(work, 11)) == 11
    end = clock.now()
    book = await store.read(lambda work: books.entries(work, SCHOOL, "retrieval", NOON, end))
    assert [entry.serial for entry in book] == list(range(1, 11))
    assert {entry.request: entry.serial for entry in book} == dict(
        zip(numbers, serials, strict=True)
    )
    assert book[0].data["地点"] == "餐厅"


async def test_slots_are_unambiguous_and_steady(store: Store, both: Both) -> None:
    from bot.people.person import Platform

    def assign(work: Work, subject: str) -> int:
        return slots.assign(work, SCHOOL, Platform.WECOM, "li", subject)

    given = await asyncio.gather(
        *(both(n).transact(lambda work, n=n: assign(work, f"ask/{n // 2}")) for n in range(16))
    )
    assert sorted(set(given)) == list(range(7, 15))
    assert given[::2] == given[1::2]
    await store.transact(lambda work: slots.release(work, SCHOOL, "ask/3"))

    def after(work: Work) -> tuple[int, str | None, int]:
        here = (SCHOOL, Platform.WECOM, "li")
        freed = slots.subject_of(work, *here, given[6])
        assert freed is None
        return (
            assign(work, "ask/99"),
            slots.subject_of(work, *here, given[0]),
            assign(work, "x"),
        )

    assert await store.transact(after) == (given[6], "ask/0", 15)
