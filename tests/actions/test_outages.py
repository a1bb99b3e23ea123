"""From what a device says to a ticket, and to its end."""

from datetime import timedelta

import pytest

from bot.actions import joining
from bot.actions.office import Office
from bot.alerts.outage import Stage
from bot.alerts.signal import Phase
from bot.alerts.silence import Silence
from bot.alerts.troubles import Severity, Trouble
from bot.approvals.request import Request, State
from bot.cameras.works import Window
from bot.notices import Reason
from sandbox.clock import PushedClock
from storage import silences, snapshots, tables, works
from storage.store import Store, Work
from tests.actions.alarmed import CAMERA, Watched, at, behind
from tests.actions.kinds import called


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Watched:
    case = Watched(store, clock, "taishan")
    await case.moves_in()
    await case.binds("security", "duty")
    return case


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
        pushed = outage.heard_at + timedelta(minutes=until) - school.clock.now()
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
    assert "等31台设备（均在录像机 NVR-03下）" in filed.answers["symptom"]


@pytest.mark.parametrize("wrong", [timedelta(minutes=18), timedelta(days=1)], ids=str)
async def test_a_clock_that_was_ahead_for_a_moment_tells_one_outage_at_once(school, wrong):
    """A part is heard in an hour that is still to come: nobody waits for it, nor is it another
    outage."""
    cameras, now = list(behind(school, "NVR-03"))[:31], school.clock.now()
    school.clock.push(wrong)
    await school.hears(*cameras[:20], ago=wrong)
    school.clock.push(-wrong)
    await school.hears(*cameras[20:])
    await school.passes(seconds=5)
    filed, outage = await school.ticket(), await school.outage()
    assert len(filed.answers["cameras"]) == 31
    assert at(outage.heard_at, now)
    assert at(await school.due(filed), now + timedelta(hours=2))
    assert await school.rang(Reason.ALARMED) == ["security@telegram", "duty@telegram"]


async def test_what_comes_when_the_clock_is_right_again_joins_what_was_told(school):
    cameras, wrong = list(behind(school, "NVR-03"))[:31], timedelta(minutes=18)
    school.clock.push(wrong)
    await school.hears(*cameras[:20], ago=wrong)
    school.clock.push(-wrong)
    await school.passes(seconds=5)
    await school.hears(*cameras[20:])
    await school.minutes(5)
    assert len((await school.ticket()).answers["cameras"]) == 31
    assert await school.rang(Reason.ALARMED) == ["security@telegram", "duty@telegram"]


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


@pytest.mark.slow
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


# ------------------------------------------------------------------ works, silences, covers


async def test_works_are_silent_and_what_is_dark_afterwards_is_not(school):
    """E8: works darken the 实验楼 for eight days; one camera does not come back."""
    cameras = [row["id"] for row in school.demo.cameras if row["zone"] == "B-Z02"][:6]
    neighbour = next(
        row["id"]
        for row in school.demo.cameras
        if row["zone"] == "B-Z02" and row["id"] not in cameras
    )
    now = school.clock.now()
    window = (now - timedelta(hours=1), now + timedelta(days=8))
    await school.acts(
        lambda work, office: works.plan(
            work,
            [
                Window(school=office.id, request=7, camera=c, starts=window[0], ends=window[1])
                for c in cameras
            ],
        )
    )
    await school.hears(*cameras)
    await school.minutes(5)
    assert await school.every() == []
    assert {f.hidden for f in await school.faults()} == {"works/7"}
    await school.hears(neighbour)
    await school.minutes(5)
    assert (await school.outage()).cause == neighbour
    await school.works_again(neighbour, *cameras[1:])
    await school.passes(days=7)
    assert len(await school.every()) == 1
    await school.passes(days=1, minutes=1)
    await school.minutes(2)
    _, dark = await school.every()
    assert (dark.cause, dark.stage) == (cameras[0], Stage.OPEN)
    assert (
        at(dark.heard_at, window[1] + timedelta(minutes=1, seconds=0))
        or dark.heard_at > window[1]
    )
    second = (await school.tickets())[-1]
    assert (await school.due(second)) > window[1] + timedelta(hours=2)


async def quiet(school: Watched, *, hours: float, **scope: tuple[str, ...]) -> Silence:
    def ask(work: Work, office: Office) -> Silence:
        return silences.add(
            work,
            Silence(
                school=office.id,
                starts=office.now,
                ends=office.now + timedelta(hours=hours),
                reason="更换交换机",
                by=called(office, "雷默言").id,
                **scope,
            ),
        )

    return await school.acts(ask)


async def test_silence_holds_back_the_first_word_and_not_the_record(school):
    await quiet(school, hours=2, devices=("NVR-02",))
    cameras = list(behind(school, "NVR-02"))
    await school.hears(*cameras)
    await school.minutes(5)
    assert await school.every() == []
    assert len(await school.faults()) == len(cameras)
    await school.works_again(*cameras[3:])
    await school.passes(hours=2)
    await school.minutes(2)
    outage = await school.outage()
    assert outage.cause == "SW-B-Z03"  # what the three that stayed dark have in common
    assert (await school.due(await school.ticket())) > school.clock.now() + timedelta(hours=1)


async def test_silence_stops_calls_and_escalation_of_what_was_told_before(school):
    await school.hears(CAMERA)
    await school.minutes(2)
    await quiet(school, hours=5, zones=("B-Z06",))
    for _ in range(16):
        await school.passes(minutes=15)
    assert await school.rang(Reason.CALLED) == []
    assert await school.told(Reason.REMINDED) == []
    assert await school.told(Reason.LATE) == []
    assert len(await school.entries("breaches")) == 1
    await school.passes(hours=2)
    assert len(await school.rang(Reason.CALLED)) == 2
    assert "裴云旗" in await school.told(Reason.LATE)


async def test_a_camera_covered_without_approval_is_told_to_the_head_of_security(school):
    await school.hears(CAMERA, trouble=Trouble.COVERED, phase=Phase.PULSE)
    await school.minutes(2)
    assert await school.told(Reason.ALARMED) == ["雷默言"]
    assert (await school.ticket()).answers["fault_class"] == "turned"


async def test_a_gate_that_is_dark_for_four_hours_is_walked_to_once(school):
    await school.hears("B-Z12-C01", CAMERA)
    await school.minutes(2)
    gate = next(o for o in await school.every() if o.cause == "B-Z12-C01")
    assert gate.severity is Severity.CRITICAL
    await school.passes(hours=3, minutes=50)
    assert await school.tickets("foot_patrol") == []
    for _ in range(4):
        await school.passes(hours=1)
    (walk,) = await school.tickets("foot_patrol")
    assert walk.answers["zones"] == ["B-Z12"]
    assert "duty@telegram" in await school.rang(Reason.TASKED)
    await school.does(walk, "walk", "值班员甲", result="abnormal", note="北侧灯不亮")
    (entry,) = await school.entries("patrols")
    assert entry.data["filed_by"] == ["自动报警"]


# ------------------------------------------------------------------ people and devices


async def test_a_teacher_saw_it_first(school):
    """乔木 reports the camera; ten minutes later its recorder says so too."""
    filed = await school.files(
        "乔木", "fault", zones=["B-Z06"], fault_class="offline", symptom="东侧画面黑屏"
    )
    await school.passes(minutes=10)
    await school.hears(CAMERA)
    await school.minutes(2)
    assert [t.id for t in await school.tickets()] == [filed.id]
    outage = await school.outage()
    assert outage.request == filed.id
    assert outage.heard_at == filed.filed_at
    await school.works_again(CAMERA)
    await school.minutes(6)
    assert await school.waits(filed) == ["report"]  # what he saw, people bring to its end


@pytest.mark.parametrize(
    ("about", "joins"),
    [
        ({"cameras": [CAMERA]}, True),
        ({}, True),
        ({"cameras": ["B-Z06-C02"]}, False),
        ({"fault_class": "clock"}, False),
        ({"zones": ["B-Z04"]}, False),
    ],
)
async def test_a_teacher_reports_what_the_camera_said_already(school, about, joins):
    await school.hears(CAMERA)
    await school.minutes(2)
    told = {"zones": ["B-Z06"], "fault_class": "offline", "symptom": "黑屏了", **about}
    joined = await school.acts(
        lambda work, office: joining.join(work, office, called(office, "乔木"), "fault", told)
    )
    assert (joined is not None) is joins
    assert ("黑屏了" in (await school.ticket()).answers["symptom"]) is joins


async def test_a_report_of_one_camera_is_not_the_ticket_of_thirty(school):
    cameras = list(behind(school, "NVR-03"))[:31]
    await school.files(
        "乔木",
        "fault",
        zones=["B-Z04"],
        cameras=cameras[:1],
        fault_class="offline",
        symptom="没有画面",
    )
    await school.hears(*cameras)
    await school.minutes(3)
    _, mass = await school.tickets()
    assert len(mass.answers["cameras"]) == 31


async def test_a_camera_that_was_taken_down_is_not_dark_for_ever(school):
    await school.hears(CAMERA)
    await school.minutes(2)

    def taken_down(work: Work, office: Office) -> None:
        work.conn.execute(tables.cameras.delete().where(tables.cameras.c.id == CAMERA))
        snapshots.changed(work, office.id)

    await school.acts(taken_down)
    await school.minutes(7)
    assert (await school.outage()).stage is Stage.CLOSED
