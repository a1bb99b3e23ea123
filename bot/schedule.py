"""The bell: what the calendar rings for. It only owes; what is due stands in tables."""

from collections.abc import Mapping
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.actions.sealing import seal_the_day
from bot.delivery.packing import Branch
from storage import drafts, inbox, invites
from storage.store import Store, Work

KEEP_UPDATES = timedelta(days=7)
KEEP_DRAFTS = timedelta(days=90)


def scheduler(store: Store, branches: Mapping[str, Branch]) -> AsyncIOScheduler:
    """In memory, late rather than never, and harmless when it rings twice."""
    bell = AsyncIOScheduler(
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )

    async def tidy() -> None:
        await store.transact(forget)

    bell.add_job(tidy, CronTrigger(hour=3, minute=17), id="tidy")
    for branch in branches.values():
        bell.add_job(
            _sealing(store, branch),
            CronTrigger(hour=18, minute=3, timezone=branch.rules.zone),
            id=f"seal:{branch.rules.school}",
        )
    return bell


def _sealing(store: Store, branch: Branch):  # type: ignore[no-untyped-def]
    async def seal() -> None:
        await store.transact(lambda work: seal_the_day(work, branch.rules))

    return seal


def forget(work: Work) -> None:
    """What nobody will ask for again."""
    inbox.prune(work, work.now - KEEP_UPDATES)
    drafts.prune(work, work.now - KEEP_DRAFTS)
    invites.prune(work)
