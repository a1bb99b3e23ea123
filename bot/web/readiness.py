"""Whether this process does its work: what `/readyz`, `/metrics` and the watchman ask of it."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot import schedule
from bot.delivery.rounds import Rounds
from bot.web import health
from storage import inbox, outbox
from storage.store import Clock, Store

SILENT = 180  # seconds without a word from a platform's poll
STUCK = 300  # seconds a row may wait in inbox or outbox
# Seconds in which each loop has to come round; they look every second, ring every minute, or watch
# every ten.
LOOPS = {
    "intake": SILENT,
    "delivery": SILENT,
    "fetch": 600,  # a slow platform gives files slowly
    schedule.CLOCK: SILENT,
    schedule.REMINDING: 300,
    schedule.WATCHING: 1800,
}


@dataclass(slots=True, kw_only=True)
class Readiness:
    """`leads`: whether this process has a duty that one does for all; `shared`: the loops that are
    such duties."""

    store: Store
    clock: Clock
    rounds: Rounds
    leads: Callable[[str], bool]
    shared: Container[str]
    # Read at every question: a platform is added when its intake begins.
    checks: dict[str, health.Check] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.checks["database"] = self._rows

    def expect(self, others: Mapping[str, int]) -> None:
        """From now on each loop comes round, or it is said which one stands still."""
        for name, within in {**LOOPS, **others}.items():
            self.rounds.expect(name, within)
            self.checks[name] = self._round(name)

    def polls(self, duty: str, last: Callable[[], datetime | None]) -> None:
        """`last`: when the platform last answered."""
        self.checks[duty] = self._poll(duty, last)

    def ages(self) -> Mapping[str, float]:
        return {n: a for n, a in self.rounds.ages().items() if not self._is_anothers(n)}

    async def ill(self) -> Mapping[str, str]:
        said = await health.outcomes(self.checks)
        return {name: word for name, word in said.items() if word != health.WELL}

    def _round(self, name: str) -> health.Check:
        async def check() -> str:
            if self._is_anothers(name):
                return ""
            age = self.rounds.still().get(name)
            return f"silent_since_{int(age)}s" if age else ""

        return check

    def _is_anothers(self, loop: str) -> bool:
        """One process does it for all, and it is not this one."""
        return loop in self.shared and not self.leads(loop)

    def _poll(self, duty: str, last: Callable[[], datetime | None]) -> health.Check:
        async def check() -> str:
            if not self.leads(duty):
                return ""  # another process polls, or this one will within a second
            at = last()
            silent = (self.clock.now() - at).total_seconds() if at else SILENT + 1
            return f"silent_since_{int(silent)}s" if silent > SILENT else ""

        return check

    async def _rows(self) -> str:
        waiting, owed = await self.store.read(lambda w: (inbox.waiting(w), outbox.owed(w)))
        for name, oldest in (("inbox", waiting.oldest), ("outbox", owed.oldest)):
            late = (self.clock.now() - oldest).total_seconds() if oldest else 0
            if late > STUCK:
                return f"{name}_late_{int(late)}s"
        return ""
