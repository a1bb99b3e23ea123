"""Towns whose product is a process of its own: it can be killed, and the town goes on around it.

    async with nursery(folder) as towns:
        async with towns.opened("taishan") as here:
            await here.process.kill()

Meant to begin quickly: the process is forked from one that has everything imported, and a school
that has moved in once is copied.
"""

import asyncio
import contextlib
import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.config import Settings
from bot.connecting import rules_for
from sandbox.clock import PushedClock, SharedClock
from sandbox.exchange import Exchange
from sandbox.house import Apart
from sandbox.player import Director, Stage
from sandbox.process import Forks, Process, forks
from sandbox.schools import load
from sandbox.town import (
    AGENT,
    SEALING_KEY,
    Platforms,
    Town,
    exchanges,
    move_in,
    moved,
    outside,
    tree_for,
)
from storage.store import Store
from storage.vault import Vault

KEYS = Vault([SEALING_KEY])
PATIENCE = 900.0  # seconds; whoever watches a story may take it into his own hands for a while


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a town begins. `start` None: now. `undo`, `quiet`: as in `town`."""

    start: datetime | None = None
    undo: bool = True
    quiet: bool = False


@dataclass(slots=True, kw_only=True)
class TownApart(Town):
    process: Process
    tree: dict[str, object]

    @property
    def environment(self) -> dict[str, str]:
        """As a command of the product needs it, run beside the product."""
        return self.process.environment


@dataclass(slots=True)
class Nursery:
    folder: Path
    mother: Forks
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _preparing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _ready: set[str] = field(default_factory=set)

    @contextlib.asynccontextmanager
    async def opened(
        self,
        school: str,
        manner: Manner = Manner(),
        *,
        kept: Path | None = None,
        director: Director | None = None,
        around: Callable[[Platforms], tuple[Exchange, ...]] = exchanges,
    ) -> AsyncIterator[TownApart]:
        """`kept`: the folder of a database that stays. `around`: the platforms as people have
        them in their hands."""
        folder = self.folder / f"town{next(self._numbers)}"
        folder.mkdir()
        clock = SharedClock(folder / "clock", manner.start or datetime.now().astimezone())
        database = (kept or folder) / "demo.db"
        async with contextlib.AsyncExitStack() as stack:
            platforms = await stack.enter_async_context(outside(load(school), clock))
            url = f"sqlite:///{database}"
            tree = tree_for(platforms, url, undo=manner.undo, quiet=manner.quiet)
            settings = Settings.read(tree)
            await self._moved_in(platforms, settings, database)
            rope = folder / "rope"
            shared = {"SANDBOX_CLOCK": str(folder / "clock"), "SANDBOX_ROPE": str(rope)}
            process = Process(tree, folder / "log", self.mother, shared)
            stack.push_async_callback(process.kill)
            await process.start()
            await connect(platforms, settings)
            store = await Store.open(url, clock, settings.security.vault)
            stack.push_async_callback(store.close)
            stage = Stage(
                around(platforms),
                platforms.school.cast,
                platforms.school.groups,
                patience=PATIENCE,
                director=director,
            )
            await stack.enter_async_context(stage)
            rules = rules_for(school, settings.schools[school], settings.web)
            yield TownApart(
                platforms=platforms,
                settings=settings,
                clock=clock,
                stage=stage,
                house=Apart(process, rope, store, rules),
                process=process,
                tree=tree,
            )

    async def prepare(self, school: str) -> Path:
        """Moving in takes seconds; once done, a town without a past is a copy of it."""
        async with self._preparing:
            model = self.folder / f"{school}.db"
            if school not in self._ready:
                await moved(load(school), f"sqlite:///{model}", PushedClock(), KEYS)
                self._ready.add(school)
            return model

    async def _moved_in(self, platforms: Platforms, settings: Settings, database: Path) -> None:
        model = await self.prepare(platforms.school.id)
        if not await asyncio.to_thread(_copied, model, database):
            await move_in(platforms.school, settings, platforms.clock)


def _copied(model: Path, database: Path) -> bool:
    """What stands already stays as it is."""
    if database.exists():
        return False
    shutil.copyfile(model, database)
    return True


async def connect(platforms: Platforms, settings: Settings) -> None:
    school, address = platforms.school.id, settings.web.public_url
    await platforms.wecom.connect(AGENT, f"{address}/wecom/{school}")
    await platforms.wechat.connect(f"{address}/wechat/{school}")


@contextlib.asynccontextmanager
async def nursery(folder: Path) -> AsyncIterator[Nursery]:
    async with forks() as mother:
        yield Nursery(folder, mother)
