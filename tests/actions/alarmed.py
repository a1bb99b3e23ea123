"""A school whose devices speak, over a real database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.actions import calling, gathering, hearing_alarms, patrolling, recovering, tasking
from bot.actions.office import Office
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble
from bot.approvals.request import Request
from bot.notices import Reason
from bot.people.person import Platform
from sandbox.clock import PushedClock
from storage import faults, outages, places, requests, signals, tasks
from storage.store import Store, Work
from storage.tables import outages as outage_rows
from storage.tables import outbox
from tests.actions.kinds import Case

CAMERA = "B-Z06-C01"
GAP = timedelta(seconds=5)
BELLS = (
    gathering.gather,
    recovering.recover,
    calling.ring,
    patrolling.send,
    tasking.overdue,
)


class Watched(Case):
    """A school whose devices speak: every signal is heard, then the bells ring as in a running
    product."""

    def __init__(self, store: Store, clock: PushedClock, school: str) -> None:
        super().__init__(store, clock, school)
        self.said = 0

    async def binds(self, *names: str) -> None:
        """Each in a Telegram group of its own."""

        def bind(work: Work, office: Office) -> None:
            for number, name in enumerate(names):
                places.bind_group(work, office.id, name, Platform.TELEGRAM, f"-100{number}")

        await self.acts(bind)

    async def hears(
        self,
        *devices: str,
        trouble: Trouble = Trouble.OFFLINE,
        phase: Phase = Phase.OPEN,
        ago: timedelta = timedelta(0),
        key: str = "",
    ) -> None:
        self.said += 1
        told = [
            Signal(
                source="generic",
                key=key or f"{device}/{trouble}/{phase}/{self.said}",
                device=device,
                trouble=trouble,
                phase=phase,
                occurred_at=self.clock.now() - ago,
            )
            for device in devices
        ]

        def hear(work: Work, office: Office) -> None:
            signals.add(work, office.id, told)
            heard = signals.waiting(work, office.id, 1000)
            hearing_alarms.decide(work, office, heard)
            signals.decided(work, heard)

        await self.acts(hear)

    async def works_again(self, *devices: str, **other: Any) -> None:
        await self.hears(*devices, phase=Phase.CLOSE, **other)

    async def passes(self, **time: float) -> None:
        """Time passes, and every bell rings."""
        self.clock.push(timedelta(**time))
        for act in BELLS:
            await self.acts(act)

    async def minutes(self, number: int) -> None:
        for _ in range(number):
            await self.passes(minutes=1)

    async def every(self) -> list[Outage]:
        def read(work: Work, office: Office) -> list[Outage]:
            found = work.conn.execute(select(outage_rows.c.id).order_by(outage_rows.c.id))
            return [outages.load(work, office.id, id_) for id_ in found.scalars()]

        return await self.acts(read)

    async def outage(self) -> Outage:
        (one,) = await self.every()
        return one

    async def faults(self) -> list[Fault]:
        far = timedelta(days=400)
        now = self.clock.now()
        return await self.acts(
            lambda work, office: faults.between(work, office.id, now - far, now + far)
        )

    async def tickets(self, kind: str = "fault") -> list[Request]:
        return await self.acts(
            lambda work, office: [r for r in requests.every(work, office.id) if r.kind == kind]
        )

    async def ticket(self) -> Request:
        (one,) = await self.tickets()
        return one

    async def rang(self, *reasons: Reason) -> list[str]:
        """The groups in which something rang, in order."""

        def read(work: Work, _office: Office) -> list[str]:
            rows = select(outbox.c.group).where(
                outbox.c.reason.in_(reasons), outbox.c.group != ""
            )
            return list(work.conn.execute(rows.order_by(outbox.c.id)).scalars())

        return await self.acts(read)

    async def due(self, request: Request, task: str = "report") -> datetime | None:
        found = await self.acts(lambda work, _: tasks.of_request(work, request.id))
        return next(t.due_at for t in found if t.kind == task)


def at(one: datetime | None, other: datetime) -> bool:
    """The clock of these tests goes on while they run."""
    return one is not None and abs(one - other) < GAP


def behind(case: Case, recorder: str) -> Iterator[str]:
    return (row["id"] for row in case.demo.cameras if row["recorder"] == recorder)
