"""What is tapped in the group and typed in the app, through the platforms' own doors."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions import alarming
from bot.actions.office import Office
from bot.alerts.outage import Outage
from bot.notices import About
from sandbox.clock import SCHOOL_DAY, PushedClock
from sandbox.town import Town, town
from storage import faults
from storage.store import Work
from tests.outages.cases import goes_dark

CANTEEN = [f"B-Z06-C{n:02}" for n in range(1, 7)]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town("taishan", tmp_path, clock=PushedClock(SCHOOL_DAY)) as open_town:
        yield open_town


async def alarmed(here: Town) -> Outage:
    rules = here.product.branches["taishan"].rules

    def act(work: Work) -> Outage:
        office = Office.open(work, rules)
        one = goes_dark(work, office, CANTEEN, by="乔木")
        alarming.alarm(work, office, one)
        return one

    one = await here.product.store.transact(act)
    here.product.delivery.ring()
    return one


@pytest.mark.shows(About.OUTAGE_LIST)
async def test_from_the_alarm_to_the_report_by_taps_in_the_group(here: Town) -> None:
    officer, chief = here.stage["值班员甲"], here.stage["雷默言"]
    one = await alarmed(here)
    await officer.sees("6 个摄像头离线")
    watcher = here.phone("温若谷", "wecom", groups=("security",))
    await watcher.sees("6 个摄像头离线")
    await watcher.sees(f"处理 {one.id}")
    toast = await officer.taps("我来处理", on="6 个摄像头离线")
    assert toast
    assert "由您处理" in toast.text
    await chief.sees("值**（至")
    await officer.taps("全部清单", on="6 个摄像头离线")
    await officer.sees("B-Z06-C06")
    toast = await officer.taps("已报修", on="6 个摄像头离线")
    assert toast
    assert toast.url.startswith("https://t.me/diaoyue_bot?start=t_st_")
    await officer.sees("报修了，还是自己修", fresh=True)
    await officer.says("已报维修单位")
    await officer.sees("报给哪家单位", fresh=True)

    # The group's card again, the same link again: the form goes on where it was.
    await officer.taps("已报修", on="6 个摄像头离线")
    await officer.sees("报给哪家单位", fresh=True)

    # Whoever finds the link sees what he would have seen without it.
    payload = toast.url.partition("=")[2]
    teacher = here.phone("乔木", "telegram")
    await teacher.says(f"/start {payload}")
    await teacher.sees_no("报修了，还是自己修")
    await teacher.sees("这件事由", fresh=True)


async def test_the_menus_beside_the_input_line_stand_soon_after_the_start(here: Town) -> None:
    phones, officer = here.platforms.telegram.phones, here.stage["值班员甲"].phone.address
    group = here.platforms.school.group("duty").address
    async with asyncio.timeout(20):
        while not (phones.commands(officer) and phones.commands(officer, group)):
            await phones.changed(phones.revision, 1)
    assert dict(phones.commands(officer))["my"] == "我的申请"
    assert "my" not in dict(phones.commands(officer, group))


async def test_silencing_is_asked_in_private_and_shown_in_the_group(here: Town) -> None:
    officer = here.stage["值班员甲"]
    one = await alarmed(here)
    await officer.sees("6 个摄像头离线")
    await officer.says(f"静默 {one.id}")
    await officer.taps("所在区域")
    await officer.taps("1 小时")
    await officer.says("更换交换机")
    await officer.sees("已静默至")
    await here.stage["雷默言"].sees("设为静默")
    toast = await here.stage["雷默言"].taps("结束静默", on="6 个摄像头离线")
    assert toast
    await officer.sees("静默结束：餐厅")


async def test_who_keeps_the_cameras_reports_with_one_line_and_others_get_a_form(
    here: Town,
) -> None:
    officer, teacher = here.stage["值班员甲"], here.stage["乔木"]
    await officer.says("/fault 餐厅东门 黑屏", group="duty")
    await officer.sees("已登记 故障〔2026〕0001")
    await teacher.says("报障 餐厅东门 黑屏")
    await teacher.taps("提交", on="请核对")
    await teacher.sees("故障〔2026〕0002")
    await teacher.says("报障 火星 黑屏")
    await teacher.sees("没有找到这个地点")


async def test_an_outsider_s_tap_is_answered_and_changes_nothing(here: Town) -> None:
    one = await alarmed(here)
    teacher = here.stage["乔木"]
    await teacher.says(f"处理 {one.id}")
    await teacher.sees("这起故障由")
    await teacher.says("故障")
    await teacher.sees("报告故障")
    await teacher.sees_no("6 个摄像头离线")
    found = await here.product.store.read(lambda w: faults.of_outage(w, one.id))
    assert len(found) == 6


async def test_a_platform_that_refuses_for_a_while_loses_nothing(here: Town) -> None:
    """429, a gateway's 502, and an errcode inside HTTP 200; then all is well again."""
    telegram, corp = here.platforms.telegram, here.platforms.wecom.corp
    telegram.faults.refuse("sendMessage", 1, 429, "Too Many Requests: retry", retry_after=1)
    telegram.faults.refuse("sendMessage", 1, 502, "Bad Gateway")
    corp.faults.plan("webhook/send", errcode=-1)
    await alarmed(here)
    officer = here.stage["值班员甲"]
    watcher = here.phone("温若谷", "wecom", groups=("security",))
    for _ in range(4):
        here.push(timedelta(seconds=40))
        await asyncio.sleep(0.3)
    await officer.sees("6 个摄像头离线", patience=30)
    await watcher.sees("6 个摄像头离线", patience=30)
    assert all(fault.times == 0 for fault in telegram.faults.ordered)


async def test_the_group_becomes_a_supergroup_while_cameras_are_dark(here: Town) -> None:
    officer = here.stage["值班员甲"]
    one = await alarmed(here)
    await officer.sees("6 个摄像头离线")
    phones = here.platforms.telegram.phones
    new = await phones.migrate(here.platforms.school.group("duty").address)
    await officer.says(f"处理 {one.id}")

    async def told(words: str) -> None:
        while not any(words in b.text + b.title for b in phones.bubbles(new)):
            await phones.changed(phones.revision, 5)

    await told("值**（至")
