"""试算: what is told beforehand is what then happens, and telling it leaves no trace."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.actions import (
    filing,
    gathering,
    hearing_alarms,
    rehearsing,
    ringing,
    silencing,
    switching,
)
from bot.actions.office import Office, Rules
from bot.alerts.troubles import Trouble
from bot.approvals.deadlines import Rung
from bot.people.person import Client, PersonId, Platform
from bot.speech import Voice
from bot.writing import rehearsals
from storage import faults, journal, people, places, rehearsed, requests, rings
from storage.rehearsed import Owed
from storage.store import Store, Work
from tests.actions.switched import TELEGRAM, WECOM, also_on
from tests.actions.test_accounts import types
from tests.actions.test_looking import lost_phone, named
from tests.actions.test_switching import admin

FOUND = {"for_student": False, "reason": "loss", "zones": ["B-Z06"]}


def answers(office: Office) -> dict[str, object]:
    start, end = (office.now - timedelta(hours=h) for h in (24, 23))
    return {
        **FOUND,
        "span": {"from": start.isoformat(), "to": end.isoformat()},
        "content": "看谁拿走了桌上的书包",
        "purpose": "失主请求协助查找书包去向",
        "viewers": [{"id": "", "name": "乔木"}],
    }


def looking(work: Work, rules: Rules, *connected: Platform) -> rehearsals.Looking:
    return rehearsals.Looking(
        work=work,
        office=Office.open(work, rules),
        voice=Voice("zh", rules.zone),
        connected=connected or tuple(Platform),
    )


def traces(work: Work, rules: Rules) -> tuple[object, ...]:
    entries = len(list(journal.entries(work, rules.school)))
    return rehearsed.last(work), entries, len(faults.open_here(work, rules.school)), work.now


async def test_a_case_goes_as_it_was_foretold(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        teacher, before = named(office, "乔木"), traces(work, taishan)
        told = rehearsing.filed(work, office, teacher, "footage", answers(office))
        assert traces(work, taishan) == before

        request = filing.file(work, office, teacher, "footage", answers(office))
        assert request.number.endswith("0001")  # the number was not used up
        request = requests.load(work, request.id)
        first = next(one for one in told.rungs if one.seats)
        assert tuple(seat for _, seat in first.seats) == request.open_seats
        owed = rehearsed.since(work, office.id, before[0])  # type: ignore[arg-type]
        assert [(o.to, o.reason, o.due) for o in owed] == [
            (o.to, o.reason, o.due) for o in told.at_once
        ]

        found = rings.of_request(work, request.id)
        assert {r.at for r in found.values() if r.rung is Rung.HALF} == {told.reminded_at}
        assert {r.at for r in found.values() if r.rung is Rung.DUE} == {told.due_at}
        assert told.due_at
        work.now = told.due_at + timedelta(seconds=1)
        ringing.ring(work, Office.open(work, taishan))
        late = requests.load(work, request.id)
        asked = {p for seat in late.open_seats for p in seat.persons}
        assert asked - {p for _, s in first.seats for p in s.persons} == {*first.next_in_line}
        assert first.next_in_line

    await store.transact(story)


async def test_it_says_on_which_channel_each_would_hear(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        _, request = lost_phone(work, taishan)

        def said(*connected: Platform) -> str:
            look = looking(work, taishan, *connected)
            return "\n".join(rehearsals.lines(look, rehearsing.case(look.office, request)))

        assert "保卫科长 雷默言（Telegram）" in said()
        assert "⚠雷默言（收不到消息）" in said(WECOM)  # the school has no bot there
        also_on(work, taishan, named(office, "雷默言").id, WECOM)
        by = admin(office)
        switching.switch_off(
            work, Office.open(work, taishan), by, TELEGRAM, until=None, reason="检修"
        )
        assert "保卫科长 雷默言（企业微信）" in said()
        also = f"also-{named_id(work, taishan, '雷默言')}".lower()
        people.set_client(work, taishan.school, WECOM, also, Client.LINKS)
        assert "保卫科长 雷默言（企业微信，网页办理）" in said()

    await store.transact(story)


async def test_an_empty_post_is_told_before_anybody_waits_for_it(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        _, request = lost_phone(work, taishan)
        for person in office.directory.persons.values():
            left = [p for p in person.posts if p.role in ("admin", "homeroom_teacher")]
            people.set_posts(work, office.id, person.id, left)
        look = looking(work, taishan)
        found = rehearsing.case(look.office, request)
        assert any(one.nobody for one in found.rungs)
        assert "没有人可以审批" in "\n".join(rehearsals.lines(look, found))

    await store.transact(story)


# ------------------------------------------------------------------ alarms


def heard_by(owed: Sequence[Owed]) -> list[object]:
    return [(one.to, one.reason, one.due) for one in owed]


async def test_a_dark_camera_is_told_as_it_was_foretold(store: Store, rules: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, rules)
        places.bind_group(work, office.id, "security", TELEGRAM, "-100")
        office = Office.open(work, rules)
        camera = next(iter(office.places.cameras))
        before = traces(work, rules)
        told = rehearsing.dark(work, office, camera)
        assert traces(work, rules) == before
        assert "安保群（Telegram）" in "\n".join(rehearsals.alarm(looking(work, rules), told))

        hearing_alarms.decide(work, office, [rehearsing.said(office, camera, Trouble.OFFLINE)])
        assert office.pack.alerts
        work.now += office.pack.alerts.mass_within
        gathering.gather(work, Office.open(work, rules))
        owed = rehearsed.since(work, office.id, before[0])  # type: ignore[arg-type]
        assert heard_by(told.owed) == heard_by(owed) != []

    await store.transact(story)


async def test_what_nobody_would_hear_says_why(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        places.bind_group(work, office.id, "security", TELEGRAM, "-100")
        office = Office.open(work, taishan)
        camera = next(iter(office.places.cameras))
        silencing.silence(
            work,
            office,
            named(office, "监控管理员甲"),
            devices=[camera],
            zones=[],
            ends=office.now + timedelta(hours=4),
            reason="正在检修",
        )
        told = rehearsing.dark(work, office, camera)
        assert (told.hidden.partition("/")[0], told.owed) == ("silence", ())
        assert "因为已设静默" in "\n".join(rehearsals.alarm(looking(work, taishan), told))
        with pytest.raises(rehearsing.NoSuchCamera):
            rehearsing.dark(work, office, "不存在")

    await store.transact(story)


# ------------------------------------------------------------------ in the chat

TYPED = (
    "试算 查看监控录像",
    "乔木",
    "是",
    "G1-03-17",
    "财物遗失",
    "餐厅",
    "跳过",
    "11月24日 12:00-12:40",
    "看谁从三号桌上拿走了黑色手机",
    "学生午饭后发现手机不见，需要确认去向",
    "跳过",
    "完成",
    "跳过",
)


async def test_a_form_is_filled_in_a_colleagues_place_and_files_nothing(
    store: Store, taishan: Rules
) -> None:
    """The student is of 乔木's class: the administrator has none, and is asked as she would be."""

    def story(work: Work) -> None:
        boss = admin(Office.open(work, taishan))
        before = traces(work, taishan)
        said = [types(work, taishan, boss, words) for words in TYPED]
        while "请核对" not in said[-1]:
            assert len(said) < 20, said[-1]
            said.append(types(work, taishan, boss, "是"))
        told = types(work, taishan, boss, "提交")
        assert "没有提交" in told
        for expected in (
            "高一级部主任 牧星野（企业微信）",
            "雷默言（Telegram）",
            "温若谷（企业微信）",
        ):
            assert expected in told
        assert "提交后立即通知办理：值班员甲" in told
        assert traces(work, taishan) == before
        assert not requests.filed_by(work, taishan.school, named_id(work, taishan, "乔木"))

    await store.transact(story)


def named_id(work: Work, rules: Rules, name: str) -> PersonId:
    return named(Office.open(work, rules), name).id


async def test_only_an_administrator_tries(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        teacher = named(Office.open(work, taishan), "乔木")
        assert "没有提交" not in types(work, taishan, teacher, "试算 查看监控录像")
        assert "以谁的身份" not in types(work, taishan, teacher, "试算 查看监控录像")

    await store.transact(story)
