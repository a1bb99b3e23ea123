"""Our own eyes go round real sockets: what is dead is a signal, what they cannot see is not."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import hearing_alarms
from bot.actions.office import Office, Rules
from bot.alerts.confirming import Quorum
from bot.alerts.signal import Phase
from bot.cameras.zone import Camera, Zone
from bot.config import Probe
from bot.connecting import eyes
from bot.handlers.alarms import Alarms
from bot.notices import About, Reason
from bot.people.person import Platform
from bot.probing.prober import Eyes, Prober
from bot.speech import Voice
from bot.writing import card_for
from bot.writing.scene import Reader, Scene
from sandbox.clock import PushedClock
from storage import faults, places, signals
from storage.store import Store, Work
from storage.tables import outbox
from tests.probing.street import LOCKED, OPEN, WEB, Served, Street, a_street, refusing, silent

PATIENT = Eyes(timeout=20)


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with a_street() as here:
        yield here


async def lists(store: Store, rules: Rules, addresses: dict[str, str]) -> None:
    cameras = [
        Camera(id=id_, name=id_, zone="Z", owners=("总务处",), address=address)
        for id_, address in addresses.items()
    ]
    zone = Zone(id="Z", name="餐厅")
    await store.transact(
        lambda work: places.replace_cameras(work, rules.school, [zone], cameras)
    )


async def heard(store: Store, rules: Rules) -> list[tuple[str, Phase]]:
    def read(work: Work) -> list[tuple[str, Phase]]:
        waiting = signals.waiting(work, rules.school, 1000)
        assert {one.signal.source for one in waiting} <= {"probe"}
        return [(one.signal.device, one.signal.phase) for one in waiting]

    return await store.read(read)


async def told(store: Store) -> list[str]:
    """Keys of what the security group is owed about our eyes."""

    def read(work: Work) -> list[str]:
        rows = select(outbox.c.key).where(outbox.c.reason == Reason.BLIND)
        return [*work.conn.execute(rows.order_by(outbox.c.id)).scalars()]

    return await store.read(read)


async def says(store: Store, rules: Rules, number: int = 1) -> tuple[str, ...]:
    def read(work: Work) -> tuple[str, ...]:
        voice = Voice("zh", rules.zone)
        group = Reader(person=None, platform=Platform.WECOM, address="group")
        scene = Scene(work=work, office=Office.open(work, rules), reader=group, voice=voice)
        card = card_for(scene, f"{About.BLIND}/{number}")
        assert card
        return (card.title, *(voice(line) for line in card.body))

    return await store.read(read)


async def rounds(prober: Prober, clock: PushedClock, number: int) -> None:
    for _ in range(number):
        clock.push(timedelta(minutes=1))
        await prober.once()


async def test_a_few_hundred_cameras_of_every_sort(
    store: Store, taishan: Rules, clock: PushedClock, street: Street
) -> None:
    """Deaf ones cost their whole time, so they are asked side by side."""
    sorts: dict[str, Served] = {"open": OPEN, "locked": LOCKED, "web": WEB, "silent": silent}
    addresses: dict[str, str] = {}
    for n, (name, serve) in itertools.product(range(60), sorts.items()):
        await street.opens(f"{name}{n}", serve)
        addresses[f"{name}{n}"] = (
            f"rtsp://admin:secret@127.0.0.1:{street.ports[f'{name}{n}']}/1"
        )
    closed = f"127.0.0.1:{refusing()}"
    addresses |= {"shut": closed, "channel": "NVR-05#7", "nowhere": ""}
    await lists(store, taishan, addresses)
    gate = await street.opens("gate")
    eyes = Eyes(timeout=0.5, concurrency=150, anchors=(gate,))
    prober = Prober(store, taishan, eyes, clock)
    await rounds(prober, clock, 2)
    assert await heard(store, taishan) == []
    await rounds(prober, clock, 2)
    dead = {device for device, _ in await heard(store, taishan)}
    expected = {f"{name}{n}" for name in ("web", "silent") for n in range(60)} | {"shut"}
    assert dead == expected


async def test_no_more_at_once_than_the_school_allows(
    store: Store, taishan: Rules, clock: PushedClock, street: Street
) -> None:
    """Ten wait for an answer before any of them gets it; never an eleventh."""
    waiting: list[asyncio.Event] = []
    most = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        answer = asyncio.Event()
        waiting.append(answer)
        most = max(most, len(waiting))
        if len(waiting) == 10:
            for one in waiting:
                one.set()
            waiting.clear()
        await answer.wait()
        writer.write(b"RTSP/1.0 200 OK\r\n\r\n")

    at = await street.opens("hall", serve)
    await lists(store, taishan, {f"C{n}": f"rtsp://{at}/{n}" for n in range(40)})
    prober = Prober(store, taishan, Eyes(timeout=20, concurrency=10), clock)
    after = await prober.once()
    assert most == 10
    assert len(after.watch.devices) == 40
    assert all(answered for w in after.watch.devices.values() for _, answered in w.rounds)


@pytest.fixture
async def six(store: Store, taishan: Rules, street: Street) -> dict[str, str]:
    """Six cameras that answer."""
    names = [f"C{n}" for n in range(6)]
    addresses = {name: f"rtsp://{await street.opens(name)}/1" for name in names}
    await lists(store, taishan, addresses)
    return addresses


async def test_a_dead_camera_is_heard_of_once_and_once_when_it_is_back_even_after_a_restart(
    store: Store, taishan: Rules, clock: PushedClock, street: Street, six: dict[str, str]
) -> None:
    prober = Prober(store, taishan, PATIENT, clock)
    await rounds(prober, clock, 4)
    await street.shuts("C2")
    await rounds(prober, clock, 2)
    assert await heard(store, taishan) == []
    await rounds(prober, clock, 5)
    assert await heard(store, taishan) == [("C2", Phase.OPEN)]
    again = Prober(store, taishan, PATIENT, clock)
    await rounds(again, clock, 4)
    assert await heard(store, taishan) == [("C2", Phase.OPEN)]
    await street.opens("C2")
    await rounds(again, clock, 2)
    assert len(await heard(store, taishan)) == 1
    await rounds(again, clock, 6)
    assert await heard(store, taishan) == [("C2", Phase.OPEN), ("C2", Phase.CLOSE)]
    await street.shuts("C2")
    await rounds(again, clock, 4)
    assert (await heard(store, taishan))[2:] == [("C2", Phase.OPEN)]  # a death of its own


async def test_what_the_prober_found_becomes_a_fault_like_any_other_sources(
    store: Store, taishan: Rules, clock: PushedClock, street: Street, six: dict[str, str]
) -> None:
    prober = Prober(store, taishan, PATIENT, clock)
    pump = Alarms(store, taishan, hearing_alarms.decide, clock.now)

    async def wrong() -> list[tuple[str, bool]]:
        await pump.round()
        span = (clock.now() - timedelta(days=1), clock.now())
        found = await store.read(lambda work: faults.between(work, taishan.school, *span))
        return [(fault.device, fault.open) for fault in found]

    await street.shuts("C2")
    await rounds(prober, clock, 4)
    assert await wrong() == [("C2", True)]
    await street.opens("C2")
    await rounds(prober, clock, 4)
    assert await wrong() == [("C2", False)]


async def test_when_we_are_off_the_network_ourselves_nothing_is_broken_and_the_group_hears_it(
    store: Store, taishan: Rules, clock: PushedClock, street: Street, six: dict[str, str]
) -> None:
    eyes = Eyes(timeout=20, anchors=(await street.opens("gate"),))
    prober = Prober(store, taishan, eyes, clock)
    await rounds(prober, clock, 4)
    since = clock.now() + timedelta(minutes=1)
    await street.shuts("gate", *six)
    await rounds(prober, clock, 2)
    assert await told(store) == []
    await rounds(prober, clock, 6)
    assert await told(store) == ["blind/1/began"]
    title, when, _ = await says(store, taishan)
    assert title == "失明：本系统连不上监控网"
    local = since.astimezone(taishan.zone)
    assert when.startswith(f"自 {local.month}月{local.day}日 {local:%H:%M} 起")
    again = Prober(store, taishan, eyes, clock)
    await rounds(again, clock, 5)
    assert await told(store) == ["blind/1/began"]
    for name in ("gate", *six):
        await street.opens(name)
    await rounds(again, clock, 4)
    assert await told(store) == ["blind/1/began", "blind/1/over"]
    assert (await says(store, taishan))[0] == "已恢复探测"
    assert await heard(store, taishan) == []


async def test_a_lost_minute_of_ours_is_not_worth_a_word(
    store: Store, taishan: Rules, clock: PushedClock, street: Street, six: dict[str, str]
) -> None:
    """Without anchors, hardly anybody answering is our own trouble."""
    prober = Prober(store, taishan, PATIENT, clock)
    for _ in range(3):
        await rounds(prober, clock, 2)
        await street.shuts(*six)
        await rounds(prober, clock, 2)
        for name in six:
            await street.opens(name)
    await rounds(prober, clock, 1)
    assert (await told(store), await heard(store, taishan)) == ([], [])


async def test_where_the_gateway_answers_it_is_the_cameras(
    store: Store, taishan: Rules, clock: PushedClock, street: Street, six: dict[str, Any]
) -> None:
    eyes = Eyes(timeout=20, anchors=(await street.opens("gate"),))
    prober = Prober(store, taishan, eyes, clock)
    await street.shuts(*six)
    await rounds(prober, clock, 4)
    assert await heard(store, taishan) == [(name, Phase.OPEN) for name in six]
    assert await told(store) == []


def test_the_settings_own_figures_are_the_probers() -> None:
    assert eyes(Probe()) == Eyes()
    assert eyes(Probe(confirm="2 of 3", anchors=("192.0.2.1",))).quorum == Quorum(2, 3)
