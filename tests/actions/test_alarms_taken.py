"""What monitoring posts becomes signals, each once; what nobody can use is told to somebody."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot import logs, schedule
from bot.actions import telling_of_sources
from bot.actions.office import Office, Rules
from bot.actions.taking_alarms import Posted, Taken, take
from bot.alerts.reading import read
from bot.alerts.signal import Phase
from bot.handlers.alarms import BATCH, Alarms
from sandbox.clock import PushedClock
from storage import alarms, signals, strangers
from storage.signals import Heard
from storage.store import Store, Work

KEPT = "generic"


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    """Unmasked, a traceback is drawn with every camera of the school in it."""
    logs.set_up(level="ERROR")


async def posted(store: Store, rules: Rules, body: object, source: str = KEPT) -> Taken:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    def job(work: Work) -> Taken:
        said = read(source, "", raw, work.now.astimezone(rules.zone))
        return take(work, rules, Posted(source=source, mime="", body=raw), said)

    return await store.transact(job)


def alarm(device: str = "B-Z06-C03", phase: str = "open", **other: object) -> dict[str, object]:
    return {"device": device, "phase": phase, **other}


async def waiting(store: Store, rules: Rules) -> list[str]:
    found = await store.read(lambda work: signals.waiting(work, rules.school, 1000))
    return [f"{one.signal.device} {one.signal.phase}" for one in found]


async def told(store: Store, rules: Rules) -> list[str]:
    """Subjects owed to the administrator, without his name and the hour."""

    def owed(work: Work) -> list[str]:
        found = work.conn.exec_driver_sql(
            "SELECT subject FROM outbox WHERE reason IN ('source', 'chased') ORDER BY id"
        )
        return ["/".join(row[0].split("/")[1:3]) for row in found]

    return await store.read(owed)


class Deciding:
    """Stands where what follows is decided: notes what it is given, and stumbles when told to."""

    def __init__(self, stumbles_over: str = "") -> None:
        self.heard: list[str] = []
        self.stumbles_over = stumbles_over

    def __call__(self, work: Work, office: Office, heard: Sequence[Heard]) -> None:
        for one in heard:
            if one.signal.device == self.stumbles_over:
                # What it had done by then must not stay.
                strangers.note(work, office.id, one.signal, one.at)
                raise ZeroDivisionError
        self.heard += [f"{one.signal.device} {one.signal.phase}" for one in heard]


def pump(store: Store, rules: Rules, decide: Deciding, clock: PushedClock) -> Alarms:
    return Alarms(store, rules, decide, clock.now)


async def test_an_alarm_is_stored_once_with_where_it_stood(
    store: Store, taishan: Rules
) -> None:
    two = [alarm(id="1"), alarm(phase="close", id="1")]
    assert await posted(store, taishan, two) == Taken(stored=2)
    assert await posted(store, taishan, two) == Taken(known=2)
    assert await posted(store, taishan, [*two, alarm(id="2")]) == Taken(stored=1, known=2)
    assert await waiting(store, taishan) == [
        "B-Z06-C03 open",
        "B-Z06-C03 close",
        "B-Z06-C03 open",
    ]
    bodies = await store.read(
        lambda work: work.conn.exec_driver_sql("SELECT id FROM alarm_bodies").all()
    )
    assert len(bodies) == 2  # what said nothing new is not kept


async def test_heartbeats_of_a_day_leave_nothing_to_do(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    beat = (
        b"<EventNotificationAlert><ipAddress>10.20.0.3</ipAddress><eventType>videoloss</eventType>"
        b"<eventState>inactive</eventState><activePostCount>0</activePostCount>"
        b"</EventNotificationAlert>"
    )
    decide = Deciding()
    deciding = pump(store, taishan, decide, clock)
    for _ in range(24 * 6):
        assert await posted(store, taishan, beat, "hikvision") == Taken()
        clock.push(timedelta(minutes=10))
        await deciding.round()
    assert (await waiting(store, taishan), decide.heard) == ([], [])
    assert await told(store, taishan) == []
    bodies = await store.read(
        lambda work: work.conn.exec_driver_sql("SELECT count(*) FROM alarm_bodies").scalar()
    )
    assert bodies == 0


async def test_the_first_name_our_list_knows_is_taken(store: Store, taishan: Rules) -> None:
    body = {
        "heartbeat": {"status": 0, "time": "2026-11-25 01:00:00.000"},
        "monitor": {"id": 1, "name": "食堂那个", "hostname": "B-Z06-C03"},
    }
    await posted(store, taishan, body, "uptime_kuma")
    assert await waiting(store, taishan) == ["B-Z06-C03 open"]


async def test_a_test_is_told_once_a_minute_and_is_no_alarm(
    store: Store, taishan: Rules
) -> None:
    for _ in range(3):
        await posted(store, taishan, {"heartbeat": None, "msg": "Testing"}, "uptime_kuma")
    assert await told(store, taishan) == ["test/uptime_kuma"]
    assert await waiting(store, taishan) == []


async def test_dead_letters_are_told_at_once_and_counted_at_the_end_of_the_hour(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    for number in range(4):
        taken = await posted(store, taishan, b"{" + b" " * number)
        assert taken.why
        assert taken.why.why == "not_json"
    assert await told(store, taishan) == ["dead/generic", "dead/generic"]
    rows = await store.read(
        lambda work: work.conn.exec_driver_sql(
            "SELECT fresh, due_at FROM outbox ORDER BY id"
        ).all()
    )
    assert [bool(fresh) for fresh, _ in rows] == [True, False]
    assert rows[1][1] > rows[0][1]
    clock.push(timedelta(hours=1))
    await posted(store, taishan, b"{")
    assert await told(store, taishan) == ["dead/generic"] * 3


async def test_a_source_that_sends_nonsense_all_day_does_not_fill_the_disk(
    store: Store, taishan: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling_of_sources, "KEPT_AN_HOUR", 3)
    for number in range(6):
        assert (await posted(store, taishan, b"{" + b" " * number)).why
    letters = await store.read(lambda work: alarms.dead(work, taishan.school, 10))
    assert len(letters) == 3


async def test_what_can_be_read_is_kept_beside_what_cannot(
    store: Store, taishan: Rules
) -> None:
    taken = await posted(store, taishan, [alarm(id="1"), {"device": "X"}])
    assert taken == Taken(stored=1)
    (letter,) = await store.read(lambda work: alarms.dead(work, taishan.school, 10))
    assert letter.why == "no_phase [1].phase"


# ---------------------------------------------------------------- the pump


async def test_signals_are_decided_in_their_order_and_strangers_listed(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    await posted(store, taishan, [alarm(id="1"), alarm("10.99.9.9", id="2")])
    await posted(store, taishan, [alarm(phase="close", id="1"), alarm("10.99.9.9", id="3")])
    decide = Deciding()
    deciding = pump(store, taishan, decide, clock)
    assert await deciding.round() == 4
    assert await deciding.round() == 0
    assert decide.heard == ["B-Z06-C03 open", "B-Z06-C03 close"]
    (one,) = await store.read(
        lambda work: telling_of_sources.unknown(work, Office.open(work, taishan))
    )
    assert (one.device, one.times) == ("10.99.9.9", 2)


async def test_more_than_a_batch_is_gone_through_in_batches(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    await posted(store, taishan, [alarm(id=str(n)) for n in range(BATCH + 5)])
    decide = Deciding()
    deciding = pump(store, taishan, decide, clock)
    assert [await deciding.round() for _ in range(3)] == [BATCH, 5, 0]
    assert len(decide.heard) == BATCH + 5


async def test_a_signal_nobody_can_decide_is_put_aside_and_the_rest_goes_on(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    await posted(store, taishan, [alarm(id="1"), alarm("B-Z06-C01", id="2"), alarm(id="3")])
    decide = Deciding(stumbles_over="B-Z06-C01")
    deciding = pump(store, taishan, decide, clock)
    assert await deciding.round() == 3
    assert decide.heard == ["B-Z06-C03 open", "B-Z06-C03 open"]
    assert await waiting(store, taishan) == []
    (letter,) = await store.read(lambda work: alarms.dead(work, taishan.school, 10))
    assert letter.why == "not_decided ZeroDivisionError"
    assert json.loads(letter.body)["device"] == "B-Z06-C01"
    assert await store.read(lambda work: strangers.of_school(work, taishan.school)) == []
    assert await told(store, taishan) == ["dead/generic"]


# ---------------------------------------------------------------- silence


async def test_a_source_that_falls_silent_is_missed_and_welcomed_back(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    deciding = pump(store, taishan, Deciding(), clock)
    beat = {"phase": Phase.HEARTBEAT, "device": "门卫网关"}
    for _ in range(8):
        await posted(store, taishan, beat)
        await deciding.round()
        clock.push(timedelta(minutes=2))
    assert await told(store, taishan) == []
    for _ in range(5):
        clock.push(timedelta(minutes=2))
        await deciding.round()
    assert await told(store, taishan) == ["silent/generic"]
    clock.push(timedelta(hours=1))
    await posted(store, taishan, beat)
    await deciding.round()
    assert await told(store, taishan) == ["silent/generic", "back/generic"]


async def test_what_was_not_heard_while_we_were_away_is_not_silent(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    for _ in range(8):
        await posted(store, taishan, {"phase": "heartbeat"})
        clock.push(timedelta(minutes=1))
    clock.push(timedelta(days=2))
    deciding = pump(store, taishan, Deciding(), clock)
    await deciding.round()
    assert await told(store, taishan) == []


# ---------------------------------------------------------------- once a week


async def test_strangers_are_told_on_mondays_until_they_are_listed(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    await posted(store, taishan, alarm("10.99.9.9"))
    await pump(store, taishan, Deciding(), clock).round()
    for _ in range(3):
        await store.transact(lambda work: telling_of_sources.remind(work, taishan))
    assert await told(store, taishan) == ["strangers"]
    clock.push(timedelta(days=7))
    await store.transact(lambda work: telling_of_sources.remind(work, taishan))
    assert await told(store, taishan) == ["strangers", "strangers"]


async def test_what_was_decided_is_forgotten_after_a_week(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    await posted(store, taishan, [alarm(id="1"), alarm("10.99.9.9", id="2"), {"device": "X"}])
    await posted(store, taishan, b"{")
    await pump(store, taishan, Deciding(), clock).round()

    async def left() -> list[int]:
        tables = ("signals", "alarm_bodies", "strangers", "sources")

        def count(work: Work) -> list[int]:
            asked = (f"SELECT count(*) FROM {table}" for table in tables)
            return [int(work.conn.exec_driver_sql(one).scalar() or 0) for one in asked]

        return await store.read(count)

    assert await left() == [2, 3, 1, 1]
    clock.push(timedelta(days=8))
    await store.transact(schedule.forget)
    assert await left() == [0, 2, 1, 1]  # dead letters and strangers stay
    clock.push(timedelta(days=83))
    await store.transact(schedule.forget)
    assert await left() == [0, 0, 0, 0]
