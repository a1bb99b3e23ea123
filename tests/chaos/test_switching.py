"""企业微信 is switched on, or off, in the moment in which a card for it is set aside or arrives."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.actions.office import Rules
from bot.delivery.packing import Branch, Parcel, Waits, claim
from bot.delivery.switched import set_aside
from bot.delivery.worker import settle
from bot.notices import About, subject
from bot.people.person import Platform
from bot.platforms.ports import Delivered
from sandbox.clock import SCHOOL_DAY, PushedClock
from storage import outbox, upgrading
from storage.store import Store, Work
from tests.actions.conftest import moved_in
from tests.actions.switched import Deliveries, also_on
from tests.actions.test_switching import asks, chief_on_wecom, filed, off, on, on_their_way

pytestmark = pytest.mark.postgres
A_WHILE = 0.5  # seconds: whoever need not wait is through by then


@pytest.fixture
def clock() -> PushedClock:
    return PushedClock(SCHOOL_DAY)


@pytest.fixture
async def store(postgres_url: str, clock: PushedClock) -> AsyncIterator[Store]:
    upgrading.upgrade(postgres_url)
    store = await Store.open(postgres_url, clock)
    yield store
    await store.close()


class Job:
    """A transaction of its own connection, which can be kept from its end."""

    def __init__(self, store: Store, does: Callable[[Work], None]) -> None:
        self.does, self.nearly, self.ends = does, threading.Event(), threading.Event()
        self.task = asyncio.create_task(store.transact(self._job))

    def _job(self, work: Work) -> None:
        self.does(work)
        self.nearly.set()
        self.ends.wait(30)


async def beside(
    store: Store, first: Callable[[Work], None], then: Callable[[Work], None]
) -> None:
    """`then` begins when `first` has done everything and is not yet committed."""
    one = Job(store, first)
    await asyncio.to_thread(one.nearly.wait, 30)
    two = Job(store, then)
    two.ends.set()
    await asyncio.wait([two.task], timeout=A_WHILE)
    one.ends.set()
    await asyncio.gather(one.task, two.task)


async def test_a_card_set_aside_while_the_channel_comes_back_does_not_wait_for_a_day(
    store: Store,
) -> None:
    rules = await moved_in(store, "taishan")
    branch = Branch(rules=rules, messengers={})
    waits = await store.transact(lambda work: set_aside_soon(work, rules, branch))
    await beside(
        store, lambda work: on(work, rules), lambda work: set_aside(work, branch, waits)
    )
    due = await store.transact(lambda work: outbox.claim(work, 50, 30))
    assert waits.row.id in [row.id for row in due]


@pytest.mark.parametrize("off_first", [True, False])
async def test_a_card_that_arrives_in_the_moment_of_switching_off_is_put_before_him_elsewhere(
    store: Store, clock: PushedClock, off_first: bool
) -> None:
    """Neither sees what the other is about to commit."""
    rules = await moved_in(store, "taishan")
    branch, ask = await store.transact(lambda work: asked_on_both(work, rules))
    clock.push(timedelta(minutes=5))  # it cannot be taken back any more

    def arrives(work: Work) -> None:
        settle(work, branch, ask, Delivered({"n": 99}), 0.0)

    def goes_off(work: Work) -> None:
        off(work, rules)

    await beside(store, *((goes_off, arrives) if off_first else (arrives, goes_off)))
    post = await store.transact(lambda work: asks(Deliveries(work, rules).leaves()))
    assert [platform for _, platform in post] == [Platform.TELEGRAM]


def asked_on_both(work: Work, rules: Rules) -> tuple[Branch, Parcel]:
    """The first approver's card is on its way to 企业微信; he is on Telegram, too."""
    _, request = filed(work, rules)
    (first,) = request.open_seats[0].persons
    post = Deliveries(work, rules)
    (ask,) = on_their_way(work, rules, post, subject(About.ASK, request.id, 0, 0))
    also_on(work, rules, first, Platform.TELEGRAM)
    return post.branch, ask


def set_aside_soon(work: Work, rules: Rules, branch: Branch) -> Waits:
    """The card for 雷默言, who reads 企业微信 alone, packed while it is off."""
    chief_on_wecom(work, rules)
    off(work, rules)
    _, request = filed(work, rules)
    packed = claim(work, {rules.school: branch}, 50, 30)
    asks = f"ask/{request.id}/"
    return next(
        one for one in packed if isinstance(one, Waits) and one.row.subject.startswith(asks)
    )
