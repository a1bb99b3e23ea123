"""Before anybody signs, and in the report on the viewing: was the camera alive then?"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.actions import filing, footage_gaps, tasking
from bot.actions.office import Office
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage
from bot.alerts.troubles import Severity, Trouble
from bot.approvals.request import Request
from bot.speech import Voice
from bot.writing import footage_gaps as sentences
from sandbox.clock import PushedClock
from storage import faults, outages
from storage.store import Store, Work
from tests.actions.kinds import Case, called

HOUR = timedelta(hours=1)


@pytest.fixture
async def taishan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


def yesterday(here: Case) -> datetime:
    now = here.clock.now().astimezone(here.rules.zone) - timedelta(days=1)
    return now.replace(hour=14, minute=0, second=0, microsecond=0)


async def ails(
    here: Case, device: str, hours: float, trouble: Trouble = Trouble.OFFLINE, ticket: int = 0
) -> None:
    """From yesterday at 14:00."""
    start = yesterday(here)

    def keep(work: Work, office: Office) -> None:
        outage = Outage(
            school=office.id,
            cause=device,
            trouble=trouble,
            severity=Severity.MAJOR,
            began_at=start,
            heard_at=start,
            request=ticket or None,
        )
        fault = Fault(
            school=office.id,
            device=device,
            zone="B-Z06",
            trouble=trouble,
            began_at=start,
            heard_at=start,
            last_at=start,
            ended_at=start + hours * HOUR,
            outage=outages.add(work, outage).id,
        )
        faults.add(work, fault)

    await here.acts(keep)


async def drawn(here: Case, *cameras: str, hours: float = 1) -> Request:
    """乔木 would ask for the canteen yesterday from 14:30."""
    start = yesterday(here) + HOUR / 2
    answers: dict[str, Any] = {
        "reason": "lost_property",
        "zones": ["B-Z06"],
        "span": {"from": start.isoformat(), "to": (start + hours * HOUR).isoformat()},
        "cameras": list(cameras),
        "purpose": "找手机",
    }
    return await here.acts(
        lambda _w, office: filing.drawn_up(office, called(office, "乔木"), "footage", answers)
    )


async def said(here: Case, request: Request, language: str = "zh") -> tuple[str, ...]:
    voice = Voice(language, here.rules.zone)
    return await here.acts(lambda work, office: sentences.lines(work, office, request, voice))


async def reported(here: Case, request: Request) -> dict[str, Any]:
    def read(work: Work, office: Office) -> dict[str, Any]:
        kind = tasking.kind_of(office, request).task("viewing")
        assert kind is not None
        return footage_gaps.foreseen(work, office, request, kind.form)

    return await here.acts(read)


async def test_the_dead_camera_is_named_with_its_time(taishan: Case) -> None:
    await ails(taishan, "B-Z06-C01", 2)
    on = yesterday(taishan)
    when = f"{on.month}月{on.day}日 14:00–16:00"
    asked = await drawn(taishan, "B-Z06-C01", hours=3)
    assert await said(taishan, asked) == (f"⚠ 这段时间该摄像头离线（{when}）",)
    two = await drawn(taishan, "B-Z06-C01", "B-Z06-C02")
    assert await said(taishan, two) == (f"⚠ 这段时间餐厅一楼东区1号离线（{when}）",)
    assert await said(taishan, await drawn(taishan, "B-Z06-C02")) == ()


async def test_a_dark_recorder_is_the_cameras_darkness_too(taishan: Case) -> None:
    await ails(taishan, "NVR-02", 2)
    whole, line = await said(taishan, await drawn(taishan))
    assert whole.startswith("⚠ 整段时间没有录像")
    assert line.startswith("⚠ 这段时间所选 16 个摄像头都离线")


async def test_other_cameras_of_the_place_are_offered_only_where_they_work(
    taishan: Case,
) -> None:
    await ails(taishan, "B-Z06-C01", 2)
    asked = await drawn(taishan, "B-Z06-C01")
    lit = await taishan.acts(lambda work, office: footage_gaps.others(work, office, asked))
    assert [camera.id for camera in lit] == [f"B-Z06-C{n:02}" for n in range(2, 17)]
    await ails(taishan, "SW-B-Z06", 2)
    assert not await taishan.acts(lambda work, office: footage_gaps.others(work, office, asked))


async def test_the_report_is_filled_in_with_the_tickets_number(taishan: Case) -> None:
    ticket = await taishan.files(
        "值班员甲", "fault", zones=["B-Z06"], fault_class="offline", symptom="黑屏"
    )
    await ails(taishan, "B-Z06-C01", 2, ticket=ticket.id)
    known = await reported(taishan, await drawn(taishan, "B-Z06-C01"))
    assert (known["result"], known["unavailable"]) == ("unavailable", "offline")
    on = yesterday(taishan)
    when = f"{on.year}年{on.month}月{on.day}日 14:00–16:00"
    assert known["remarks"] == f"摄像头离线（{when}，故障单 {ticket.number}）"


async def test_where_something_is_left_the_officer_looks_and_the_gap_is_only_noted(
    taishan: Case,
) -> None:
    await ails(taishan, "B-Z06-C01", 1)
    known = await reported(taishan, await drawn(taishan, "B-Z06-C01"))
    assert list(known) == ["remarks"]
    assert await reported(taishan, await drawn(taishan, "B-Z06-C02")) == {}


async def test_a_wrong_clock_is_noted_in_the_register(taishan: Case) -> None:
    await ails(taishan, "NVR-02", 30, Trouble.CLOCK)
    asked = await drawn(taishan, "B-Z06-C01")
    known = await reported(taishan, asked)
    assert list(known) == ["remarks"]
    assert known["remarks"].startswith("摄像头时钟有偏差（")
    (line,) = await said(taishan, asked, "en")
    assert line.startswith("This camera's clock was wrong")


async def test_each_school_in_its_own_words_and_both_packs_foresee(
    store: Store, clock: PushedClock
) -> None:
    """Also where the university's agencies come to look."""
    for school in ("taishan", "lingnan"):
        here = Case(store, clock, school)
        forms = {
            (kind.id, task.id)
            for kind in here.pack.kinds.values()
            for task in kind.tasks
            if footage_gaps.reports_viewing(task.form)
        }
        assert {("footage", "viewing"), ("external", "viewing")} <= forms
