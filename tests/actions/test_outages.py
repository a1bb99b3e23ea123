"""From what a device says to a ticket, and to its end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import calling, gathering, hearing_alarms, recovering, tasking
from bot.actions.office import Office
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Severity, Trouble
from bot.approvals.request import Request, State
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
        for act in (gathering.gather, recovering.recover, calling.ring, tasking.overdue):
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

    async def tickets(self) -> list[Request]:
        return await self.acts(
            lambda work, office: [
                r for r in requests.every(work, office.id) if r.kind == "fault"
            ]
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


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Watched:
    case = Watched(store, clock, "taishan")
    await case.moves_in()
    await case.binds("security", "duty")
    return case


def behind(case: Case, recorder: str) -> Iterator[str]:
    return (row["id"] for row in case.demo.cameras if row["recorder"] == recorder)


# ------------------------------------------------------------------ E4: two hours


async def test_a_camera_goes_dark_and_nobody_reports_it(school):
    """E4, with an alarm in the place of a teacher."""
    dark_at = school.clock.now()
    await school.hears(CAMERA)
    await school.passes(seconds=40)
    assert await school.tickets() == []
    await school.passes(seconds=20)
    filed, outage = await school.ticket(), await school.outage()
    assert (outage.request, outage.cause) == (filed.id, CAMERA)
    assert at(outage.heard_at, dark_at)
    assert filed.outage == outage.id
    assert filed.answers["cameras"] == [CAMERA]
    assert filed.answers["fault_class"] == "offline"
    assert at(await school.due(filed), dark_at + timedelta(hours=2))
    assert await school.rang(Reason.ALARMED) == ["security@telegram", "duty@telegram"]
    assert await school.rang(Reason.TASKED) == []

    told = []
    for until in (29, 30, 59, 60, 89, 90, 119, 120):
        pushed = dark_at + timedelta(minutes=until) - school.clock.now()
        await school.passes(seconds=pushed.total_seconds())
        told.append(await school.told(Reason.REMINDED))
    assert [t.count("雷默言") for t in told] == [0, 1, 1, 1, 1, 1, 1, 1]
    assert [t.count("温若谷") for t in told] == [0, 0, 0, 1, 1, 2, 2, 2]
    assert "裴云旗" in await school.told(Reason.LATE)
    assert len(await school.entries("breaches")) == 1


async def test_what_is_repeated_moves_nothing(school):
    dark_at = school.clock.now()
    await school.hears(CAMERA)
    for _ in range(20):
        await school.passes(minutes=2)
        await school.hears(CAMERA)
    assert at((await school.outage()).heard_at, dark_at)
    assert len(await school.faults()) == 1
    assert len(await school.tickets()) == 1
    assert await school.rang(Reason.ALARMED) == ["security@telegram", "duty@telegram"]


# ------------------------------------------------------------------ E5, E6: many, and none


async def test_a_recorder_without_power_is_one_ticket_with_one_clock(school):
    """E5: the recorder is watched itself, and its cameras are, each for itself."""
    cameras = list(behind(school, "NVR-02"))
    dark_at = school.clock.now()
    await school.hears(*cameras[:3])
    await school.passes(seconds=10)
    await school.hears("NVR-02", trouble=Trouble.POWER)
    await school.hears(*cameras[3:])
    await school.minutes(5)
    filed, outage = await school.ticket(), await school.outage()
    assert outage.cause == "NVR-02"
    assert await school.rang(Reason.ALARMED) == ["security@telegram", "duty@telegram"]
    assert set(filed.answers["zones"]) >= {"B-Z03", "B-Z05", "B-Z06"}
    assert f"其下{len(cameras)}个摄像头无画面" in filed.answers["symptom"]
    hidden = {f.device: f.hidden for f in await school.faults()}
    assert {hidden[camera] for camera in cameras} == {"parent/NVR-02"}
    assert at(outage.heard_at, dark_at)


async def test_thirty_one_cameras_behind_a_recorder_nobody_watches(school):
    """E5, as most schools have it: 31 cameras go offline within a minute, each says so itself."""
    cameras = list(behind(school, "NVR-03"))[:31]
    assert len(cameras) == 31
    for camera in cameras:
        await school.hears(camera)
        await school.passes(seconds=2)
    await school.minutes(5)
    filed, outage = await school.ticket(), await school.outage()
    assert outage.cause == "NVR-03"
    assert len(filed.answers["cameras"]) == 31
    assert await school.rang(Reason.ALARMED) == ["security@telegram", "duty@telegram"]
    assert await school.rang(Reason.CALLED) == []
    assert "等31台设备" in filed.answers["symptom"]


async def test_a_hundred_and_twenty_cameras_anywhere_are_one_message(school):
    cameras = [row["id"] for row in school.demo.cameras if "recorder" not in row["flags"]][:120]
    await school.hears(*cameras)
    await school.minutes(10)
    outage, filed = await school.outage(), await school.ticket()
    assert len([f for f in await school.faults() if f.outage == outage.id]) == 120
    assert await school.rang(Reason.ALARMED) == ["security@telegram", "duty@telegram"]
    assert "cameras" not in filed.answers


async def test_a_day_of_heartbeats_is_nothing(school):
    """E6: ISAPI says every few minutes that all is well."""
    for _ in range(24):
        for _ in range(12):
            await school.hears(CAMERA, phase=Phase.HEARTBEAT)
            school.clock.push(timedelta(minutes=5))
        await school.passes(minutes=0)
    assert await school.every() == []
    assert await school.faults() == []
    assert await school.tickets() == []


async def test_dark_for_less_than_anybody_would_look_is_history_only(school):
    await school.hears(CAMERA)
    await school.passes(seconds=20)
    await school.works_again(CAMERA)
    await school.minutes(10)
    assert await school.tickets() == []
    (fault,) = await school.faults()
    assert fault.ended_at


async def test_a_device_nobody_knows_alarms_nobody(school):
    await school.hears("IPC-UNKNOWN")
    await school.minutes(3)
    assert await school.every() == []


# ------------------------------------------------------------------ how it ends


async def test_it_works_again_before_anybody_reported_it(school):
    await school.hears(CAMERA)
    await school.minutes(10)
    await school.works_again(CAMERA)
    await school.minutes(4)
    assert (await school.outage()).stage is Stage.OPEN
    await school.minutes(2)
    assert (await school.outage()).stage is Stage.CLOSED
    assert await school.rang(Reason.RECOVERED) == ["security@telegram", "duty@telegram"]
    assert await school.state(await school.ticket()) is State.CLOSED
    await school.passes(hours=3)
    assert await school.told(Reason.LATE) == []
    assert await school.entries("breaches") == []
    (entry,) = await school.entries("faults")
    assert entry.data["filed_by"] == ["自动报警"]
    assert entry.data["tasks"]["report"]["how"] == "自行恢复，未报修"
    assert "in_time" not in entry.data


async def test_reported_for_repair_people_bring_it_to_its_end(school):
    await school.hears(CAMERA)
    await school.minutes(10)
    filed = await school.ticket()
    await school.does(filed, "report", "值班员甲", how="vendor", repairer="泰衡安防")
    await school.works_again(CAMERA)
    await school.minutes(6)
    assert (await school.outage()).stage is Stage.RECOVERED
    assert set(await school.waits(filed)) == {"dispatch", "repair"}
    await school.does(
        filed, "repair", "值班员甲", result="repaired", repair="更换电源", gap="gap"
    )
    await school.does(filed, "recheck", "雷默言", result="fine")
    outage = await school.outage()
    assert (outage.stage, outage.ring_at) == (Stage.CLOSED, None)
    assert await school.rang(Reason.RECOVERED) == ["security@telegram", "duty@telegram"]


async def test_a_covered_camera_is_over_when_somebody_has_looked(school):
    await school.hears(CAMERA, trouble=Trouble.COVERED)
    await school.minutes(2)
    filed = await school.ticket()
    assert "未经批准的遮挡、移位" in filed.answers["symptom"]
    await school.works_again(CAMERA, trouble=Trouble.COVERED)
    await school.minutes(20)
    assert (await school.outage()).stage is Stage.OPEN
    await mended(school, filed)
    assert (await school.outage()).stage is Stage.CLOSED
    assert all(f.ended_at for f in await school.faults())


async def mended(school: Watched, filed: Request) -> None:
    await school.does(filed, "report", "值班员甲", how="vendor", repairer="泰衡安防")
    await school.does(
        filed, "repair", "值班员甲", result="repaired", repair="更换电源", gap="gap"
    )
    await school.does(filed, "recheck", "雷默言", result="fine")


async def test_a_ticket_closed_while_the_camera_is_dark_calls_the_groups_again(school):
    await school.hears(CAMERA)
    await school.minutes(2)
    await mended(school, await school.ticket())
    outage = await school.outage()
    assert (outage.stage, outage.closed_at) == (Stage.OPEN, None)
    await school.minutes(1)
    assert len(await school.rang(Reason.CALLED)) == 2
    await school.works_again(CAMERA)
    await school.minutes(6)
    assert (await school.outage()).stage is Stage.CLOSED


async def test_groups_are_called_less_and_less_often_and_never_forgotten(school):
    await school.hears(CAMERA)
    await school.minutes(1)
    called = []
    for minute in range(15, 24 * 60, 15):
        before = len(await school.rang(Reason.CALLED))
        await school.passes(minutes=15)
        if len(await school.rang(Reason.CALLED)) > before:
            called.append(minute)
    assert called == [15, 45, 105, 225, 465, 945, 1425]


async def test_in_hand_means_no_calls(school):
    await school.hears(CAMERA)
    await school.minutes(1)
    await school.does(
        await school.ticket(), "report", "值班员甲", how="self", repairer="值班员甲"
    )
    await school.passes(minutes=20)
    await school.passes(hours=20)
    assert await school.rang(Reason.CALLED) == []
    assert (await school.outage()).ring_at > school.clock.now()


# ------------------------------------------------------------------ back again


async def test_back_within_a_day_is_the_same_outage_with_its_old_start(school):
    dark_at = school.clock.now()
    await school.hears(CAMERA)
    await school.minutes(2)
    first = await school.ticket()
    await mended_and_well(school, first)
    await school.passes(hours=3)
    await school.hears(CAMERA)
    await school.minutes(2)
    outage = await school.outage()
    assert (outage.stage, outage.opens) == (Stage.OPEN, 2)
    assert at(outage.heard_at, dark_at)
    _, second = await school.tickets()
    assert outage.request == second.id
    assert f"接{first.number}" in second.answers["symptom"]
    assert await school.entries("breaches") == []
    assert set(await school.waits(second)) == {"dispatch", "repair"}
    assert len(await school.rang(Reason.ALARMED)) == 4


async def mended_and_well(school: Watched, filed: Request) -> None:
    await school.does(filed, "report", "值班员甲", how="vendor", repairer="泰衡安防")
    await school.works_again(CAMERA)
    await school.minutes(6)
    await school.does(
        filed, "repair", "值班员甲", result="repaired", repair="更换电源", gap="gap"
    )
    await school.does(filed, "recheck", "雷默言", result="fine")


async def test_after_a_day_it_is_another_outage(school):
    await school.hears(CAMERA)
    await school.minutes(2)
    await mended_and_well(school, await school.ticket())
    await school.passes(hours=25)
    await school.hears(CAMERA)
    await school.minutes(2)
    assert [o.opens for o in await school.every()] == [1, 1]


async def test_a_camera_that_comes_and_goes_is_told_once(school):
    for _ in range(12):
        await school.hears(CAMERA)
        await school.minutes(6)
        await school.works_again(CAMERA)
        await school.minutes(6)
    outage = await school.outage()
    assert outage.stage is Stage.OPEN
    assert outage.opens == 12
    assert len(await school.rang(Reason.ALARMED, Reason.RECOVERED)) <= 3 * 2 + 2 * 2
    await school.minutes(40)
    assert (await school.outage()).stage is Stage.CLOSED


# ------------------------------------------------------------------ what hangs behind what


async def test_what_stays_dark_when_its_recorder_is_back_is_alarmed(school):
    cameras = list(behind(school, "NVR-02"))
    await school.hears("NVR-02", *cameras)
    await school.minutes(2)
    assert len(await school.tickets()) == 1
    await school.works_again("NVR-02", *cameras[1:])
    await school.minutes(4)
    assert len(await school.tickets()) == 1
    back_at = school.clock.now()
    await school.minutes(3)
    recorder, camera = await school.every()
    assert recorder.stage is not Stage.OPEN
    assert (camera.stage, camera.cause) == (Stage.OPEN, cameras[0])
    assert camera.heard_at > back_at


async def test_a_recorder_with_a_bad_disk_hides_no_camera(school):
    cameras = list(behind(school, "NVR-02"))
    await school.hears("NVR-02", trouble=Trouble.DISK)
    await school.hears(cameras[0])
    await school.minutes(2)
    assert {o.severity for o in await school.every()} == {Severity.CRITICAL, Severity.MAJOR}
