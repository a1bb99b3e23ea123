"""企业微信 is switched on in the very moment in which a card for it is set aside."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from bot.actions.office import Rules
from bot.delivery.packing import Branch, Waits, claim
from bot.delivery.switched import set_aside
from sandbox.clock import SCHOOL_DAY, PushedClock
from storage import outbox, upgrading
from storage.store import Store, Work
from tests.actions.conftest import moved_in
from tests.actions.test_switching import chief_on_wecom, filed, off, on

pytestmark = pytest.mark.postgres
A_WHILE = 0.5  # seconds: whoever need not wait is through by then


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[Store]:
    upgrading.upgrade(postgres_url)
    store = await Store.open(postgres_url, PushedClock(SCHOOL_DAY))
    yield store
    await store.close()


async def test_a_card_set_aside_while_the_channel_comes_back_does_not_wait_for_a_day(
    store: Store,
) -> None:
    rules = await moved_in(store, "taishan")
    branch = Branch(rules=rules, messengers={})
    waits = await store.transact(lambda work: set_aside_soon(work, rules, branch))
    nearly, go_on = threading.Event(), threading.Event()

    def comes_back(work: Work) -> None:
        on(work, rules)
        nearly.set()
        go_on.wait(30)

    back = asyncio.create_task(store.transact(comes_back))
    await asyncio.to_thread(nearly.wait, 30)
    aside = asyncio.create_task(store.transact(lambda work: set_aside(work, branch, waits)))
    await asyncio.wait([aside], timeout=A_WHILE)
    go_on.set()
    await asyncio.gather(back, aside)
    due = await store.transact(lambda work: outbox.claim(work, 50, 30))
    assert waits.row.id in [row.id for row in due]


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
