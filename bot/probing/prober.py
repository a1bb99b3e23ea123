"""Goes round the school's devices and asks each whether it is there."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.actions import probing
from bot.actions.office import Rules
from bot.alerts.confirming import Judged, Quorum, Watch, judged
from bot.cameras.zone import Places
from bot.probing.knocking import Door, answers, door
from storage import snapshots
from storage.store import Clock, Store, Work

HEARD_EVERY = timedelta(hours=1)  # written more often it would say nothing more
THREE_OF_FOUR = Quorum(3, 4)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """How a school wants to be watched (`[schools.X.probe]`)."""

    every: float = 60.0
    timeout: float = 3.0
    concurrency: int = 200
    quorum: Quorum = THREE_OF_FOUR
    ports: tuple[int, ...] = (554, 80, 8000)
    anchors: tuple[str, ...] = ()


class Prober:
    """One process of several goes round; what it found dead it finds again after a restart."""

    def __init__(self, store: Store, rules: Rules, eyes: Eyes, clock: Clock) -> None:
        self._store, self._rules, self._eyes, self._clock = store, rules, eyes, clock
        self._watch: Watch | None = None
        self._heard_at: datetime | None = None

    async def run(self) -> None:
        self._watch = None  # somebody else may have gone round meanwhile
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self.once()
            except Exception:
                log.exception("probe.failed", school=self._rules.school)
            await asyncio.sleep(max(1.0, self._eyes.every - (loop.time() - began)))

    async def once(self) -> Judged:
        if self._watch is None:
            self._watch = await self._store.read(partial(probing.remembered, rules=self._rules))
        doors = await self._store.read(self._doors)
        at = self._clock.now()
        asked = {**doors, **{f"anchor:{a}": d for a, d in self._anchors().items()}}
        found = await self._knock(asked)
        anchors = [found.pop(name) for name in list(found) if name not in doors]
        after = judged(self._watch, at, found, anchors, self._eyes.quorum)
        if self._heard_at is None or at - self._heard_at >= HEARD_EVERY:
            await self._store.transact(partial(probing.went_round, rules=self._rules))
            self._heard_at = at
        note = partial(probing.note, rules=self._rules, before=self._watch, after=after)
        if probing.is_news(self._watch, after, self._eyes.quorum):
            await self._store.transact(partial(note, quorum=self._eyes.quorum))
        self._watch = after.watch
        return after

    def _doors(self, work: Work) -> Mapping[str, Door]:
        """What cameras hang behind comes before them, so that it is heard of first."""
        try:
            places = snapshots.snapshot(work, self._rules.school).places
        except LookupError:
            return {}
        return dict(self._asked(places))

    def _asked(self, places: Places) -> Iterable[tuple[str, Door]]:
        for row in (*places.devices.values(), *places.cameras.values()):
            if found := door(row.address, self._eyes.ports):
                yield row.id, found

    def _anchors(self) -> Mapping[str, Door]:
        doors = {address: door(address, self._eyes.ports) for address in self._eyes.anchors}
        return {address: found for address, found in doors.items() if found}

    async def _knock(self, doors: Mapping[str, Door]) -> dict[str, bool]:
        """All of them, no more at once than the school allows."""
        room = asyncio.Semaphore(self._eyes.concurrency)

        async def one(where: Door) -> bool:
            async with room:
                return await answers(where, self._eyes.timeout)

        found = await asyncio.gather(*(one(where) for where in doors.values()))
        return dict(zip(doors, found, strict=True))
