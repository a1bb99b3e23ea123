"""What was heard waits once; what is wrong with a device is one row until it works again."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.alerts.signal import Phase, Signal
from bot.alerts.silence import Silence
from bot.alerts.troubles import Severity, Trouble
from bot.people.person import PersonId
from storage import faults, outages, signals, silences
from storage.store import Store, Work
from storage.work import Collision
from tests.storage.cases import SCHOOL
from tests.storage.conftest import NOON, Clock

HOUR = timedelta(hours=1)


def signal(key: str) -> Signal:
    return Signal(
        source="generic", key=key, device="B-Z06-C01", phase=Phase.OPEN, occurred_at=NOON
    )


def fault(device: str = "B-Z06-C01", **other: object) -> Fault:
    known = {"school": SCHOOL, "zone": "B-Z06", "trouble": Trouble.OFFLINE}
    times = {"began_at": NOON, "heard_at": NOON, "last_at": NOON}
    return Fault(device=device, **{**known, **times, **other})  # type: ignore[arg-type]


async def test_what_a_source_repeats_is_heard_once(store: Store) -> None:
    assert (
        await store.transact(lambda w: signals.add(w, SCHOOL, [signal("1"), signal("2")])) == 2
    )
    assert await store.transact(lambda w: signals.add(w, SCHOOL, [signal("2")])) == 0
    heard = await store.transact(lambda w: signals.waiting(w, SCHOOL, 10))
    assert [one.signal for one in heard] == [signal("1"), signal("2")]
    await store.transact(lambda w: signals.decided(w, heard[:1]))
    left = await store.transact(lambda w: signals.waiting(w, SCHOOL, 10))
    assert [one.signal.key for one in left] == ["2"]


async def test_one_trouble_of_a_device_is_one_row_until_it_ends(store: Store) -> None:
    kept = await store.transact(lambda w: faults.add(w, fault()))
    with pytest.raises(IntegrityError):
        await store.transact(lambda w: faults.add(w, fault()))
    over = fault(id=kept.id, ended_at=NOON + HOUR)
    await store.transact(lambda w: faults.keep(w, over))
    again = await store.transact(lambda w: faults.add(w, fault(began_at=NOON + 2 * HOUR)))
    assert await store.transact(lambda w: faults.open_here(w, SCHOOL)) == [again]

    def then(work: Work, first: int, last: int) -> list[Fault]:
        span = (NOON + first * HOUR, NOON + last * HOUR)
        return faults.during(work, SCHOOL, ["B-Z06-C01"], *span)

    assert await store.transact(lambda w: then(w, 0, 3)) == [over, again]
    assert await store.transact(lambda w: then(w, 1, 2)) == []
    assert await store.transact(lambda w: then(w, 3, 4)) == [again]


async def test_an_outage_changed_by_two_is_changed_by_one(store: Store, clock: Clock) -> None:
    new = Outage(
        school=SCHOOL,
        cause="NVR-03",
        trouble=Trouble.OFFLINE,
        severity=Severity.MAJOR,
        began_at=NOON,
        heard_at=NOON,
        ring_at=NOON + HOUR,
    )
    kept = await store.transact(lambda w: outages.add(w, new))
    assert await store.transact(lambda w: outages.here(w, SCHOOL)) == [kept]
    assert await store.transact(lambda w: outages.ringing(w, SCHOOL, NOON)) == []
    assert await store.transact(lambda w: outages.ringing(w, SCHOOL, NOON + HOUR)) == [kept]
    await store.transact(lambda w: outages.keep(w, kept))
    with pytest.raises(Collision):
        await store.transact(lambda w: outages.keep(w, kept))
    latest = await store.transact(lambda w: outages.load(w, SCHOOL, kept.id))
    await store.transact(
        lambda w: outages.keep(w, Outage(**{**_known(latest), "stage": Stage.CLOSED}))
    )
    assert await store.transact(lambda w: outages.here(w, SCHOOL)) == []


def _known(outage: Outage) -> dict[str, object]:
    return {name: getattr(outage, name) for name in Outage.__dataclass_fields__}


async def test_a_silence_ends_once(store: Store) -> None:
    quiet = Silence(
        school=SCHOOL,
        zones=("B-Z06",),
        starts=NOON,
        ends=NOON + HOUR,
        reason="更换交换机",
        by=PersonId("li"),
    )
    kept = await store.transact(lambda w: silences.add(w, quiet))
    assert await store.transact(lambda w: silences.unended(w, SCHOOL)) == [kept]
    assert await store.transact(lambda w: silences.end(w, kept, NOON + HOUR))
    assert not await store.transact(lambda w: silences.end(w, kept, NOON + HOUR))
