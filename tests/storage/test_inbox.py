"""What a platform said is handled exactly once, in the order of its conversation."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from bot.people.person import Platform
from storage import inbox, requests
from storage.store import Store, Work
from tests.storage.cases import SCHOOL
from tests.storage.conftest import NOON, Clock

Both = Callable[[int], Store]
TG = Platform.TELEGRAM


def put(work: Work, *items: tuple[str, str], platform: Platform = TG) -> int:
    return inbox.put(
        work, SCHOOL, platform, [(key, lane, f"body {key}") for key, lane in items]
    )


async def test_five_hundred_messages_delivered_three_times_are_five_hundred(
    store: Store, both: Both
) -> None:
    deliveries = [(str(key), f"chat {key % 7}") for key in range(500)] * 3
    batches = [deliveries[at : at + 37] for at in range(0, len(deliveries), 37)]
    new = await asyncio.gather(
        *(
            both(turn).transact(lambda work, batch=batch: put(work, *batch))
            for turn, batch in enumerate(batches)
        )
    )
    assert sum(new) == 500
    assert (await store.read(inbox.waiting)).count == 500


async def test_the_first_body_of_a_key_wins(store: Store) -> None:
    def job(work: Work) -> str:
        inbox.put(work, SCHOOL, TG, [("1", "a", "first")])
        inbox.put(work, SCHOOL, TG, [("1", "b", "second")])
        (row,) = inbox.claim(work, 5)
        return row.body

    assert await store.transact(job) == "first"


async def test_the_same_key_is_another_one_elsewhere(store: Store) -> None:
    def job(work: Work) -> int:
        new = put(work, ("1", "a")) + put(work, ("1", "a"), platform=Platform.WECOM)
        return new + inbox.put(work, "other", TG, [("1", "a", "")])

    assert await store.transact(job) == 3


async def test_a_claimed_one_knows_whether_its_conversation_goes_on(store: Store) -> None:
    def job(work: Work) -> list[dict[str, bool]]:
        put(work, ("1", "a"), ("2", "a"), ("3", "b"), ("4", "a"))
        put(work, ("5", "b"), platform=Platform.WECOM)
        seen = []
        while rows := inbox.claim(work, 10):
            seen.append({row.key: row.followed for row in rows})
            inbox.done(work, *(row.id for row in rows))
        return seen

    assert await store.transact(job) == [
        {"1": True, "3": False, "5": False},
        {"2": True},
        {"4": False},
    ]


async def test_only_the_head_of_each_lane_is_claimed(store: Store) -> None:
    def job(work: Work) -> tuple[list[str], list[str]]:
        put(work, ("1", "a"), ("2", "a"), ("3", "b"), ("4", "c"), ("5", "b"))
        heads = inbox.claim(work, 10)
        inbox.done(work, heads[0].id)
        return [row.key for row in heads], [row.key for row in inbox.claim(work, 2)]

    assert await store.transact(job) == (["1", "3", "4"], ["2", "3"])


async def test_a_failed_message_holds_up_its_lane_until_it_is_given_up(
    store: Store, clock: Clock
) -> None:
    await store.transact(lambda work: put(work, ("1", "a"), ("2", "a"), ("3", "b")))
    soon = NOON + timedelta(seconds=30)

    def fail(work: Work, again: bool) -> list[str]:
        claimed = inbox.claim(work, 10)
        inbox.failed(work, claimed[0].id, "no", soon if again else None)
        return [f"{row.key}/{row.attempts}" for row in claimed]

    assert await store.transact(lambda work: fail(work, True)) == ["1/0", "3/0"]
    assert await store.transact(lambda work: fail(work, False)) == ["3/0"]
    assert await store.read(inbox.next_due) == soon
    clock.advance(seconds=30)
    assert await store.transact(lambda work: fail(work, False)) == ["1/1"]
    assert await store.transact(lambda work: fail(work, False)) == ["2/0"]
    assert await store.read(lambda work: len(inbox.dead_letters(work, SCHOOL))) == 3
    assert await store.read(inbox.next_due) is None


async def test_what_came_while_the_clock_was_ahead_does_not_wait_for_that_hour(
    store: Store, clock: Clock
) -> None:
    """Else whoever spoke then could not be heard before, nor anything he says afterwards."""
    clock.advance(hours=1)
    await store.transact(lambda work: put(work, ("said", "chat")))
    clock.moment = NOON  # set right before it was looked at
    assert await store.transact(lambda work: [r.key for r in inbox.claim(work, 5)]) == ["said"]


async def test_handled_at_last_is_no_dead_letter(store: Store) -> None:
    def job(work: Work) -> list[tuple[str, str]]:
        put(work, ("1", "a"))
        (row,) = inbox.claim(work, 1)
        inbox.failed(work, row.id, "no", work.now)
        inbox.done(work, row.id)
        return inbox.dead_letters(work, SCHOOL)

    assert await store.transact(job) == []


async def test_workers_keep_every_lane_in_order_whatever_fails(
    store: Store, both: Both
) -> None:
    """Handled and done in one transaction; every fifth handling fails and is taken back."""
    keys = [(f"{number:03}", f"lane {number % 6}") for number in range(120)]
    await store.transact(lambda work: put(work, *keys))
    tries = 0

    def handle(work: Work) -> tuple[str, str, int] | None:
        nonlocal tries
        rows = inbox.claim(work, 1)
        if not rows:
            return None
        tries += 1
        order = requests.next_number(work, SCHOOL, rows[0].lane, 2026)
        inbox.done(work, rows[0].id)
        if tries % 5 == 0:
            raise ValueError("the handler broke")
        return rows[0].lane, rows[0].key, order

    handled: dict[str, list[tuple[int, str]]] = defaultdict(list)

    async def worker(turn: int) -> None:
        while (await store.read(inbox.waiting)).count:
            try:
                found = await both(turn).transact(handle)
            except ValueError:
                continue
            if found:
                lane, key, order = found
                handled[lane].append((order, key))

    await asyncio.gather(*(worker(turn) for turn in range(4)))
    assert sum(map(len, handled.values())) == 120
    for lane, found in handled.items():
        found.sort()
        assert [order for order, _ in found] == list(range(1, 21)), lane
        assert [key for _, key in found] == sorted(key for _, key in found), lane


async def test_what_is_done_is_forgotten_after_some_days(store: Store, clock: Clock) -> None:
    def job(work: Work) -> None:
        put(work, ("1", "a"), ("2", "a"))
        inbox.done(work, inbox.claim(work, 1)[0].id)

    await store.transact(job)
    assert await store.transact(lambda work: inbox.prune(work, work.now)) == 0
    clock.advance(days=7)
    assert await store.transact(lambda work: inbox.prune(work, work.now)) == 1
    assert await store.read(inbox.waiting) == inbox.Waiting(1, NOON)
