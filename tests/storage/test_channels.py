"""A platform is off for a while: what is kept of it, what waits, what was given up."""

from datetime import timedelta

from bot.notices import About, Notice, Reason, ToGroup, ToPerson, subject
from bot.people.channels import Switch
from bot.people.person import Account, Person, PersonId, Platform
from storage import (
    channels,
    given_up,
    inbox,
    invites,
    journal,
    outbox,
    people,
    places,
    snapshots,
    waking,
)
from storage.store import Store, Work
from tests.storage.conftest import Clock

SCHOOL, LI = "taishan", PersonId("li")
WECOM, TELEGRAM = Platform.WECOM, Platform.TELEGRAM


def set_up(work: Work) -> None:
    snapshots.ensure(work, SCHOOL)
    accounts = (Account(platform=WECOM, address="li"), Account(platform=TELEGRAM, address="7"))
    people.replace_people(work, SCHOOL, [Person(id=LI, name="李老师", accounts=accounts)])


def switch(work: Work, **more: timedelta) -> Switch:
    until = work.now + more["lasting"] if more else None
    return Switch(platform=WECOM, since=work.now, until=until, reason="检修", by=LI)


def owe(work: Work, key: str, to: ToPerson | ToGroup = ToPerson(LI)) -> None:  # noqa: B008 — frozen
    card = subject(About.WELCOME, LI)
    outbox.owe(work, Notice(school=SCHOOL, to=to, reason=Reason.BOUND, subject=card, key=key))


async def test_the_snapshot_says_who_is_out_of_reach(store: Store, clock: Clock) -> None:
    def off(work: Work) -> None:
        set_up(work)
        channels.switch_off(work, SCHOOL, switch(work, lasting=timedelta(hours=2)))
        snapshots.changed(work, SCHOOL)

    def accounts(work: Work) -> dict[Platform, tuple[bool, bool]]:
        person = snapshots.snapshot(work, SCHOOL).directory[LI]
        return {a.platform: (a.reachable, a.waits) for a in person.accounts}

    await store.transact(off)
    assert await store.read(accounts) == {WECOM: (False, True), TELEGRAM: (True, False)}
    await store.transact(lambda w: people.mark_unreachable(w, SCHOOL, WECOM, "li"))
    assert (await store.read(accounts))[WECOM] == (False, False)  # blocked is not waiting

    def on(work: Work) -> None:
        assert channels.switch_on(work, SCHOOL, WECOM)
        assert not channels.switch_on(work, SCHOOL, WECOM)
        snapshots.changed(work, SCHOOL)

    clock.advance(hours=1)
    await store.transact(on)
    assert await store.read(lambda w: channels.on_again_at(w, SCHOOL, WECOM)) == clock.now()
    assert await store.read(lambda w: channels.off(w, SCHOOL)) == {}


async def test_it_can_be_off_again_and_again(store: Store) -> None:
    def story(work: Work) -> None:
        set_up(work)
        for _ in range(2):
            channels.switch_off(work, SCHOOL, switch(work))
            assert list(channels.off(work, SCHOOL)) == [WECOM]
            assert channels.on_again_at(work, SCHOOL, WECOM) is None
            channels.switch_on(work, SCHOOL, WECOM)

    await store.transact(story)


async def test_what_waits_keeps_its_order_and_is_woken(store: Store, clock: Clock) -> None:
    def wait(work: Work) -> None:
        set_up(work)
        owe(work, "a")
        owe(work, "b")
        (first,) = outbox.claim(work, 10, 30.0)
        assert waking.set_aside(work, first)
        assert waking.waiting_for(work, SCHOOL) == 2
        assert outbox.claim(work, 10, 30.0) == []  # the second stays behind the first

    await store.transact(wait)
    clock.advance(hours=2)

    def woken(work: Work) -> None:
        assert outbox.claim(work, 10, 30.0) == []
        assert waking.wake(work, SCHOOL, "person:somebody") == 0
        assert waking.wake(work, SCHOOL, f"person:{LI}") == 1
        assert [row.key for row in outbox.claim(work, 10, 30.0)] == ["a"]

    await store.transact(woken)


async def test_what_was_given_up_is_found_until_it_is_said(store: Store) -> None:
    def story(work: Work) -> None:
        set_up(work)
        owe(work, "a")
        (row,) = outbox.claim(work, 10, 30.0)
        outbox.broken(work, row, "no reachable account")
        since = work.now - timedelta(days=1)
        (lost,) = given_up.promises(work, SCHOOL, since)
        assert (lost.to, lost.why) == (ToPerson(LI), "no reachable account")
        assert given_up.promise(work, SCHOOL, row.id) == lost
        owe(work, "a again")
        assert given_up.promises(work, SCHOOL, since) == []
        assert given_up.promise(work, SCHOOL, row.id) is None

    await store.transact(story)


async def test_dead_letters_and_failing_groups(store: Store, clock: Clock) -> None:
    def story(work: Work) -> None:
        set_up(work)
        places.bind_group(work, SCHOOL, "duty", TELEGRAM, "-1")
        inbox.put(work, SCHOOL, WECOM, [("k", "lane", "body")])
        (letter,) = inbox.claim(work, 5)
        inbox.failed(work, letter.id, "KeyError()", None)
        assert [x.id for x in given_up.letters(work, SCHOOL, work.now)] == [letter.id]
        assert given_up.read_again(work, SCHOOL, letter.id)
        assert not given_up.read_again(work, SCHOOL, letter.id)

        owe(work, "g", ToGroup("duty@telegram"))
        rows = [r for r in outbox.claim(work, 10, 30.0) if isinstance(r.to, ToGroup)]
        outbox.postponed(work, rows[0], work.now + timedelta(minutes=1), "502")
        assert given_up.failing_groups(work, SCHOOL) == []

    await store.transact(story)
    clock.advance(minutes=11)
    (failing,) = await store.read(lambda w: given_up.failing_groups(w, SCHOOL))
    assert (failing.group, failing.count) == ("duty@telegram", 1)
    assert await store.read(lambda w: given_up.last_arrived(w, SCHOOL, "duty@telegram")) is None


async def test_open_codes_and_the_newest_entries(store: Store, clock: Clock) -> None:
    def story(work: Work) -> None:
        set_up(work)
        invites.create(work, SCHOOL, LI)
        assert list(invites.open_until(work, SCHOOL)) == [LI]
        assert invites.revoke(work, SCHOOL, LI)
        assert not invites.revoke(work, SCHOOL, LI)
        invites.create(work, SCHOOL, LI)
        for n in range(3):
            journal.append(work, SCHOOL, "group.bound", {"n": n})
        journal.append(work, SCHOOL, "other", {})
        newest = journal.latest(work, SCHOOL, "group.bound", 2)
        assert [entry.data["n"] for entry in newest] == [2, 1]

    await store.transact(story)
    clock.advance(minutes=11)
    assert await store.read(lambda w: invites.open_until(w, SCHOOL)) == {}
