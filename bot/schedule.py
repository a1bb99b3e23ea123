"""The bell: what the calendar rings for. It only owes; what is due stands in tables."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.actions import (
    auditing,
    chasing,
    duties,
    erasing,
    passing_on,
    qualifying,
    reporting,
    reseating,
    retaining,
    ringing,
    tasking,
    watching,
)
from bot.actions.freeing import free_numbers
from bot.actions.office import Office, Rules
from bot.actions.sealing import seal_the_day
from bot.delivery.packing import Branch
from bot.delivery.rounds import Rounds
from bot.handlers.ears import Ears
from storage import inbox, invites, outbox, rings
from storage.rings import Ring
from storage.store import Store, Work

log = structlog.get_logger()
TASKS, RINGS = 60.0, 30.0  # seconds between two looks at what is due
KEEP_UPDATES = timedelta(days=7)
KEEP_PROMISES = timedelta(days=400)  # a promise owed again after that would be made again

CLOCK, REMINDING, WATCHING = "clock", "reminders", "watch"
BEAT = 2  # seconds

Ringing = Callable[[], Awaitable[None]]


def scheduler(
    store: Store,
    branches: Mapping[str, Branch],
    ears: Ears,
    owed: Callable[[], None] = lambda: None,
    rounds: Rounds | None = None,
) -> AsyncIOScheduler:
    """In memory, late rather than never, and harmless when it rings twice. `owed` is called when
    promises may wait in the outbox."""
    bell = AsyncIOScheduler(
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )

    async def tidy() -> None:
        await store.transact(forget)

    rounds = rounds or Rounds()

    async def beat() -> None:
        rounds.done(CLOCK)

    bell.add_job(beat, IntervalTrigger(seconds=BEAT), id=CLOCK)
    bell.add_job(tidy, CronTrigger(hour=3, minute=17), id="tidy")
    for branch in branches.values():
        bell.add_job(
            _sealing(store, branch),
            CronTrigger(hour=18, minute=3, timezone=branch.rules.zone),
            id=f"seal:{branch.rules.school}",
        )
        bell.add_job(
            _noted(_reminding(store, branch, owed), rounds, REMINDING),
            IntervalTrigger(seconds=TASKS),
            id=f"tasks:{branch.rules.school}",
        )
        bell.add_job(
            _ringing(store, branch, owed),
            IntervalTrigger(seconds=RINGS),
            id=f"rings:{branch.rules.school}",
        )
        bell.add_job(
            _auditing(store, branch, owed),
            CronTrigger(hour=6, minute=41, timezone=branch.rules.zone),
            id=f"audit:{branch.rules.school}",
        )
        bell.add_job(
            _erasing(store, branch),
            CronTrigger(hour=3, minute=41, timezone=branch.rules.zone),
            id=f"erase:{branch.rules.school}",
        )
        bell.add_job(
            _reseating(store, branch, owed),
            IntervalTrigger(minutes=1),
            id=f"reseat:{branch.rules.school}",
        )
        bell.add_job(
            _chasing(store, branch, owed),
            IntervalTrigger(hours=1),
            id=f"chase:{branch.rules.school}",
        )
        bell.add_job(
            _reporting(store, branch, owed),
            IntervalTrigger(hours=1),
            id=f"report:{branch.rules.school}",
        )
        bell.add_job(
            _noted(_watching(store, branch, owed), rounds, WATCHING),
            IntervalTrigger(minutes=10),
            id=f"watch:{branch.rules.school}",
        )
        bell.add_job(
            _listening(ears, branch, owed),
            IntervalTrigger(minutes=1),
            id=f"listen:{branch.rules.school}",
        )
        bell.add_job(
            _looking(ears, branch, owed),
            IntervalTrigger(minutes=10),
            id=f"look:{branch.rules.school}",
        )
    return bell


def _noted(ringing: Ringing, rounds: Rounds, name: str) -> Ringing:
    """What failed is logged by the scheduler, and counts as not having come round."""

    async def ring() -> None:
        await ringing()
        rounds.done(name)

    return ring


def _listening(ears: Ears, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def listen() -> None:
        await ears.listen(branch.rules.school)
        owed()

    return listen


def _looking(ears: Ears, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def look() -> None:
        await ears.look(branch.rules.school)
        owed()

    return look


def _sealing(store: Store, branch: Branch) -> Ringing:
    async def seal() -> None:
        await store.transact(lambda work: seal_the_day(work, branch.rules))

    return seal


def _auditing(store: Store, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def audit() -> None:
        await audited(store, branch.rules)
        owed()

    return audit


async def audited(store: Store, rules: Rules) -> None:
    """Looking takes no lock, however long the journal is."""
    if found := await store.read(lambda work: auditing.findings(work, rules)):
        await store.transact(lambda work: auditing.report(work, rules, found))


def _erasing(store: Store, branch: Branch) -> Ringing:
    async def erase() -> None:
        await erased(store, branch.rules)

    return erase


async def erased(store: Store, rules: Rules) -> None:
    """Personal data that has been kept long enough, in pieces that hold up nobody."""
    while await store.transact(lambda work: erasing.erase_due(work, rules)):
        pass


def _reseating(store: Store, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def reseat() -> None:
        await reseated(store, branch.rules)
        owed()

    return reseat


def _reminding(store: Store, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def remind() -> None:
        await store.transact(
            lambda work: tasking.overdue(work, Office.open(work, branch.rules))
        )
        await store.transact(
            lambda work: duties.file_due(work, Office.open(work, branch.rules))
        )
        await store.transact(
            lambda work: passing_on.pass_on(work, Office.open(work, branch.rules))
        )
        owed()

    return remind


def _ringing(store: Store, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def sound() -> None:
        await rung(store, branch.rules)
        owed()

    return sound


async def rung(store: Store, rules: Rules) -> None:
    """Everything that is due, each for itself: one case that is not as it should be holds up no
    other."""
    await store.transact(lambda work: ringing.arm_all(work, Office.open(work, rules)))
    while late := await store.read(lambda work: rings.due(work, rules.school, work.now)):
        for one in late:
            await _sound(store, rules, one)


async def _sound(store: Store, rules: Rules, one: Ring) -> None:
    try:
        await store.transact(lambda work: ringing.sound(work, Office.open(work, rules), one))
    except Exception:
        log.exception("ring.failed", request=one.request, rung=one.rung)
        await store.transact(lambda work: ringing.put_off(work, one))


def _chasing(store: Store, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def chase() -> None:
        await chased(store, branch.rules)
        owed()

    return chase


async def chased(store: Store, rules: Rules) -> None:
    """What somebody is told as long as it stays undone: filings, trainings, recorders."""
    await store.transact(lambda work: chasing.chase(work, rules))
    await store.transact(lambda work: qualifying.remind(work, rules))
    await store.transact(lambda work: retaining.remind(work, rules))


def _reporting(store: Store, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def report() -> None:
        await store.transact(lambda work: reporting.send_monthly(work, branch.rules))
        owed()

    return report


def _watching(store: Store, branch: Branch, owed: Callable[[], None]) -> Ringing:
    async def watch() -> None:
        await watched(store, branch.rules)
        owed()

    return watch


async def watched(store: Store, rules: Rules) -> None:
    """Looking takes no lock; only what is found, or is found no more, is written."""
    if await store.read(lambda work: watching.changed(work, rules)):
        await store.transact(lambda work: watching.mend(work, rules))


async def reseated(store: Store, rules: Rules) -> None:
    """Posts were filled, deputies began, lists were imported by another process: nobody is waited
    for in vain. Looking takes no lock; only what changes is written."""
    for number in await store.read(lambda work: reseating.outdated(work, rules)):
        await store.transact(partial(reseating.reseat, rules=rules, request_id=number))


def forget(work: Work) -> None:
    """What nobody will ask for again."""
    inbox.prune(work, work.now - KEEP_UPDATES)
    outbox.prune(work, work.now - KEEP_PROMISES)
    invites.prune(work)
    free_numbers(work)
