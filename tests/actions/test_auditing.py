"""E17: a register row edited behind the bot is found in the daily check, and named."""

from collections.abc import Callable
from datetime import timedelta

from bot import writing
from bot.actions import booking
from bot.actions.office import Office, Rules
from bot.notices import Reason, ToPerson
from bot.people.person import Platform
from bot.schedule import audited
from bot.speech import Voice
from bot.writing.scene import Reader, Scene
from sandbox.clock import PushedClock
from storage import outbox
from storage.store import Store, Work


def entered(rules: Rules) -> Callable[[Work], None]:
    def job(work: Work) -> None:
        office = Office.open(work, rules)
        officer = office.directory.holders("duty_officer")[0]
        for number in range(1, 4):
            data = {"persons": [f"第{number}人"]}
            booking.enter(work, office, "retrieval", data, by=officer.id)

    return job


def told(rules: Rules) -> Callable[[Work], list[str]]:
    """What the administrators read, after making sure that it is they who are told."""

    def job(work: Work) -> list[str]:
        office = Office.open(work, rules)
        admins = {ToPerson(p.id) for p in office.directory.holders("admin")}
        owed = [r for r in outbox.claim(work, 99, 30) if r.reason is Reason.TAMPERED]
        assert {row.to for row in owed} == (admins if owed else set())
        reader = Reader(person=None, platform=Platform.WECOM, address="")
        scene = Scene(work=work, office=office, reader=reader, voice=Voice("zh", rules.zone))
        cards = [writing.card_for(scene, row.subject) for row in owed]
        return sorted({card.body[0] for card in cards if card})

    return job


def by_hand(statement: str) -> Callable[[Work], object]:
    return lambda work: work.conn.exec_driver_sql(statement)


async def test_a_row_edited_behind_the_bot_is_named_each_day(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    await store.transact(entered(rules))
    await audited(store, rules)
    assert await store.transact(told(rules)) == []

    await store.transact(by_hand("UPDATE entries SET data = '{}' WHERE serial = 2"))
    await audited(store, rules)
    await audited(store, rules)  # the bell rang twice
    (line,) = await store.transact(told(rules))
    title = rules.pack.books["retrieval"].title.zh
    assert title in line
    assert "第2号" in line
    clock.push(timedelta(days=1))
    await audited(store, rules)
    assert await store.transact(told(rules)) == [line]


async def test_a_journal_that_was_touched_is_named_too(store: Store, rules: Rules) -> None:
    await store.transact(entered(rules))
    await store.transact(by_hand("DROP TRIGGER journal_no_UPDATE"))
    await store.transact(by_hand("UPDATE journal SET kind = 'x' WHERE seq = 3"))
    await audited(store, rules)
    lines = await store.transact(told(rules))
    assert any("日志第 3 条" in line for line in lines)
