"""What does not go on by itself stands in one list, each with what to do and a tap that does it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import deciding, stuck, switching
from bot.actions.office import Office, Rules
from bot.approvals.refusals import StaleCard
from bot.approvals.request import Verdict
from bot.notices import About, Notice, Reason, ToGroup, ToPerson, subject
from bot.people.lines import Chat
from bot.people.person import Person, Platform
from bot.speech import Voice
from bot.writing import stuck as words
from bot.writing.scene import Reader, Scene
from storage import (
    changes,
    findings,
    inbox,
    journal,
    lines,
    outbox,
    people,
    places,
    requests,
    sources,
    tasks,
)
from storage.findings import Missing
from storage.store import Store, Work
from tests.actions.switched import TELEGRAM, WECOM, Deliveries, also_on
from tests.actions.test_accounts import taps, types
from tests.actions.test_looking import lost_phone, named
from tests.actions.test_switching import admin, filed


def seen(work: Work, rules: Rules) -> dict[str, str]:
    """What is stuck, with its sentence. One with a gap left open would raise."""
    office = Office.open(work, rules)
    reader = Reader(person=admin(office), platform=TELEGRAM, address="1")
    scene = Scene(work=work, office=office, reader=reader, voice=Voice("zh", rules.zone))
    return {one.what: words.line(scene, one) for one in stuck.look(work, office)}


async def test_a_day_on_which_all_is_well_is_empty(store: Store, rules: Rules) -> None:
    def story(work: Work) -> None:
        assert seen(work, rules) == {}
        assert "没有卡住的事项" in types(work, rules, admin(Office.open(work, rules)), "卡住的")

    await store.transact(story)


async def test_cases_nobody_can_sign_are_told_with_the_way_out(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        assert "unreachable" not in seen(work, taishan)
        (first,) = request.open_seats[0].persons
        for account in office.directory[first].accounts:
            people.mark_unreachable(work, office.id, account.platform, account.address)
        assert "雷默言 收不到消息" in seen(work, taishan)["unreachable"]
        shown = types(work, taishan, admin(office), "卡住的")
        assert request.number in shown
        assert "为他人指定代理人" in shown

    await store.transact(story)


async def test_an_overdue_signature_is_asked_for_again_once_an_hour(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        post = Deliveries(work, taishan)
        post.leaves()
        late = replace(requests.load(work, request.id), ran_out=(request.step, request.round))
        requests.keep(work, late)
        assert "已超过审批期限，在等 雷默言" in seen(work, taishan)["overdue"]
        boss = admin(office)
        for _ in range(2):
            assert "已提醒审批人" in types(work, taishan, boss, f"催审批 {request.id}")
        card = subject(About.ASK, request.id, 0, 0)
        assert [one.to for one in post.leaves() if one.subject == card] == ["雷默言"]

        by, token = office.directory[request.open_seats[0].persons[0]], late.token
        deciding.decide(
            work,
            office,
            by,
            request.id,
            token=token,
            verdict=Verdict.REJECT,
            reason="范围过大了",
        )
        assert "overdue" not in seen(work, taishan)
        with pytest.raises(StaleCard):
            stuck.mend(work, Office.open(work, taishan), boss, "case", request.id)

    await store.transact(story)


async def test_a_late_task_is_told_and_its_officer_reminded(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        post = Deliveries(work, taishan)
        post.leaves()
        (task, *_) = tasks.of_request(work, request.id)
        tasks.keep(work, replace(task, due_at=office.now - timedelta(minutes=1)))
        assert "“保全录像”应于" in seen(work, taishan)["late"]
        types(work, taishan, admin(office), f"催办理 {task.id}")
        assert {one.subject for one in post.leaves()} == {subject(About.TASK, task.id)}

        for person in office.directory.persons.values():
            left = [p for p in person.posts if p.role == "admin"]
            people.set_posts(work, office.id, person.id, left)
        assert "没有人可以办理" in seen(work, taishan)["task"]

    await store.transact(story)


async def test_a_lost_message_is_sent_again_by_whatever_way_there_is(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office, _ = filed(work, taishan)
        chief, boss = named(office, "雷默言"), admin(office)
        for account in chief.accounts:
            people.mark_unreachable(work, office.id, account.platform, account.address)
        post = Deliveries(work, taishan)
        post.leaves()
        assert "给雷默言的审批" in seen(work, taishan)["undelivered"]
        assert "没有能收到消息的账号" in seen(work, taishan)["undelivered"]
        (lost,) = [one for one in stuck.look(work, Office.open(work, taishan)) if one.promise]

        also_on(work, taishan, chief.id, TELEGRAM)
        work.now += timedelta(minutes=1)
        tap = words.button(lost, Voice())
        assert tap
        assert tap.tap
        assert "已重新发送" in taps(work, taishan, boss, tap.tap)
        assert "undelivered" not in seen(work, taishan)
        assert [one.on for one in post.leaves() if one.to == "雷默言"] == [TELEGRAM]
        assert "过时" in taps(work, taishan, boss, tap.tap)  # and not twice
        kinds = [entry.kind for entry in journal.entries(work, office.id)]
        assert kinds.count("notice.resent") == 1

    await store.transact(story)


async def test_what_was_lost_about_a_settled_case_is_missed_by_nobody(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        chief = named(office, "雷默言")
        for account in chief.accounts:
            people.mark_unreachable(work, office.id, account.platform, account.address)
        Deliveries(work, taishan).leaves()
        requester = office.directory[request.requester]
        deciding.withdraw(work, office, requester, request.id)
        assert "undelivered" not in seen(work, taishan)

    await store.transact(story)


async def test_a_dead_letter_is_read_again(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        inbox.put(
            work, taishan.school, WECOM, [("k1", "lane", "<xml/>"), ("k2", "x", "<xml/>")]
        )
        rows = inbox.claim(work, 5)
        inbox.failed(work, rows[0].id, "KeyError()", None)
        inbox.done(work, rows[1].id)
        assert "从企业微信收到的一条内容没能处理" in seen(work, taishan)["unread"]
        boss = admin(Office.open(work, taishan))
        assert "正在重新处理" in types(work, taishan, boss, f"重新处理 {rows[0].id}")
        assert [row.key for row in inbox.claim(work, 5)] == ["k1"]
        assert "过时" in types(work, taishan, boss, f"重新处理 {rows[1].id}")  # was handled

    await store.transact(story)


async def test_groups_channels_lines_sources_and_filings_stand_in_it(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        places.bind_group(work, office.id, "security", TELEGRAM, "-100")
        lines.open_line(work, office.id, WECOM, Chat.DIRECT)
        (line,) = lines.of_school(work, office.id)
        lines.keep(work, office.id, replace(line, told_at=work.now))
        sources.beat(work, office.id, "zabbix", "")
        sources.told(work, office.id, sources.of_school(work, office.id), work.now)
        changes.add(work, office.id, None, added=["CAM-1"], moved=[], removed=[])
        what = Missing(proof="idle", request=lost_phone(work, taishan)[1].id)
        findings.note(work, office.id, what, mended=False)
        notice = Notice(
            school=office.id,
            to=ToGroup("security@telegram"),
            reason=Reason.ANCHORED,
            subject=subject(About.SEAL, 1),
            key="x",
        )
        outbox.owe(work, notice)
        claimed = [r for r in outbox.claim(work, 50, 30.0) if isinstance(r.to, ToGroup)]
        outbox.postponed(work, claimed[0], work.now + timedelta(minutes=20), "502")
        work.now += timedelta(days=31)
        found = seen(work, taishan)
        assert {"group", "line", "source", "police", "watch"} <= set(found)
        assert "安保群（Telegram）" in found["group"]

        boss = admin(Office.open(work, taishan))
        switching.switch_off(
            work, Office.open(work, taishan), boss, WECOM, until=None, reason="检修"
        )
        found = seen(work, taishan)
        assert "企业微信自" in found["off"]
        assert "line" not in found  # nobody can be heard there

    await store.transact(story)


async def test_nobody_else_moves_anything(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        other = named(office, "乔木")
        for which in ("notice", "letter", "case", "task"):
            with pytest.raises(switching.NotAnAdministrator):
                stuck.mend(work, office, other, which, request.id)

    await store.transact(story)


def pages(work: Work, rules: Rules, boss: Person) -> str:
    return "\n".join(types(work, rules, boss, f"卡住的 第 {n} 页") for n in (1, 2, 3))


async def test_every_one_of_many_stands_on_some_page(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        some = [p for p in office.directory.persons.values() if p.accounts][:9]
        for n, person in enumerate(some):
            to, card = ToPerson(person.id), subject(About.WELCOME, person.id)
            outbox.owe(
                work,
                Notice(
                    school=office.id, to=to, reason=Reason.BOUND, subject=card, key=f"lost{n}"
                ),
            )
        for row in outbox.claim(work, 50, 30.0):
            outbox.broken(work, row, "403")
        text = pages(work, taishan, admin(office))
        for person in some:
            assert f"给{person.name}的" in text

    await store.transact(story)


def test_platforms_have_a_tap_that_switches_them_on() -> None:
    for platform in Platform:
        one = stuck.Stuck(what="off", mend="channel", name=platform.value)
        button = words.button(one, Voice())
        assert button
        assert button.tap
        assert button.tap.arg == f"on.{platform}"
