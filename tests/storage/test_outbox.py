"""What is owed is sent once, in order, and a sender back from the dead changes nothing."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.notices import Notice, Reason, Recipient, ToGroup, ToPerson
from bot.people.person import PersonId, Platform
from storage import messages, outbox, places, setting_right
from storage.store import Store, Work
from tests.storage.cases import LI, SCHOOL, WANG, set_up
from tests.storage.conftest import NOON, Clock

Both = Callable[[int], Store]
TG = Platform.TELEGRAM
TO_LI = ToPerson(LI)


def notice(key: str, to: Recipient = TO_LI, due: datetime | None = None) -> Notice:
    return Notice(
        school=SCHOOL, to=to, reason=Reason.ASKED, subject=f"ask/{key}", key=key, due=due
    )


def owe(work: Work, *notices: Notice) -> list[bool]:
    return [outbox.owe(work, one) for one in notices]


def claimed(work: Work, limit: int = 10) -> list[str]:
    return [row.key for row in outbox.claim(work, limit, 60)]


async def test_a_key_is_owed_once_for_ever(store: Store, both: Both) -> None:
    owed = await asyncio.gather(
        *(both(turn).transact(lambda work: owe(work, notice("k"))) for turn in range(20))
    )
    assert sum(sum(one) for one in owed) == 1

    def send(work: Work) -> list[bool]:
        (row,) = outbox.claim(work, 5, 60)
        assert outbox.delivered(work, row)
        return owe(work, notice("k"))

    assert await store.transact(send) == [False]
    assert await store.transact(claimed) == []


async def test_each_recipient_gets_his_in_order(store: Store, clock: Clock) -> None:
    def job(work: Work) -> list[str]:
        owe(
            work,
            notice("1"),
            notice("2"),
            notice("3", ToPerson(WANG)),
            notice("4", ToGroup("duty")),
        )
        return claimed(work)

    assert await store.transact(job) == ["1", "3", "4"]
    assert await store.transact(claimed) == []
    clock.advance(seconds=61)  # the sender died: his leases end, his order stays
    assert await store.transact(claimed) == ["1", "3", "4"]


async def test_a_reminder_of_next_week_holds_up_nobody(store: Store, clock: Clock) -> None:
    week = NOON + timedelta(days=7)
    await store.transact(lambda work: owe(work, notice("reminder", due=week), notice("now")))
    assert await store.transact(claimed) == ["now"]
    clock.advance(seconds=61)

    def send(work: Work) -> datetime | None:
        (row,) = outbox.claim(work, 5, 60)
        outbox.delivered(work, row)
        return outbox.next_due(work)

    assert await store.transact(send) == week
    clock.moment = week
    assert await store.transact(claimed) == ["reminder"]


async def test_a_postponed_one_keeps_its_place(store: Store, clock: Clock) -> None:
    await store.transact(lambda work: owe(work, notice("1"), notice("2")))
    later = NOON + timedelta(seconds=30)

    def postpone(work: Work) -> bool:
        (row,) = outbox.claim(work, 5, 60)
        return outbox.postponed(work, row, later, "429")

    assert await store.transact(postpone)
    assert await store.transact(claimed) == []
    assert await store.read(outbox.next_due) == later  # and not at once, for ever
    clock.advance(seconds=30)

    def again(work: Work) -> tuple[str, int]:
        (row,) = outbox.claim(work, 5, 60)
        outbox.broken(work, row, "403")
        return row.key, row.attempts

    assert await store.transact(again) == ("1", 2)
    assert await store.transact(claimed) == ["2"]


async def test_a_clock_set_forward_takes_nothing_out_of_a_living_senders_hands(
    store: Store, clock: Clock
) -> None:
    """Nor does it let what stands behind it overtake."""
    await store.transact(lambda work: owe(work, notice("1"), notice("2")))
    (mine,) = await store.transact(lambda work: outbox.claim(work, 5, 60))
    clock.advance(seconds=3600)

    def looks(work: Work) -> list[str]:
        return [row.key for row in outbox.claim(work, 5, 60, but=[mine.id])]

    assert await store.transact(looks) == []
    assert await store.transact(lambda work: outbox.delivered(work, mine))
    assert await store.transact(looks) == ["2"]


async def test_a_sender_back_from_the_dead_changes_nothing(store: Store, clock: Clock) -> None:
    await store.transact(lambda work: owe(work, notice("1")))
    (zombie,) = await store.transact(lambda work: outbox.claim(work, 5, 60))
    assert await store.read(outbox.next_due) == NOON + timedelta(seconds=60)
    clock.advance(seconds=61)
    (alive,) = await store.transact(lambda work: outbox.claim(work, 5, 60))

    def late(work: Work) -> list[bool]:
        return [
            outbox.delivered(work, zombie),
            outbox.dropped(work, zombie, ""),
            outbox.broken(work, zombie, ""),
            outbox.postponed(work, zombie, work.now, ""),
        ]

    assert await store.transact(late) == [False] * 4
    assert await store.transact(lambda work: outbox.delivered(work, alive))
    assert await store.transact(lambda work: outbox.delivered(work, alive)) is False
    assert await store.read(outbox.next_due) is None


async def test_a_clock_set_back_does_not_lock_a_row_away(store: Store, clock: Clock) -> None:
    await store.transact(lambda work: owe(work, notice("1", due=NOON - timedelta(days=2))))
    assert await store.transact(claimed) == ["1"]
    clock.advance(hours=-1)
    assert await store.read(outbox.next_due) == clock.now()
    assert await store.transact(claimed) == ["1"]


async def test_what_was_owed_while_the_clock_was_ahead_does_not_wait_for_that_hour(
    store: Store, clock: Clock
) -> None:
    morning = NOON + timedelta(hours=20)
    clock.advance(hours=8)  # the machine took local time for UTC
    owed = [notice("1"), notice("2", ToPerson(WANG), due=morning), notice("3", ToGroup("duty"))]
    await store.transact(lambda work: owe(work, *owed))
    (row, _) = await store.transact(lambda work: outbox.claim(work, 5, 60))
    await store.transact(
        lambda work: outbox.postponed(work, row, work.now + timedelta(minutes=5), "502")
    )
    clock.advance(hours=-8)
    assert await store.transact(claimed) == []
    assert await store.transact(setting_right.free_what_was_due) == 2
    assert sorted(await store.transact(claimed)) == ["1", "3"]
    clock.moment = morning
    assert "2" in await store.transact(claimed)


async def test_a_try_put_off_while_the_clock_was_ahead_comes_at_once(
    store: Store, clock: Clock
) -> None:
    week = NOON + timedelta(days=7)
    owed = (notice("1"), notice("2", ToPerson(WANG)), notice("3", ToGroup("duty"), due=week))
    await store.transact(lambda work: owe(work, *owed))
    row, _ = await store.transact(lambda work: outbox.claim(work, 5, 60))
    later = NOON + timedelta(minutes=22)
    await store.transact(lambda work: outbox.postponed(work, row, later, "502"))
    clock.advance(minutes=2)
    assert await store.transact(claimed) == ["2"]
    assert await store.transact(setting_right.free_what_is_tried_again) == 1
    assert await store.transact(claimed) == ["1"]


async def test_a_lease_and_a_delay_have_a_longest(store: Store, clock: Clock) -> None:
    await store.transact(lambda work: owe(work, notice("1")))
    (row,) = await store.transact(lambda work: outbox.claim(work, 1, 10**6))
    clock.advance(minutes=11)
    assert await store.transact(claimed) == ["1"]
    clock.advance(minutes=11)
    (row,) = await store.transact(lambda work: outbox.claim(work, 1, 60))
    await store.transact(
        lambda work: outbox.postponed(work, row, work.now + timedelta(days=400), "")
    )
    clock.advance(days=1)
    assert await store.transact(claimed) == ["1"]


def _remember(work: Work) -> None:
    set_up(work)
    places.bind_group(work, SCHOOL, "duty", TG, "-100")
    messages.remember(work, SCHOOL, "ask/12", TG, "1", {"id": 1})
    messages.remember(work, SCHOOL, "ask/12", TG, "1", {"id": 2})
    messages.remember(work, SCHOOL, "ask/12", TG, "-100", {"id": 3})
    messages.remember(work, SCHOOL, "ask/12", TG, "999", {"id": 4})
    messages.remember(work, SCHOOL, "ask/13", TG, "1", {"id": 5})


async def test_every_copy_of_a_card_is_refreshed_once(store: Store, both: Both) -> None:
    await store.transact(_remember)
    new = await asyncio.gather(
        *(
            both(turn).transact(lambda work: outbox.owe_refresh(work, SCHOOL, "ask/12"))
            for turn in range(10)
        )
    )
    assert sum(new) == 4

    def job(work: Work) -> list[tuple[str, int | None, str]]:
        rows = outbox.claim(work, 10, 60)
        return [(row.lane, row.message, row.address) for row in rows]

    assert await store.transact(job) == [
        ("person:li", 1, "1"),
        ("group:duty", 3, "-100"),
        ("telegram:999", 4, "999"),
    ]


async def test_the_newest_state_has_the_last_word(store: Store) -> None:
    """A refresh owed while one is being sent is sent after it."""

    def begin(work: Work) -> None:
        messages.remember(work, SCHOOL, "ask/12", TG, "1", {"id": 1})
        outbox.owe_refresh(work, SCHOOL, "ask/12")

    def further(work: Work) -> list[int]:
        return [outbox.owe_refresh(work, SCHOOL, "ask/12") for _ in range(3)]

    await store.transact(begin)
    (sending,) = await store.transact(lambda work: outbox.claim(work, 5, 60))
    assert await store.transact(further) == [1, 0, 0]
    assert await store.transact(lambda work: outbox.claim(work, 5, 60)) == []
    assert await store.transact(lambda work: outbox.delivered(work, sending))
    (last,) = await store.transact(lambda work: outbox.claim(work, 5, 60))
    assert last.id > sending.id
    assert last.to is None
    assert last.kind == "refresh"


async def test_files_are_a_kind_of_their_own(store: Store) -> None:
    files = replace(notice("f"), reason=Reason.FILES, fresh=True)
    await store.transact(lambda work: owe(work, files))
    (row,) = await store.transact(lambda work: outbox.claim(work, 5, 60))
    assert (row.kind, row.reason, row.fresh, row.to) == (
        "files",
        Reason.FILES,
        True,
        ToPerson(LI),
    )


async def test_workers_lose_nothing_and_keep_the_order_whatever_fails(
    store: Store, both: Both, clock: Clock
) -> None:
    persons = [ToPerson(PersonId(f"p{n}")) for n in range(6)]
    notices = [notice(f"{n:03}", persons[n % 6]) for n in range(90)]
    await store.transact(lambda work: owe(work, *notices))
    sent: dict[str, list[str]] = defaultdict(list)
    tries = 0

    def delivers(work: Work, row: outbox.OutboxRow) -> None:
        """Noted before the commit: afterwards another store's thread may be heard first."""
        if outbox.delivered(work, row):
            sent[row.lane].append(row.key)

    async def worker(turn: int) -> None:
        nonlocal tries
        while await store.read(outbox.next_due):
            for row in await both(turn).transact(lambda work: outbox.claim(work, 3, 5)):
                tries += 1
                if tries % 7 == 0:  # the sender dies here; the next minute finds the row again
                    clock.advance(seconds=6)
                    continue
                if tries % 5 == 0:
                    await both(turn).transact(
                        lambda work, row=row: outbox.postponed(work, row, work.now, "500")
                    )
                    continue
                await both(turn).transact(lambda work, row=row: delivers(work, row))
            await asyncio.sleep(0)

    await asyncio.gather(*(worker(turn) for turn in range(3)))
    assert sorted(key for keys in sent.values() for key in keys) == [
        f"{n:03}" for n in range(90)
    ]
    assert all(keys == sorted(keys) for keys in sent.values())


async def test_health_tells_what_should_have_left(store: Store, clock: Clock) -> None:
    week = NOON + timedelta(days=7)
    await store.transact(lambda work: owe(work, notice("1"), notice("2", due=week)))
    clock.advance(minutes=5)
    assert await store.read(outbox.owed) == outbox.Owed(1, NOON)


async def test_old_ones_are_forgotten_unsent_ones_never(store: Store, clock: Clock) -> None:
    def job(work: Work) -> None:
        owe(work, notice("1"), notice("2"))
        (row,) = outbox.claim(work, 1, 60)
        outbox.delivered(work, row)

    await store.transact(job)
    clock.advance(days=400)
    assert await store.transact(lambda work: outbox.prune(work, work.now)) == 1
    assert await store.transact(claimed) == ["2"]


async def test_who_sends_a_card_and_who_changes_what_it_shows_cannot_miss_each_other(
    store: Store, another: Store
) -> None:
    """The change found no message to refresh; so whoever records one must see the change."""
    await store.transact(set_up)
    changed, recorded = threading.Event(), threading.Event()

    def change(work: Work) -> int:
        owe(work, notice("the change"))
        found = outbox.owe_refresh(work, SCHOOL, "status/1")
        changed.set()
        recorded.wait(0.5)  # long enough for the other to go by, if it could
        return found

    def record(work: Work) -> list[str]:
        messages.alone(work, SCHOOL, "status/1")
        messages.remember(work, SCHOOL, "status/1", TG, "2001", {"message_id": 5})
        recorded.set()
        return claimed(work)

    async def records() -> list[str]:
        await asyncio.to_thread(changed.wait)
        return await another.transact(record)

    refreshed, seen = await asyncio.gather(store.transact(change), records())
    assert refreshed == 0
    assert seen == ["the change"]
