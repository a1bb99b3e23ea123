"""The bell: what the calendar rings for. It only owes; what is due stands in tables."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.actions import (
    auditing,
    calling,
    chasing,
    duties,
    erasing,
    gathering,
    passing_on,
    patrolling,
    qualifying,
    recovering,
    reporting,
    reseating,
    retaining,
    ringing,
    silencing,
    switching,
    tasking,
    telling_of_sources,
    watching,
)
from bot.actions.freeing import free_numbers
from bot.actions.office import Office, Rules
from bot.actions.sealing import SEALED_AT, seal_the_day, seal_what_was_missed
from bot.delivery.packing import Branch
from bot.delivery.rounds import Rounds
from bot.handlers.ears import Ears
from storage import alarms, inbox, invites, outbox, rings, signals, sources, strangers
from storage.store import Store, Work

log = structlog.get_logger()
TASKS, RINGS = 60.0, 30.0  # seconds between two looks at what is due
GATHER, OUTAGES = 5.0, 30.0
KEEP_UPDATES = timedelta(days=7)
KEEP_ALARMS = timedelta(days=7)
KEEP_UNKNOWN = timedelta(days=90)  # dead letters, silent sources, devices nobody knows
KEEP_PROMISES = timedelta(days=400)  # a promise owed again after that would be made again

CLOCK, REMINDING, WATCHING = "clock", "reminders", "watch"
BEAT = 2  # seconds
TOGETHER = 4  # cases: half of what PostgreSQL is asked at once


@dataclass(frozen=True, slots=True)
class Here:
    """What a round of one school works on."""

    store: Store
    ears: Ears
    rules: Rules


@dataclass(frozen=True, slots=True)
class Job:
    """`noted`: the name under which somebody looks whether it still comes round."""

    round: Callable[[Here], Awaitable[object]]
    trigger: Callable[[tzinfo], BaseTrigger]
    noted: str = ""


def at(hour: int, minute: int) -> Callable[[tzinfo], BaseTrigger]:
    """Every day, by the school's clock."""
    return lambda zone: CronTrigger(hour=hour, minute=minute, timezone=zone)


def every(**time: float) -> Callable[[tzinfo], BaseTrigger]:
    return lambda _zone: IntervalTrigger(**time)


def jobs() -> Mapping[str, Job]:
    """Of each school."""
    return {
        "seal": Job(
            lambda here: sealed(here.store, here.rules), at(SEALED_AT.hour, SEALED_AT.minute)
        ),
        "tasks": Job(
            lambda here: reminded(here.store, here.rules), every(seconds=TASKS), REMINDING
        ),
        "rings": Job(lambda here: rung(here.store, here.rules), every(seconds=RINGS)),
        "gather": Job(lambda here: gathered(here.store, here.rules), every(seconds=GATHER)),
        "outages": Job(lambda here: tended(here.store, here.rules), every(seconds=OUTAGES)),
        "audit": Job(lambda here: audited(here.store, here.rules), at(6, 41)),
        "erase": Job(lambda here: erased(here.store, here.rules), at(3, 41)),
        "reseat": Job(lambda here: reseated(here.store, here.rules), every(minutes=1)),
        "chase": Job(lambda here: chased(here.store, here.rules), every(hours=1)),
        "report": Job(lambda here: reported(here.store, here.rules), every(hours=1)),
        "watch": Job(lambda here: watched(here.store, here.rules), every(minutes=10), WATCHING),
        "listen": Job(lambda here: here.ears.listen(here.rules.school), every(minutes=1)),
        "look": Job(lambda here: here.ears.look(here.rules.school), every(minutes=10)),
    }


def scheduler(
    store: Store,
    branches: Mapping[str, Branch],
    ears: Ears,
    owed: Callable[[], None] = lambda: None,
    rounds: Rounds | None = None,
) -> AsyncIOScheduler:
    """In memory, late rather than never, and harmless when it rings twice. `owed` is called when
    promises may wait in the outbox. What fails is logged by the scheduler, and counts as not having
    come round."""
    bell = AsyncIOScheduler(
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
    rounds = rounds or Rounds()

    async def tidy() -> None:
        await store.transact(forget)

    async def beat() -> None:
        rounds.done(CLOCK)

    async def go_round(job: Job, here: Here) -> None:
        try:
            await job.round(here)
        except asyncio.CancelledError:
            return  # we are asked to stop: what was begun is committed, the rest is due again
        owed()
        if job.noted:
            rounds.done(job.noted)

    bell.add_job(beat, IntervalTrigger(seconds=BEAT), id=CLOCK)
    bell.add_job(tidy, CronTrigger(hour=3, minute=17), id="tidy")
    for branch in branches.values():
        here = Here(store, ears, branch.rules)
        for name, job in jobs().items():
            trigger = job.trigger(branch.rules.zone)
            id_ = f"{name}:{branch.rules.school}"
            bell.add_job(go_round, trigger, args=(job, here), id=id_)
    return bell


async def sealed(store: Store, rules: Rules) -> None:
    await store.transact(lambda work: seal_the_day(work, rules))


async def audited(store: Store, rules: Rules) -> None:
    """Looking takes no lock, however long the journal is."""
    if found := await store.read(lambda work: auditing.findings(work, rules)):
        await store.transact(lambda work: auditing.report(work, rules, found))


async def erased(store: Store, rules: Rules) -> None:
    """Personal data that has been kept long enough, in pieces that hold up nobody."""
    while await store.transact(lambda work: erasing.erase_due(work, rules)):
        pass


async def reminded(store: Store, rules: Rules) -> None:
    """What is late, what the calendar asks for today, what nobody has in hand any more."""
    for act in (
        tasking.overdue,
        duties.file_due,
        passing_on.pass_on,
        silencing.over,
        switching.over,
    ):
        await store.transact(partial(_opened, act=act, rules=rules))


def _opened(work: Work, act: Callable[[Work, Office], int], rules: Rules) -> int:
    return act(work, Office.open(work, rules))


async def caught_up(store: Store, rules: Rules) -> None:
    """What a bell in memory would have rung for while nobody was there, where another day would be
    too late."""
    await store.transact(lambda work: seal_what_was_missed(work, rules))


async def armed(store: Store, rules: Rules) -> None:
    """A bell for whatever an older release left without one. At the start only: this looks at all
    that is open, and what is lost later the watch finds."""
    while await store.read(lambda work: rings.unarmed(work, rules.school)):
        await store.transact(partial(_opened, act=ringing.arm_all, rules=rules))


async def rung(store: Store, rules: Rules) -> None:
    """Everything that is due, each for itself: one case that is not as it should be holds up no
    other. Looking takes no lock. A few cases at a time, so that they share a commit and nobody who
    speaks meanwhile waits for many."""
    while late := await store.read(lambda work: rings.due(work, rules.school, work.now)):
        cases = list(dict.fromkeys(one.request for one in late))
        for first in range(0, len(cases), TOGETHER):
            few = cases[first : first + TOGETHER]
            await asyncio.gather(*(_sound(store, rules, request) for request in few))


async def _sound(store: Store, rules: Rules, request: int) -> None:
    try:
        await store.transact(
            lambda work: ringing.sound(work, Office.open(work, rules), request)
        )
    except Exception:
        log.exception("ring.failed", request=request)
        await store.transact(lambda work: ringing.put_off(work, request))


async def gathered(store: Store, rules: Rules) -> None:
    """Faults that were heard become outages that are told. Looking takes no lock."""
    if await store.read(partial(_opened, act=gathering.waits, rules=rules)):
        await store.transact(partial(_opened, act=gathering.gather, rules=rules))


async def tended(store: Store, rules: Rules) -> None:
    """What is hidden no more, what works again, who is called once more. Where nothing is wrong
    nothing is written."""
    if await store.read(partial(_opened, act=recovering.anything, rules=rules)):
        for act in (gathering.gather, recovering.recover, calling.ring, patrolling.send):
            await store.transact(partial(_opened, act=act, rules=rules))


async def chased(store: Store, rules: Rules) -> None:
    """What somebody is told as long as it stays undone: filings, trainings, recorders, devices
    nobody knows."""
    acts = (chasing.chase, qualifying.remind, retaining.remind, telling_of_sources.remind)
    for act in acts:
        await store.transact(partial(act, rules=rules))


async def reported(store: Store, rules: Rules) -> None:
    await store.transact(lambda work: reporting.send_monthly(work, rules))


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
    signals.prune(work, work.now - KEEP_ALARMS)
    alarms.prune(work, work.now - KEEP_ALARMS, work.now - KEEP_UNKNOWN)
    sources.prune(work, work.now - KEEP_UNKNOWN)
    strangers.prune(work, work.now - KEEP_UNKNOWN)
    free_numbers(work)
