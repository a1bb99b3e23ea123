"""The same alarms through two processes at once are stored once, on both databases."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC
from functools import partial

from bot.actions.office import Rules
from bot.actions.taking_alarms import Posted, Taken, take
from bot.alerts.reading import read
from bot.approvals.policy import named
from storage import alarms, signals, sources
from storage.store import Store, Work
from tests.storage.cases import SCHOOL, set_up
from tests.storage.conftest import NOON

RULES = Rules(school=SCHOOL, pack=named("k12_ta_2024"), zone=UTC)
ALARMS, TIMES = 40, 4


def taken(work: Work, number: int) -> Taken:
    alarm = {"device": f"C{number}", "phase": "open", "id": str(number)}
    beat = {"device": "gateway", "phase": "heartbeat"}
    body = json.dumps([alarm, beat]).encode()
    said = read("generic", "", body, NOON)
    return take(work, RULES, Posted(source="generic", mime="", body=body), said)


async def test_two_processes_and_a_source_that_repeats_itself(
    store: Store, both: Callable[[int], Store]
) -> None:
    await store.transact(set_up)
    turns = [number for number in range(ALARMS) for _ in range(TIMES)]
    said = await asyncio.gather(
        *(both(turn).transact(partial(taken, number=n)) for turn, n in enumerate(turns))
    )
    assert sum(one.stored for one in said) == ALARMS
    assert sum(one.known for one in said) == ALARMS * (TIMES - 1)
    heard = await store.read(lambda work: signals.waiting(work, SCHOOL, 1000))
    assert sorted(int(one.signal.key.split("/")[0]) for one in heard) == list(range(ALARMS))
    kept = await store.read(
        lambda work: work.conn.exec_driver_sql("SELECT id FROM alarm_bodies").all()
    )
    assert len(kept) == ALARMS
    assert await store.read(lambda work: alarms.dead(work, SCHOOL, 9)) == []
    beats = await store.read(lambda work: sources.of_school(work, SCHOOL))
    assert [one.device for one in beats] == ["", "gateway"]


async def test_two_processes_that_cannot_read_it_tell_once(
    store: Store, both: Callable[[int], Store]
) -> None:
    await store.transact(set_up)

    def odd(work: Work) -> Taken:
        said = read("generic", "", b"{", NOON)
        return take(work, RULES, Posted(source="generic", mime="", body=b"{"), said)

    said = await asyncio.gather(*(both(turn).transact(odd) for turn in range(20)))
    assert all(one.why for one in said)
    assert len(await store.read(lambda work: alarms.dead(work, SCHOOL, 99))) == 20
