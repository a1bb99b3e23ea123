"""A camera's way from dark to light, on both databases."""

from datetime import timedelta

from bot.actions import calling, gathering, hearing_alarms, outage_steps, recovering
from bot.actions.office import Office, Rules
from bot.alerts.outage import Stage
from bot.alerts.signal import Phase, Signal
from bot.approvals.policy import named
from sandbox.schools import load
from sandbox.town import import_lists
from storage import faults, outages, signals
from storage.store import Store, Work
from tests.storage.conftest import Clock


async def test_dark_told_called_and_light_again(store: Store, clock: Clock) -> None:
    school = load("taishan")
    pack = named(school.pack)
    await store.transact(lambda work: import_lists(work, school, pack))
    rules = Rules(school=school.id, pack=pack, zone=clock.now().tzinfo)  # type: ignore[arg-type]

    async def hears(phase: Phase) -> None:
        said = Signal(
            source="x",
            key=f"{phase}",
            device="B-Z06-C01",
            phase=phase,
            occurred_at=clock.now(),
        )

        def hear(work: Work) -> None:
            signals.add(work, school.id, [said])
            heard = signals.waiting(work, school.id, 10)
            hearing_alarms.decide(work, Office.open(work, rules), heard)
            signals.decided(work, heard)

        await store.transact(hear)

    async def bells() -> None:
        for act in (gathering.gather, recovering.recover, calling.ring):
            await store.transact(lambda work, act=act: act(work, Office.open(work, rules)))

    await hears(Phase.OPEN)
    assert await store.read(lambda work: gathering.waits(work, Office.open(work, rules)))
    clock.advance(minutes=1)
    await bells()
    clock.advance(minutes=16)
    await bells()
    (dark,) = await store.read(lambda work: outages.here(work, school.id))
    assert (dark.stage, dark.rung) == (Stage.OPEN, 1)
    assert (
        await store.read(lambda work: outage_steps.look(work, Office.open(work, rules))) == []
    )
    await hears(Phase.CLOSE)
    clock.advance(minutes=6)
    await bells()
    assert await store.read(lambda work: outages.here(work, school.id)) == []
    closed = await store.read(lambda work: outages.load(work, school.id, dark.id))
    assert closed.stage is Stage.CLOSED
    (span,) = await store.read(lambda work: faults.of_outage(work, dark.id))
    assert span.ended_at == span.began_at + timedelta(minutes=17)
