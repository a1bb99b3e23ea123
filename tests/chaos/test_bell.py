"""Every process has its own bell; what it rings for is owed once all the same."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import schedule
from bot.actions.sealing import seal_the_day
from bot.notices import Reason
from sandbox.town import town
from storage.store import Store, Work
from storage.tables import outbox
from tests.stories.cases import filed

pytestmark = pytest.mark.postgres


def seals(work: Work) -> int:
    sealed = select(func.count()).where(outbox.c.reason == Reason.ANCHORED)
    return int(work.conn.execute(sealed).scalar_one())


async def test_the_bell_rings_in_two_processes_at_once(
    tmp_path: Path, postgres_url: str
) -> None:
    async with town("taishan", tmp_path, database=postgres_url) as here:
        await filed(here)
        rules = here.product.branches["taishan"].rules
        ours = here.product.store
        theirs = await Store.open(postgres_url, here.clock, ours.vault)
        try:
            for job in (partial(seal_the_day, rules=rules), schedule.forget):
                await asyncio.gather(*(store.transact(job) for store in (ours, theirs) * 4))
            await asyncio.gather(
                *(schedule.reseated(store, rules) for store in (ours, theirs) * 2)
            )
        finally:
            await theirs.close()
        assert await ours.read(seals) == 1
