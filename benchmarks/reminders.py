"""What the bell costs while nothing is due, and how long it rings after a day of silence."""

import argparse
import asyncio
import contextlib
import time
from datetime import timedelta

from sqlalchemy import func, select

from benchmarks import grown, servers
from benchmarks.grown import Grown
from benchmarks.report import Aim, Column, Result
from bot import schedule
from storage import outbox
from storage.store import Work
from storage.tables import outbox as promises

ABOUT = "a look at what is due, with so many pending; and a day's worth at once"
PENDING = (1_000, 100_000, 1_000_000)
LOOKS = 15
OVERDUE = 10_000


async def looked(here: Grown) -> float:
    """Milliseconds of one look: bells, late tasks, promises that are to leave."""
    began = time.perf_counter()
    await schedule.rung(here.store, here.rules)
    await schedule.reminded(here.store, here.rules)
    await here.store.transact(lambda work: outbox.claim(work, 100, 30))
    return 1000 * (time.perf_counter() - began)


async def quiet(*pending: int) -> dict[int, float]:
    """The median look in schools where so many cases wait and none is due, at each by turns."""
    async with contextlib.AsyncExitStack() as open_now:
        schools = [await where_wait(open_now, many) for many in pending]
        medians = await grown.by_turns(schools, LOOKS, looked)
        return dict(zip(pending, medians, strict=True))


async def where_wait(open_now: contextlib.AsyncExitStack, pending: int) -> Grown:
    here = await grown.opened(open_now)
    await grown.waits(here, pending)
    await here.store.transact(_all_sent)
    await looked(here)  # what was new is seen to
    return here


async def after_a_day(overdue: int) -> dict[str, float]:
    """Everything is due at once: seconds until all of it is owed to people."""
    with servers.sqlite() as url:
        async with grown.school(url) as here:
            await grown.waits(here, overdue)
            await here.store.transact(_all_sent)
            here.clock.push(timedelta(days=1))
            began = time.perf_counter()
            await schedule.rung(here.store, here.rules)
            seconds = time.perf_counter() - began
            return {"seconds": seconds, "owed": float(await here.store.read(_owed))}


def _all_sent(work: Work) -> None:
    work.conn.execute(promises.update().values(state="sent"))


def _owed(work: Work) -> int:
    waits = select(func.count()).where(promises.c.state == "waiting")
    return int(work.conn.execute(waits).scalar_one())


def run(options: argparse.Namespace) -> Result:
    pending = [n for n in PENDING if n <= options.cases]
    looks = asyncio.run(quiet(*pending))
    late = asyncio.run(after_a_day(OVERDUE))
    assert late["owed"] >= OVERDUE, late
    rows = {
        f"{n:,} pending": {"ms": ms, "ratio": ms / looks[pending[0]]} for n, ms in looks.items()
    }
    rows[f"{OVERDUE:,} overdue"] = {"seconds": late["seconds"], "owed": late["owed"]}
    return Result(
        name=ABOUT,
        columns=(
            Column(key="ms", title="ms a look", digits=2),
            Column(key="ratio", title=f"÷ {pending[0]:,}", digits=2),
            Column(key="seconds", title="s until owed", digits=1),
            Column(key="owed", title="promises"),
        ),
        rows=rows,
        aims=(
            Aim(
                what=f"a look with {pending[-1]:,} ÷ with {pending[0]:,}",
                value=looks[pending[-1]] / looks[pending[0]],
                at_most=1.2,
            ),
            Aim(what="seconds until all is owed", value=late["seconds"], at_most=60),
        ),
    )
