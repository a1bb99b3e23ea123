"""An update nobody can handle holds up its own chat for a while, and nobody else's for a moment."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DataError

from bot.actions.office import Rules
from bot.delivery.packing import Branch
from bot.handlers.intake import RETRIES, Intake
from bot.people.person import Platform
from bot.platforms.ports import Inbound, Said
from sandbox.clock import PushedClock
from storage import inbox
from storage.inbox import InboxRow
from storage.store import Store

POISON = "a name the database will not take"


def read(row: InboxRow) -> Inbound:
    if row.body == POISON:
        raise DataError("insert", {}, ValueError("NUL"))
    return Inbound(
        platform=Platform.TELEGRAM,
        key=row.key,
        sender=row.lane,
        chat=row.lane,
        private=True,
        at=row.received_at,
        what=Said(row.body),
    )


async def test_one_poisoned_update_does_not_stop_the_others(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    branches = {rules.school: Branch(rules=rules, messengers={})}
    intake = Intake(store, branches, {Platform.TELEGRAM: read}, lambda: None)
    said = [("1", "poisoned", POISON), ("2", "other", "帮助"), ("3", "poisoned", "帮助")]
    await store.transact(lambda w: inbox.put(w, rules.school, Platform.TELEGRAM, said))

    await intake.round()
    assert (await store.read(inbox.waiting)).count == 2  # the other chat was answered at once

    for seconds in RETRIES:
        clock.push(timedelta(seconds=seconds + 1))
        await intake.round()
    await intake.round()
    assert (await store.read(inbox.waiting)).count == 0  # given up, and its chat goes on
    letters = await store.read(lambda w: inbox.dead_letters(w, rules.school))
    assert [key for key, _ in letters] == ["1"]


async def test_a_look_ahead_that_fails_stops_nobody(
    store: Store, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr("bot.handlers.intake.foreseen", breaks)
    branches = {rules.school: Branch(rules=rules, messengers={})}
    intake = Intake(store, branches, {Platform.TELEGRAM: read}, lambda: None)
    said = [("1", "one", "帮助"), ("2", "other", "帮助")]
    await store.transact(lambda w: inbox.put(w, rules.school, Platform.TELEGRAM, said))
    await intake.round()
    assert (await store.read(inbox.waiting)).count == 0
