"""Whatever can go wrong around a school's machine, one thing after the other, drawn by a seed.

It strikes when something passes between a platform and the product, so that a slow machine sees as
much of it as a quick one. Each kind comes as often as every other.
"""

import asyncio
import contextlib
import logging
import random
import resource
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from sandbox.process import Process
from tests.chaos.siege import Siege, up

STORM, WIND = (3, 12), (12, 32)  # calls between two faults
SENDS = ("message/send", "webhook/send", "message/update_template_card")
log = logging.getLogger(__name__)
GATEWAY = b"<html>Bad Gateway</html>"


class Weather:
    """`doubles`: how often a message may have come twice by now, for it was cut off after its
    effect, or its sender was killed. `drawn`: what came, and how often."""

    def __init__(self, here: Siege, seed: int, database: str, often: tuple[int, int]) -> None:
        self.here, self.database, self._often = here, database, often
        self.chance = random.Random(seed)
        self.drawn: Counter[str] = Counter()
        self.cut = 0
        self._bag: list[str] = []
        self._left = 0
        self._over = False
        self._later: set[asyncio.Task[None]] = set()
        self._polls: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self._began = here.clock.now()
        self._next()

    @property
    def doubles(self) -> int:
        return self.here.kills + self.cut

    def see(self, moment: str, call: str) -> None:
        """As `Moments`: a poll counts only when it confirms something new."""
        if call.startswith("getupdates"):
            if moment == "answered" or call in self._polls:
                return
            self._polls.add(call)
        self._left -= 1
        if self._left <= 0 and not self._over:
            self._next()
            # The stand-ins tell it from threads of theirs, too.
            self._loop.call_soon_threadsafe(self._breaks)

    def _next(self) -> None:
        self._left = self.chance.randint(*self._often)

    def _breaks(self) -> None:
        if self._over:  # a thread had drawn it before
            return
        kinds = {**self._platforms(), **self._machine()}
        if not self._bag:
            self._bag = sorted(kinds)
            self.chance.shuffle(self._bag)
        name = self._bag.pop()
        self.drawn[name] += 1
        log.info("weather: %s", name)
        kinds[name]()

    # -- the platforms -------------------------------------------------------------------------

    def _platforms(self) -> dict[str, Callable[[], object]]:
        telegram = self.here.platforms.telegram.faults
        wecom = self.here.platforms.wecom.corp.faults
        few = self.chance.randint(1, 3)

        def flood() -> None:
            text = "Too Many Requests: retry after 2"
            telegram.refuse("", few, 429, text, retry_after=2)

        def errcode(code: int, times: int) -> Callable[[], None]:
            return lambda: wecom.plan(self.chance.choice(SENDS), errcode=code, times=times)

        return {
            "Telegram: 429": flood,
            "Telegram: 502": lambda: telegram.garble("", few, 502, GATEWAY),
            "Telegram: slow": lambda: telegram.delay("", few, 2.0),
            "Telegram: reset before": lambda: telegram.drop("", 1, after=False),
            "Telegram: reset after": self._telegram_cut,
            "WeCom: -1": errcode(-1, few),
            "WeCom: 45009": errcode(45009, few),
            "WeCom: 42001": errcode(42001, 1),
            "WeCom: token refused for a while": errcode(40014, 4),
            "WeCom: 60020": errcode(60020, 2),
            "WeCom: 503": lambda: wecom.plan(self.chance.choice(SENDS), status=503, times=few),
            "WeCom: reset before": lambda: wecom.plan("message/send", drop=True),
            "WeCom: reset after": self._wecom_cut,
            "WeCom: hangs": lambda: wecom.plan("message/send", hang=True),
            "WeCom: a callback twice": lambda: setattr(wecom, "repeat", wecom.repeat + 1),
            "WeCom: a callback lost": lambda: setattr(wecom, "lose", wecom.lose + 1),
        }

    def _telegram_cut(self) -> None:
        self.here.platforms.telegram.faults.drop("sendMessage", 1, after=True)
        self.cut += 1

    def _wecom_cut(self) -> None:
        self.here.platforms.wecom.corp.faults.plan("message/send", lose_answer=True)
        self.cut += 1

    # -- the machine ---------------------------------------------------------------------------

    def _machine(self) -> dict[str, Callable[[], object]]:
        kinds: dict[str, Callable[[], object]] = {
            "killed": lambda: self.here.strike(self._one()),
            "killed once more": lambda: self._begin(self._killed_while_it_starts()),
            "clock ahead": lambda: self._begin(self._clock(1)),
            "clock behind": lambda: self._begin(self._clock(-1)),
            "disk full": lambda: self._begin(self._full()),
        }
        if self.database:
            return {**kinds, "every session cut": lambda: self._begin(self._sessions_cut())}
        return {**kinds, "database locked": lambda: self._begin(self._locked())}

    def _one(self) -> Process:
        return self.chance.choice(self.here.processes)

    def _number(self) -> int:
        return self.chance.randrange(len(self.here.processes))

    def _begin(self, trouble: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(trouble)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _killed_while_it_starts(self) -> None:
        process = self._one()
        self.here.strike(process)
        await asyncio.sleep(self.chance.uniform(0.05, 0.6))
        self.here.strike(process)

    async def _clock(self, sign: int) -> None:
        """Of one machine; somebody sets it right again. Not behind the beginning: what the calendar
        asks for before it, a hand-over at eight, nobody has lived through."""
        machine = self.here.folder / f"clock{self._number()}"
        drawn = timedelta(seconds=sign * self.chance.uniform(40, 1500))
        wrong = max(drawn, self._began - self.here.clock.now())
        self.here.clock.goes_wrong(machine, wrong)
        try:
            await asyncio.sleep(self.chance.uniform(0.5, 2.5))
        finally:
            self.here.clock.goes_wrong(machine, timedelta())

    async def _full(self) -> None:
        """No file of its grows: what it writes is refused by the kernel, its log included. The
        kernel says EFBIG and not ENOSPC; to SQLite both are a write that failed."""
        process = self._one()
        if process.pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, limits[1]))
            try:
                await asyncio.sleep(self.chance.uniform(0.3, 1.5))
            finally:
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)

    async def _locked(self) -> None:
        """Somebody else writes."""
        file = self.here.folder / "siege.db"
        await asyncio.to_thread(_lock, file, self.chance.uniform(0.3, 3.0))

    async def _sessions_cut(self) -> None:
        await asyncio.to_thread(_cut, self.database)

    # -- afterwards ----------------------------------------------------------------------------

    async def ends(self) -> None:
        """Everything is mended."""
        self._over = True
        for task in list(self._later):
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        faults = self.here.platforms.wecom.corp.faults
        faults.api.clear()
        faults.repeat = faults.lose = faults.hold = 0
        self.here.platforms.telegram.faults.clear()
        for process in self.here.processes:
            await up(process)


def _lock(file: Path, seconds: float) -> None:
    other = sqlite3.connect(file, isolation_level=None, timeout=30)
    try:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
    finally:
        other.close()


def _cut(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            " AND application_name = 'diaoyue'"
        )


@contextlib.asynccontextmanager
async def bad_weather(
    here: Siege, seed: int, database: str = "", *, often: tuple[int, int] = (6, 40)
) -> AsyncIterator[Weather]:
    """`often`: between so many and so many calls pass between two faults."""
    weather = Weather(here, seed, database, often)
    here.platforms.telegram.faults.watch = weather.see
    here.platforms.wecom.corp.faults.watch = weather.see
    try:
        yield weather
    finally:
        await weather.ends()
