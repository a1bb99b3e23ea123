"""企业微信 is switched off for a while: who hears elsewhere, what waits, and what comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import (
    binding,
    deciding,
    gathering,
    hearing_alarms,
    listening,
    rehearsing,
    switching,
)
from bot.actions.office import Office, Rules
from bot.alerts.troubles import Trouble
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request, Verdict
from bot.delivery.packing import Parcel, claim
from bot.delivery.worker import settle
from bot.handlers import doors
from bot.notices import About, Notice, Reason, ToGroup, ToPerson, subject
from bot.people.lines import Chat
from bot.people.person import Person, PersonId, Platform, Post
from bot.platforms.ports import Delivered, TryLater
from storage import channels, journal, lines, outbox, people, places, waking
from storage.store import Store, Work
from tests.actions.switched import TELEGRAM, WECHAT, WECOM, Deliveries, Left, also_on
from tests.actions.test_looking import lost_phone, named

REASON = "企业微信正在迁移"


def filed(work: Work, rules: Rules) -> tuple[Office, Request]:
    """乔木's request waits for 雷默言, who reads 企业微信 alone; the undo window is over."""
    chief_on_wecom(work, rules)
    _, request = lost_phone(work, rules)
    work.now += timedelta(minutes=1)
    return Office.open(work, rules), request


def chief_on_wecom(work: Work, rules: Rules) -> None:
    chief = named(Office.open(work, rules), "雷默言")
    for account in chief.accounts:
        if account.platform is not WECOM:
            people.unbind(work, rules.school, account.platform, account.address)
            also_on(work, rules, chief.id, WECOM)


def off(work: Work, rules: Rules, **more: timedelta) -> None:
    office = Office.open(work, rules)
    until = office.now + more["lasting"] if more else None
    by = admin(office)
    switching.switch_off(work, office, by, WECOM, until=until, reason=REASON)


def on(work: Work, rules: Rules) -> None:
    office = Office.open(work, rules)
    switching.switch_on(work, office, admin(office), WECOM)


def admin(office: Office) -> Person:
    return office.directory.holders("admin")[0]


def on_their_way(work: Work, rules: Rules, post: Deliveries, card: str) -> list[Parcel]:
    packed = claim(work, {rules.school: post.branch}, 50, 30.0)
    return [one for one in packed if isinstance(one, Parcel) and one.row.subject == card]


def asks(left: list[Left]) -> list[tuple[str, Platform]]:
    return [(one.to, one.on) for one in left if one.subject.startswith(f"{About.ASK}/")]


async def test_the_approver_with_a_second_account_is_asked_there_at_once(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        (first,) = request.open_seats[0].persons
        post = Deliveries(work, taishan)
        assert asks(post.leaves()) == [(office.directory[first].name, WECOM)]
        also_on(work, taishan, first, TELEGRAM)

        work.now += timedelta(minutes=5)
        off(work, taishan)
        assert asks(post.leaves()) == [(office.directory[first].name, TELEGRAM)]
        work.now += timedelta(days=1)
        assert asks(post.leaves()) == []  # and only once

    await store.transact(story)


@pytest.mark.parametrize("other", [True, False])
async def test_a_card_on_its_way_when_it_is_switched_off_is_put_before_its_reader_elsewhere(
    store: Store, taishan: Rules, other: bool
) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        (first,) = request.open_seats[0].persons
        name = office.directory[first].name
        post = Deliveries(work, taishan)
        card = subject(About.ASK, request.id, 0, 0)
        (ask,) = on_their_way(work, taishan, post, card)
        if other:
            also_on(work, taishan, first, TELEGRAM)

        off(work, taishan)
        settle(work, post.branch, ask, Delivered({"n": 99}), 0.0)
        assert asks(post.leaves()) == ([(name, TELEGRAM)] if other else [])
        assert asks(post.leaves()) == []

    await store.transact(story)


async def test_whoever_has_no_other_account_hears_when_it_is_on_again(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        chief_on_wecom(work, taishan)
        off(work, taishan)
        office, request = filed(work, taishan)
        (first,) = request.open_seats[0].persons
        post = Deliveries(work, taishan)
        assert asks(post.leaves()) == []
        assert waking.waiting_for(work, office.id) >= 1
        stuck = subject(About.STUCK, "unreachable", request.id)
        assert outbox.recipients(work, office.id, stuck)  # nobody sits and waits for it

        work.now += timedelta(days=2)
        assert asks(post.leaves()) == []  # a day is over and it still waits
        on(work, taishan)
        assert asks(post.leaves()) == [(office.directory[first].name, WECOM)]
        assert waking.waiting_for(work, office.id) == 0

    await store.transact(story)


async def test_what_waited_for_days_is_not_given_up_at_the_first_hitch(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        chief_on_wecom(work, taishan)
        off(work, taishan)
        _, request = filed(work, taishan)
        post = Deliveries(work, taishan)
        post.leaves()
        work.now += timedelta(days=3)
        on(work, taishan)
        card = subject(About.ASK, request.id, 0, 0)
        (ask,) = on_their_way(work, taishan, post, card)
        settle(work, post.branch, ask, TryLater(seconds=60, why="busy"), 60.0)
        work.now += timedelta(minutes=2)
        assert ("雷默言", WECOM) in asks(post.leaves())

    await store.transact(story)


async def test_a_new_account_frees_what_waits(store: Store, taishan: Rules) -> None:
    """A lost channel, and a second one bound in the middle of it."""
    from storage import invites

    def story(work: Work) -> None:
        chief_on_wecom(work, taishan)
        off(work, taishan)
        office, request = filed(work, taishan)
        (first,) = request.open_seats[0].persons
        post = Deliveries(work, taishan)
        post.leaves()
        code = invites.create(work, office.id, first)
        binding.bind_account(work, Office.open(work, taishan), TELEGRAM, "4711", code)
        assert (office.directory[first].name, TELEGRAM) in asks(post.leaves())

    await store.transact(story)


async def test_cards_there_catch_up_when_it_is_on_again(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        (first,) = request.open_seats[0].persons
        post = Deliveries(work, taishan)
        post.leaves()
        off(work, taishan)
        by, token = office.directory[first], request.token
        deciding.decide(
            work, office, by, request.id, token=token, verdict=Verdict.APPROVE, reason=""
        )
        card = subject(About.ASK, request.id, 0, 0)
        assert not [one for one in post.leaves() if one.subject == card]
        on(work, taishan)
        edited = [one for one in post.leaves() if one.subject == card]
        assert [(one.to, one.on, one.edited) for one in edited] == [(by.name, WECOM, True)]

    await store.transact(story)


async def test_a_group_hears_in_its_other_chat_and_once(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        places.bind_group(work, office.id, "security", WECOM, "robot")
        places.bind_group(work, office.id, "security", TELEGRAM, "-100")
        places.bind_group(work, office.id, "duty", WECOM, "robot-2")
        off(work, taishan)
        post = Deliveries(work, taishan)
        post.leaves()
        for to in ("security@wecom", "security@telegram", "duty@wecom"):
            owed(work, taishan, to, f"trial/{to}/1")
        owed(work, taishan, "security@wecom", "trial/security@wecom/alone")
        left = [(one.to, one.on) for one in post.leaves()]
        assert left == [("-100", TELEGRAM)] * 2
        on(work, taishan)
        assert ("robot-2", WECOM) in [(one.to, one.on) for one in post.leaves()]

    await store.transact(story)


def owed(work: Work, rules: Rules, to: str, key: str) -> None:
    card = subject(About.TRIAL, to)
    notice = Notice(
        school=rules.school,
        to=ToGroup(to),
        reason=Reason.BOUND,
        subject=card,
        key=key,
        fresh=True,
    )
    outbox.owe(work, notice)


async def test_the_other_administrators_hear_of_it_and_it_ends_by_itself(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        first, second = admin(office), named(office, "雷默言")  # who is first of them does it
        people.set_posts(work, office.id, second.id, [*second.posts, Post("admin")])
        off(work, taishan, lasting=timedelta(hours=2))
        post = Deliveries(work, taishan)
        assert [one.title for one in post.leaves() if one.to == first.name] == [
            "企业微信已关闭"
        ]

        work.now += timedelta(hours=1, minutes=59)
        assert switching.over(work, Office.open(work, taishan)) == 0
        work.now += timedelta(minutes=2)
        assert switching.over(work, Office.open(work, taishan)) == 1
        assert channels.off(work, office.id) == {}
        told = {one.to for one in post.leaves() if one.subject.startswith("channel/on")}
        assert told == {first.name, "雷默言"}
        kinds = [entry.kind for entry in journal.entries(work, office.id)]
        assert kinds[-2:] == ["channel.off", "channel.on"]

    await store.transact(story)


async def test_what_is_said_before_it_is_done_is_what_happens(
    store: Store, rules: Rules
) -> None:
    """Both schools: whoever is counted as moved can be reached afterwards, the others cannot."""

    def story(work: Work) -> None:
        office = Office.open(work, rules)
        seen = switching.foresee(work, office, WECOM)
        held = [p for p in office.directory.persons.values() if switching._on(p, WECOM)]
        off(work, rules)
        after = Office.open(work, rules)
        heard = [p for p in held if any(a.reachable for a in after.directory[p.id].accounts)]
        assert seen.moved == len(heard) > 0
        assert len(seen.stranded) == len(held) - len(heard) > 0
        assert seen.admins == 1

    await store.transact(story)


CASES = {
    "channel_unused": lambda w, o: switch(w, o, WECHAT),
    "channel_is_off": lambda w, o: switch(w, o, WECOM),
    "last_channel": lambda w, o: switch(w, o, TELEGRAM),
    "channel_is_on": lambda w, o: switching.switch_on(w, o, admin(o), TELEGRAM),
}


def switch(work: Work, office: Office, platform: Platform) -> None:
    switching.switch_off(work, office, admin(office), platform, until=None, reason=REASON)


@pytest.mark.parametrize("code", CASES)
async def test_what_cannot_be_switched(store: Store, taishan: Rules, code: str) -> None:
    def story(work: Work) -> None:
        for person in Office.open(work, taishan).directory.persons.values():
            for account in person.accounts:
                if account.platform is WECHAT:
                    people.unbind(work, taishan.school, WECHAT, account.address)
        off(work, taishan)
        with pytest.raises(Refusal) as refused:
            CASES[code](work, Office.open(work, taishan))
        assert refused.value.code == code

    await store.transact(story)


async def test_it_takes_an_administrator_an_end_to_come_and_a_reason(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        wrong = (
            ("not_an_administrator", named(office, "乔木"), None, REASON),
            ("channel_end_past", admin(office), office.now, REASON),
            ("channel_reason", admin(office), None, " "),
        )
        for code, by, until, reason in wrong:
            with pytest.raises(Refusal) as refused:
                switching.switch_off(work, office, by, WECOM, until=until, reason=reason)
            assert refused.value.code == code
        assert not channels.off(work, office.id)

    await store.transact(story)


async def test_whoever_speaks_there_is_heard_and_not_asked_again_each_time(
    store: Store, taishan: Rules
) -> None:
    from bot.platforms.ports import Inbound, Said

    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        (first,) = request.open_seats[0].persons
        off(work, taishan)
        office = Office.open(work, taishan)
        person = office.directory[PersonId(first)]
        (account,) = person.accounts
        said = Inbound(
            key="1",
            platform=account.platform,
            sender=account.address,
            chat=account.address,
            private=True,
            at=work.now,
            what=Said("待办"),
        )
        before = outbox.owed(work).count
        doors.back_again(work, office, person, said)
        assert outbox.owed(work).count == before

    await store.transact(story)


async def test_an_alarm_whose_group_is_off_reaches_its_people(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        for name in ("security", "duty", "maintenance"):
            places.bind_group(work, office.id, name, WECOM, f"robot-{name}")
        off(work, taishan)
        office = Office.open(work, taishan)
        camera = next(iter(office.places.cameras))
        hearing_alarms.decide(work, office, [rehearsing.said(office, camera, Trouble.OFFLINE)])
        work.now += timedelta(minutes=3)
        gathering.gather(work, Office.open(work, taishan))
        told = {
            (one.to, one.on)
            for one in Deliveries(work, taishan).leaves()
            if one.subject.startswith(f"{About.OUTAGE}/")
        }
        assert ("监控管理员甲", TELEGRAM) in told
        assert {on for _, on in told} == {TELEGRAM}

    await store.transact(story)


async def test_a_line_that_is_off_is_not_asked_whether_it_hears(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        here = [(platform, Chat.DIRECT) for platform in (TELEGRAM, WECOM)]
        listening.listen(work, taishan, here, {})
        off(work, taishan)
        work.now += timedelta(days=2)
        listening.listen(work, taishan, here, {})
        asked = [
            line.platform for line in lines.of_school(work, taishan.school) if line.probed_at
        ]
        assert asked == [TELEGRAM]

    await store.transact(story)


async def test_a_question_about_the_line_itself_holds_nothing_up(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        boss = admin(Office.open(work, taishan))
        lines.open_line(work, taishan.school, WECOM, Chat.DIRECT)
        (line,) = lines.of_school(work, taishan.school)
        lines.keep(work, taishan.school, replace(line, probed_at=work.now))
        card = subject(About.LINE, "probe", WECOM, Chat.DIRECT)
        for to, about, key in (
            (ToPerson(boss.id, WECOM), card, "probe"),
            (ToPerson(boss.id), subject(About.WELCOME, boss.id), "after"),
        ):
            notice = Notice(
                school=taishan.school, to=to, reason=Reason.BOUND, subject=about, key=key
            )
            outbox.owe(work, notice)
        off(work, taishan)
        post = Deliveries(work, taishan)
        found = [*post.leaves(), *post.leaves()]  # what falls away ends a round
        left = [(one.to, one.on, one.subject) for one in found]
        assert left == [(boss.name, TELEGRAM, subject(About.WELCOME, boss.id))]

    await store.transact(story)
