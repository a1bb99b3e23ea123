"""What was sent is recorded, even if the database is busy at that very moment; what was owed by a
wrong clock is sent when it is right again."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from bot.actions.announcing import owe
from bot.actions.office import Office, Rules
from bot.cards import Card
from bot.delivery.packing import Branch
from bot.delivery.worker import Delivery
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Account, Platform
from bot.platforms.ports import Capabilities, Delivered, Inbound
from sandbox.clock import PushedClock
from storage import outbox
from storage.store import Store, Work

T = TypeVar("T")


class Counting:
    """A messenger that only counts."""

    platform = Platform.WECOM
    capabilities = Capabilities(
        edits=True,
        edits_again=True,
        buttons=True,
        groups_tap=False,
        per_chat_per_minute=100,
        per_group_per_minute=100,
        per_second=100,
    )

    def __init__(self) -> None:
        self.sent = 0

    async def send(self, to: Account, card: Card) -> Delivered:
        self.sent += 1
        return Delivered({"to": to.address, "title": card.title})

    async def post(self, group: str, card: Card) -> Delivered: ...
    async def edit(
        self, ref: Mapping[str, Any], card: Card, to: Account | None = None
    ) -> Delivered: ...
    async def reply(
        self, inbound: Inbound, cards: tuple[Card, ...], toast: str = "", start: str = ""
    ) -> None: ...
    async def send_file(self, to: Account, name: str, mime: str, data: bytes) -> Delivered: ...
    async def send_picture(
        self, to: Account, name: str, mime: str, data: bytes
    ) -> Delivered: ...
    async def fetch(self, file: str) -> bytes: ...
    async def erase(self, inbound: Any) -> None: ...

    async def close(self) -> None: ...


class Busy:
    """The store, whose every second transaction finds the database locked, twice."""

    def __init__(self, store: Store) -> None:
        self._store, self.calls = store, 0

    async def transact(self, job: Callable[[Work], T]) -> T:
        self.calls += 1
        if self.calls in (2, 3):
            raise OSError("locked")
        return await self._store.transact(job)


def welcomed(work: Work, rules: Rules) -> None:
    office = Office.open(work, rules)
    person = next(p for p in office.directory.persons.values() if p.accounts)
    card = subject(About.WELCOME, person.id)
    owe(work, office, ToPerson(person.id), Reason.BOUND, card, card, fresh=True)


def delivering(store: Any, rules: Rules, messenger: Counting) -> Delivery:
    """`store`: as much of one as delivery needs."""
    both = {Platform.WECOM: messenger, Platform.TELEGRAM: messenger}
    return Delivery(store, {rules.school: Branch(rules=rules, messengers=both)})


async def test_a_clock_set_back_while_something_waits_holds_up_nothing(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    messenger = Counting()
    delivery = delivering(store, taishan, messenger)
    assert await delivery.round() == 0
    clock.push(timedelta(minutes=22))
    assert await delivery.round() == 0
    await store.transact(lambda work: welcomed(work, taishan))
    clock.push(timedelta(minutes=-22))
    assert await delivery.round() == 1
    await delivery.finish()
    assert messenger.sent == 1


async def test_a_busy_database_does_not_double_a_message(store: Store, rules: Rules) -> None:
    await store.transact(lambda work: welcomed(work, rules))
    messenger, busy = Counting(), Busy(store)
    delivery = delivering(busy, rules, messenger)
    assert await delivery.round() == 1
    await delivery.finish()
    assert messenger.sent == 1
    assert (await store.read(outbox.owed)).count == 0
    assert busy.calls == 4
