"""What alarms know of a fault stands in its book, and in the month's report area by area."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.actions import reporting
from bot.actions.office import Office
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage
from bot.alerts.troubles import Severity, Trouble
from bot.speech import Voice
from bot.writing.monthly import Report, written
from sandbox.clock import PushedClock
from storage import faults, outages, sources
from storage.store import Store, Work
from tests.actions.kinds import Case
from tests.actions.test_faults import MENDED, REPORTED, cells

HOUR = timedelta(hours=1)


@pytest.fixture
async def taishan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def ailed(
    here: Case, device: str, start: datetime, hours: float | None, ticket: int | None = None
) -> None:
    def keep(work: Work, office: Office) -> None:
        outage = Outage(
            school=office.id,
            cause=device,
            trouble=Trouble.OFFLINE,
            severity=Severity.MAJOR,
            began_at=start,
            heard_at=start,
            request=ticket,
        )
        fault = Fault(
            school=office.id,
            device=device,
            zone="B-Z06",
            trouble=Trouble.OFFLINE,
            began_at=start,
            heard_at=start,
            last_at=start,
            ended_at=None if hours is None else start + hours * HOUR,
            outage=outages.add(work, outage).id,
        )
        faults.add(work, fault)

    await here.acts(keep)


async def read(here: Case, language: str = "zh") -> Report:
    def job(work: Work, office: Office) -> Report:
        month = reporting.month(work, office, office.now.date().replace(day=1))
        return written(office, month, Voice(language, here.rules.zone), "岱麓")

    return await here.acts(job)


async def test_the_months_report_says_how_long_each_area_was_alive(taishan: Case) -> None:
    """25 November, 9:00: 585 hours have gone of it, on 222 cameras."""
    now = taishan.clock.now()
    await ailed(taishan, "NVR-02", now - 30 * HOUR, 10)  # 8 of 崇武馆, 6 of 阅览室, 16 of 餐厅
    await ailed(taishan, "B-Z06-C01", now - 5 * HOUR, None)
    uptime, troubles = (await read(taishan)).sections[4:6]
    assert uptime.title == "摄像头在线率"
    assert [(bar.label, bar.value) for bar in uptime.bars] == [
        ("餐厅", "98.23%"),
        ("崇武馆", "98.29%"),
        ("阅览室", "98.29%"),
    ]
    assert [tile.number for tile in uptime.tiles] == ["99.76%", "305.0", "0.0"]
    assert uptime.lines == (("其余 15 个区域，最低", "100%"),)
    ((offline),) = troubles.bars
    assert (offline.label, offline.parts, offline.value) == ("离线", (1, 1), "2 起 · 10 小时")


async def test_where_nobody_watches_nothing_is_said_to_be_alive(taishan: Case) -> None:
    assert (await read(taishan)).sections[4].nothing == "还没有接入监测，无从统计。"
    await taishan.acts(lambda work, office: sources.heard(work, office.id, "alertmanager"))
    uptime = (await read(taishan)).sections[4]
    assert [tile.number for tile in uptime.tiles] == ["100%", "0.0", "0.0"]


async def test_the_book_of_faults_holds_what_the_alarm_knows(taishan: Case) -> None:
    filed = await taishan.files(
        "值班员甲", "fault", zones=["B-Z06"], fault_class="offline", symptom="录像机断电"
    )
    start = taishan.clock.now() - 2 * HOUR
    await ailed(taishan, "NVR-02", start, 1.5, filed.id)
    await taishan.does(filed, "report", "值班员甲", **REPORTED)
    await taishan.does(filed, "repair", "值班员甲", **MENDED)
    await taishan.does(filed, "recheck", "雷默言", result="fine")
    (entry,) = await taishan.entries("faults")
    told = cells(taishan, "faults", entry)
    assert (told["影响摄像头数"], told["影响时段"]) == ("30", "2026年11月25日 07:00–08:30")
    none = replace(entry, data={k: v for k, v in entry.data.items() if k != "alarm"})
    bare = cells(taishan, "faults", none)
    assert (bare["影响摄像头数"], bare["影响时段"]) == ("", "")
