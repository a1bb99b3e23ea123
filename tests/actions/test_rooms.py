"""Control rooms: who is let in by whom, who has the keys, and what the registers say."""

from datetime import datetime, timedelta

import pytest

from bot.approvals.request import Request, State
from bot.notices import Reason
from bot.registers.books import printed
from sandbox.clock import PushedClock
from storage.store import Store
from tests.actions.kinds import Case


@pytest.fixture
async def taishan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def enters(here: Case, who: str, room: str, *names: str, **more: object) -> Request:
    """Whoever is on staff is named with his id, as the form does."""
    listed = [row["name"].removesuffix("（演示）") for row in here.demo.people]
    visitors = [
        await here.person(name) if name in listed else {"id": "", "name": name}
        for name in names
    ]
    now = here.clock.now().astimezone(here.rules.zone)
    planned = {"from": now.isoformat(), "to": (now + timedelta(hours=1)).isoformat()}
    return await here.files(
        who,
        "room_entry",
        room=room,
        visitors=visitors,
        planned=planned,
        purpose="检修交换机电源",
        **more,
    )


LETS_IN = [
    ("main", ["张工"], ["principal"]),
    ("south_gate", ["张工"], ["vice_principal"]),
    ("other", ["张工"], ["principal"]),
    ("main", ["温若谷"], []),  # keeps the keys himself
    ("main", ["裴云旗", "温若谷"], []),
    ("main", ["应北辰"], []),  # who lets others in needs nobody to let him in
    ("main", ["雷默言"], ["principal"]),  # keeps the other room's key
    ("south_gate", ["雷默言"], []),
    ("main", ["温若谷", "张工"], ["principal"]),  # takes somebody along
]


@pytest.mark.parametrize(("room", "names", "asked"), LETS_IN)
async def test_who_is_let_in_by_whom(taishan: Case, room, names, asked) -> None:
    request = await enters(taishan, "值班员甲", room, *names)
    assert [seat.role for step in request.chain.steps for seat in step.seats] == asked


async def test_a_head_count_hides_nobody_behind_a_key_holder(taishan: Case) -> None:
    alone = await enters(taishan, "温若谷", "main", "温若谷", headcount=1)
    assert not alone.chain.steps
    led = await enters(taishan, "温若谷", "main", "温若谷", headcount=4)
    assert led.chain.steps


async def test_in_and_out_are_stamped_and_entered_as_annex_2_prints_it(taishan: Case) -> None:
    request = await enters(taishan, "雷默言", "south_gate", "雷默言")
    assert await taishan.entries("room_entry") == []
    await taishan.does(request, "enter", result="entered_stored")
    taishan.clock.push(timedelta(minutes=25))
    await taishan.does(request, "leave", left="left")
    assert await taishan.state(request) is State.CLOSED
    (entry,) = await taishan.entries("room_entry")
    came, left = (datetime.fromisoformat(entry.data[key]) for key in ("in", "out"))
    assert left - came >= timedelta(minutes=25)
    page = printed(taishan.pack.books["room_entry"], [entry], zone=taishan.rules.zone)
    row = dict(zip((c.title for c in page.columns), page.rows[0], strict=True))
    assert row["姓名（人数）"] == "雷默言"
    assert row["事由"] == "检修交换机电源"
    assert "–" in row["出入时间"]


async def test_a_group_is_entered_by_who_leads_it_and_its_number(taishan: Case) -> None:
    request = await enters(
        taishan, "值班员甲", "south_gate", "张工", headcount=3, from_unit="泰衡安防"
    )
    await taishan.signs(request)
    await taishan.does(request, "enter", result="entered")
    await taishan.does(request, "leave", left="left")
    (entry,) = await taishan.entries("room_entry")
    assert entry.data["persons"] == ["张工", "（共3人）"]
    assert entry.data["unit"] == "泰衡安防"
    assert entry.data["approvers"] == ["裴云旗"]


async def test_nobody_came(taishan: Case) -> None:
    request = await enters(taishan, "雷默言", "south_gate", "雷默言")
    await taishan.does(request, "enter", result="no_show")
    assert await taishan.state(request) is State.CLOSED
    assert await taishan.entries("room_entry") == []


async def test_who_stays_too_long_is_noticed_a_quarter_of_an_hour_later(taishan: Case) -> None:
    request = await enters(taishan, "温若谷", "main", "温若谷")
    await taishan.does(request, "enter", result="entered")
    await taishan.passes(minutes=70)
    assert "雷默言" not in await taishan.told(Reason.LATE)
    await taishan.passes(minutes=6)
    assert "雷默言" in await taishan.told(Reason.LATE)


async def hands_over(here: Case, room: str, giver: str, to: str) -> Request:
    return await here.files(
        giver,
        "key_handover",
        room=room,
        key_no="1",
        receiver=[await here.person(to)],
        handed_at=here.clock.now().isoformat(),
        purpose="出差期间交接",
    )


async def test_a_key_given_to_another_keeper_is_only_confirmed(taishan: Case) -> None:
    request = await hands_over(taishan, "main", "温若谷", "裴云旗")
    assert await taishan.waits(request) == ["receive"]
    await taishan.does(request, "receive", received="received")
    assert await taishan.state(request) is State.CLOSED
    (entry,) = await taishan.entries("keys")
    assert entry.data["persons"] == ["温若谷", "裴云旗"]


@pytest.mark.parametrize(("room", "to"), [("main", "雷默言"), ("south_gate", "温若谷")])
async def test_a_key_given_to_anybody_else_is_told_to_the_vice_principal(
    taishan: Case, room: str, to: str
) -> None:
    request = await hands_over(taishan, room, "裴云旗", to)
    assert await taishan.waits(request) == ["receive", "alert"]
    await taishan.does(request, "receive", received="received")
    assert await taishan.state(request) is State.APPROVED
    await taishan.does(request, "alert", decision="take_back")
    assert await taishan.state(request) is State.CLOSED
