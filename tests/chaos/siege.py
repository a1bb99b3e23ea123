"""A demo school whose product is a process under attack, looked after as systemd would.

async with siege(folder) as here:
    here.strike()                     # SIGKILL, at this moment
    await whole_case(here.stage, here.clock)
"""

import asyncio
import contextlib
import copy
import random
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from sandbox.clock import SCHOOL_DAY, SharedClock, Ticks
from sandbox.player import Stage
from sandbox.process import Forks, Process, forks
from sandbox.schools import load
from sandbox.town import (
    AGENT,
    Platforms,
    free_port,
    move_in,
    outside,
    settings_for,
    stage_of,
    tree_for,
)
from sandbox.wecom.corp import Rate
from storage.store import Store
from tests.chaos.case import (
    Screens,
    becomes,
    doubled,
    missing,
    promised,
    whole,
    whole_case,
)
from tests.chaos.gate import Gate, gate

INSISTENT = 2.0  # seconds
UNHURRIED = 60.0  # nobody says anything twice, however slow the machine
BACK = 60.0  # seconds; whoever is not back by then never will be
SESSION_CUT = "terminating connection due to administrator command"


@dataclass(slots=True, kw_only=True)
class Siege:
    platforms: Platforms
    clock: SharedClock
    stage: Stage
    processes: list[Process]
    store: Store  # the same database, seen from outside
    gate: Gate
    folder: Path
    kills: int = 0
    crashes: list[str] = field(default_factory=list)

    def strike(self, process: Process | None = None) -> bool:
        """SIGKILL now; whoever looks after it starts it again."""
        hit = (process or self.processes[0]).strike()
        self.kills += hit
        return hit

    async def look_after(self, process: Process) -> None:
        """Starts again whatever was killed, or lost its database before it was there. Any other
        end of its own is a crash."""
        while True:
            code = await process.ended()
            if code != -signal.SIGKILL and not cut_off_while_it_started(process):
                self.crashes.append(f"exit code {code}\n{process.tail()}")
                return
            # Killed while starting: once more. Slow to start: it is waited for all the same.
            with contextlib.suppress(RuntimeError, TimeoutError):
                await process.start()

    async def all_up(self) -> None:
        for process in self.processes:
            await up(process)


def cut_off_while_it_started(process: Process) -> bool:
    return not process.listened and SESSION_CUT in process.tail(400)


async def up(process: Process) -> None:
    async with asyncio.timeout(BACK):
        while not await process.listens():  # noqa: ASYNC110 — another process's door
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def siege(
    folder: Path,
    *,
    database: str = "",
    processes: int = 1,
    mother: Forks | None = None,
    looked_after: bool = True,
    school: str = "taishan",
    start: datetime = SCHOOL_DAY,
    quiet: bool = False,
    patience: float = INSISTENT,
    ropes: bool = False,
) -> AsyncIterator[Siege]:
    """Fails with the end of the product's log when the product crashed. `looked_after` False:
    what ends stays ended. `start`: everybody's clock begins there, and may be pushed; each
    process has a clock of its own, which can go wrong. `ropes`: the bell is rung by hand.
    `patience`: seconds before somebody says it again."""
    clock = SharedClock(folder / "clock", start)
    url = database or f"sqlite:///{folder}/siege.db"
    async with contextlib.AsyncExitStack() as stack:
        platforms = await stack.enter_async_context(outside(load(school), clock))
        # The product's pauses pass with the pushed clock; so does the minute that WeCom counts.
        platforms.wecom.corp.rate = Rate(Ticks(clock).monotonic)
        mother = mother or await stack.enter_async_context(forks())
        settings = settings_for(platforms, url, quiet=quiet)
        await move_in(platforms.school, settings, clock)
        listens = [f"127.0.0.1:{free_port()}" for _ in range(processes)]
        door = await stack.enter_async_context(gate(listens))
        tree = tree_for(platforms, url, quiet=quiet)
        running = [
            Process(
                listening(tree, listen, door.url),
                folder / f"log{n}",
                mother,
                lives_by(clock, folder, n, ropes=ropes),
            )
            for n, listen in enumerate(listens)
        ]
        for process in running:
            stack.push_async_callback(process.kill)
            await process.start()
        await platforms.wecom.connect(AGENT, f"{door.url}/wecom/{school}")
        stage = await stack.enter_async_context(stage_of(platforms, patience))
        store = await Store.open(seen_from_outside(url), clock, settings.security.vault)
        stack.push_async_callback(store.close)
        here = Siege(
            platforms=platforms,
            clock=clock,
            stage=stage,
            processes=running,
            store=store,
            gate=door,
            folder=folder,
        )
        await stack.enter_async_context(watched(here, restarts=looked_after))
        yield here


@contextlib.asynccontextmanager
async def watched(here: Siege, *, restarts: bool) -> AsyncIterator[None]:
    kept = here.processes if restarts else []
    tasks = [asyncio.create_task(here.look_after(process)) for process in kept]
    try:
        yield
    except Exception as error:
        error.add_note("\n".join(f"— the product's log:\n{p.tail()}" for p in here.processes))
        raise
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert not here.crashes, here.crashes


def seen_from_outside(url: str) -> str:
    """Whoever cuts the product's sessions, by their name, does not cut those of the onlooker."""
    if not url.startswith("postgresql"):
        return url
    named = make_url(url).update_query_dict({"application_name": "onlooker"})
    return named.render_as_string(hide_password=False)


def lives_by(clock: SharedClock, folder: Path, n: int, *, ropes: bool) -> dict[str, str]:
    clock.goes_wrong(folder / f"clock{n}", timedelta())
    rope = {"SANDBOX_ROPE": str(folder / f"rope{n}")} if ropes else {}
    own, right = folder / f"clock{n}", folder / "clock"
    return {"SANDBOX_CLOCK": str(own), "SANDBOX_TICKS": str(right), **rope}


def listening(tree: dict[str, Any], listen: str, public: str) -> dict[str, Any]:
    own = copy.deepcopy(tree)
    own["web"] = {"listen": listen, "public_url": public}
    return own


@dataclass(frozen=True, slots=True)
class Calm:
    """The case when nobody kills anything."""

    screens: Screens
    moments: int  # how often something passed between platforms and product


_calm: list[Calm] = []


async def undisturbed(folder: Path) -> Calm:
    """Played once for all who compare."""
    if not _calm:
        await asyncio.to_thread(folder.mkdir)
        async with siege(folder, patience=UNHURRIED) as here:
            moments = Moments(here)
            await whole_case(here.stage, here.clock)
            await becomes(here.store, whole)
            _calm.append(Calm(promised(here.stage), len(moments.passed)))
    return _calm[0]


@contextlib.asynccontextmanager
async def killed_at_random(
    here: Siege, seed: int | str, *, most: int = 12, longest: float = 0.25
) -> AsyncIterator[None]:
    """SIGKILL at moments nobody can foresee, the first one for certain, `most` of them."""
    chance = random.Random(seed)

    async def kills() -> None:
        for _ in range(most):
            process = chance.choice(here.processes)
            if chance.random() < 0.8:  # else perhaps while it starts
                await up(process)
            await asyncio.sleep(chance.uniform(0, longest))
            here.strike(process)

    task = asyncio.create_task(kills())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def as_told(here: Siege, calm: Calm) -> None:
    """People read what they would have read; at most one message too many for each kill."""
    seen = promised(here.stage)
    lost = missing(seen, calm.screens)
    assert not lost, lost
    assert doubled(seen, calm.screens) <= here.kills


class Moments:
    """Counts what passes between the platforms and the product; strikes at the n-th.

    A poll counts only when it confirms something new. `at` 0: only counts.
    """

    def __init__(self, here: Siege, at: int = 0) -> None:
        self._here, self._at = here, at
        self._polls: set[str] = set()
        self.passed: list[str] = []
        here.platforms.telegram.faults.watch = self.see
        here.platforms.wecom.corp.faults.watch = self.see

    def see(self, moment: str, call: str) -> None:
        if call.startswith("getupdates"):
            if moment == "answered" or call in self._polls:
                return
            self._polls.add(call)
        self.passed.append(f"{moment} {call}")
        if len(self.passed) == self._at:
            self._here.strike()
