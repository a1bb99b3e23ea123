"""Monitoring systems knock at the running product; what its people hear of that."""

import asyncio
from datetime import timedelta

import aiohttp

from sandbox.player import words_of
from sandbox.town import ALARM_TOKEN, Town
from storage import faults, signals
from storage.store import Work

ADMIN = "监控管理员甲"


async def posts(here: Town, source: str, body: object) -> tuple[int, dict[str, object]]:
    url = f"{here.settings.web.public_url}/alerts/{here.platforms.school.id}/{source}"
    headers = {"Authorization": f"Bearer {ALARM_TOKEN}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        if isinstance(body, bytes):
            sending = session.post(url, data=body)
        else:
            sending = session.post(url, json=body)
        async with sending as answer:
            return answer.status, await answer.json()


async def test_the_button_of_uptime_kuma_reaches_the_administrator(taishan: Town) -> None:
    admin = taishan.phone(ADMIN)
    tried = {"heartbeat": None, "monitor": None, "msg": "校园 Testing"}
    assert await posts(taishan, "uptime_kuma", tried) == (202, {"stored": 0, "known": 0})
    await admin.sees("收到来自 Uptime Kuma 的测试报警")


async def test_an_unreadable_body_is_told_once_an_hour_with_its_number(taishan: Town) -> None:
    admin = taishan.phone(ADMIN)
    taishan.push(timedelta(minutes=65 - taishan.clock.now().minute))  # one hour for all three
    for _ in range(3):
        status, said = await posts(taishan, "zabbix", b"event_id=1")
        assert (status, said["why"]) == (422, "not_json")
    await admin.sees("Zabbix 有")
    await admin.sees("不是有效的 JSON")
    taishan.push(timedelta(hours=1))
    await admin.sees("有 3 条报警无法识别")
    assert sum("无法识别" in words_of(seen.bubble) for seen in admin.screen()) == 1


async def test_an_alarm_becomes_a_fault_once_and_a_stranger_is_listed(taishan: Town) -> None:
    alarm = {"device": "B-Z06-C03", "phase": "open", "id": "1"}
    strange = {"device": "10.99.9.9", "phase": "open", "id": "2"}
    assert (await posts(taishan, "generic", [alarm, strange]))[1] == {"stored": 2, "known": 0}
    assert (await posts(taishan, "generic", alarm))[1] == {"stored": 0, "known": 1}
    store = taishan.product.store
    async with asyncio.timeout(20):
        # The product decides in its own time, and nobody is told when.
        while await store.read(_waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    found = await store.read(lambda work: faults.open_here(work, "taishan"))
    assert [(one.device, one.trouble.value) for one in found] == [("B-Z06-C03", "offline")]
    taishan.push(timedelta(days=7))
    await taishan.rings()
    await taishan.phone(ADMIN).sees("有 1 台报警设备不在摄像头清单中")


def _waiting(work: Work) -> int:
    return signals.number_waiting(work, "taishan")


async def test_silence_is_missed_and_its_end_told(taishan: Town) -> None:
    admin = taishan.phone(ADMIN)
    beat = {"device": "门卫网关", "phase": "heartbeat"}
    for _ in range(6):
        await posts(taishan, "generic", beat)
        taishan.push(timedelta(minutes=2))
    taishan.push(timedelta(minutes=20))
    await admin.sees("通用接口 没有消息了")
    await admin.sees("门卫网关：最后一次心跳")
    taishan.push(timedelta(minutes=1))
    await posts(taishan, "generic", beat)
    taishan.push(timedelta(minutes=1))
    await admin.sees("通用接口 恢复了消息")
