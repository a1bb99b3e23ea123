"""What was posted, who posted it, and of whom nobody knows, on both databases."""

from datetime import timedelta

from bot.alerts.signal import Phase, Signal
from storage import alarms, signals, sources, strangers
from storage.store import Store
from tests.storage.cases import SCHOOL
from tests.storage.conftest import NOON, Clock

DAY = timedelta(days=1)


def signal(device: str = "10.20.3.99", key: str = "1") -> Signal:
    return Signal(
        source="hikvision", key=key, device=device, phase=Phase.OPEN, occurred_at=NOON, text="x"
    )


async def test_dead_letters_are_counted_by_source_and_hour(store: Store, clock: Clock) -> None:
    async def put(source: str, why: str) -> None:
        await store.transact(
            lambda w: alarms.keep(w, SCHOOL, source, "text/xml", b"\x00<", why)
        )

    await put("hikvision", "")
    await put("hikvision", "not_json 1:1")
    await put("zabbix", "empty")
    clock.advance(minutes=30)
    await put("hikvision", "declares")
    clock.advance(minutes=30)
    await put("hikvision", "empty")
    hour = timedelta(hours=1)
    counted = await store.transact(
        lambda w: alarms.dead_between(w, SCHOOL, "hikvision", NOON, NOON + hour)
    )
    assert counted == (2, "declares")
    since = await store.transact(lambda w: alarms.dead_since(w, SCHOOL, NOON))
    assert since == {"hikvision": 3, "zabbix": 1}
    letters = await store.transact(lambda w: alarms.dead(w, SCHOOL, 10))
    assert [one.why for one in letters] == ["empty", "declares", "empty", "not_json 1:1"]
    assert letters[0].body == b"\x00<"


async def test_what_was_posted_is_kept_a_week_and_dead_letters_longer(
    store: Store, clock: Clock
) -> None:
    await store.transact(lambda w: alarms.keep(w, SCHOOL, "zabbix", "", b"1"))
    await store.transact(lambda w: alarms.keep(w, SCHOOL, "zabbix", "", b"2", "empty"))
    await store.transact(lambda w: signals.add(w, SCHOOL, [signal()], 1))
    clock.advance(days=8)
    await store.transact(lambda w: alarms.prune(w, w.now - 7 * DAY, w.now - 90 * DAY))
    await store.transact(lambda w: signals.prune(w, w.now - 7 * DAY))
    assert len(await store.transact(lambda w: alarms.dead(w, SCHOOL, 10))) == 1
    assert await store.transact(lambda w: signals.number_waiting(w, SCHOOL)) == 1
    heard = await store.transact(lambda w: signals.waiting(w, SCHOOL, 9))
    await store.transact(lambda w: signals.decided(w, heard))
    await store.transact(lambda w: signals.prune(w, w.now - 7 * DAY))
    # Pruned: the same key is news again.
    assert await store.transact(lambda w: signals.add(w, SCHOOL, [signal()])) == 1
    clock.advance(days=90)
    await store.transact(lambda w: alarms.prune(w, w.now - 7 * DAY, w.now - 90 * DAY))
    assert await store.transact(lambda w: alarms.dead(w, SCHOOL, 10)) == []


async def test_a_source_and_its_devices_beat_each_for_itself(
    store: Store, clock: Clock
) -> None:
    for _ in range(3):
        await store.transact(lambda w: sources.heard(w, SCHOOL, "hikvision"))
        await store.transact(lambda w: sources.beat(w, SCHOOL, "hikvision", "10.20.0.3"))
        clock.advance(seconds=10)
    whole, device = await store.transact(lambda w: sources.of_school(w, SCHOOL))
    assert (whole.device, whole.beating.beats, whole.heard_at) == (
        "",
        0,
        clock.now() - DAY / 8640,
    )
    assert (device.device, device.beating.beats) == ("10.20.0.3", 3)
    assert device.beating.pace == timedelta(seconds=10)
    await store.transact(lambda w: sources.told(w, SCHOOL, [device], w.now))
    (_, silent) = await store.transact(lambda w: sources.of_school(w, SCHOOL))
    assert silent.told_at == clock.now()
    clock.advance(hours=9)
    await store.transact(lambda w: sources.beat(w, SCHOOL, "hikvision", "10.20.0.3"))
    (_, back) = await store.transact(lambda w: sources.of_school(w, SCHOOL))
    assert back.heard_at > silent.heard_at
    assert back.beating.pace == timedelta(seconds=10)
    await store.transact(lambda w: sources.prune(w, w.now - timedelta(hours=1)))
    assert len(await store.transact(lambda w: sources.of_school(w, SCHOOL))) == 1


async def test_a_stranger_is_one_row_however_often_he_is_heard(
    store: Store, clock: Clock
) -> None:
    for device in ("10.20.3.99", "10.20.3.98", "10.20.3.99"):
        await store.transact(lambda w, d=device: strangers.note(w, SCHOOL, signal(d), w.now))
        clock.advance(minutes=1)
    first, second = await store.transact(lambda w: strangers.of_school(w, SCHOOL))
    assert (first.device, first.times, second.times) == ("10.20.3.99", 2, 1)
    assert first.last_at - first.first_at == timedelta(minutes=2)
    await store.transact(lambda w: strangers.prune(w, first.last_at))
    assert len(await store.transact(lambda w: strangers.of_school(w, SCHOOL))) == 1
