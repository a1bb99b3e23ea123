"""From what was heard to what follows from it: one process of each school goes through the signals
in their order.

A signal that cannot be decided is put aside where an administrator finds it, and holds up no other.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.actions import telling_of_sources
from bot.actions.office import Office, Rules
from bot.actions.taking_alarms import Posted, Taken, take
from bot.alerts.reading import Read, Unreadable
from bot.delivery.bell import Bell
from bot.delivery.rounds import Rounds
from storage import signals, strangers
from storage.signals import Heard
from storage.store import Collision, Store, Work

log = structlog.get_logger()

BATCH = 50  # while it is decided nobody else can write to SQLite
LOOK = timedelta(minutes=1)  # between two looks for sources that fell silent
GONE = (Collision, OperationalError, InterfaceError)  # no signal's fault

Decide = Callable[[Work, Office, Sequence[Heard]], object]


class Alarms:
    """One school's. `owed` is called after a round that may have put promises into the outbox."""

    def __init__(
        self,
        store: Store,
        rules: Rules,
        decide: Decide,
        now: Callable[[], datetime],
        owed: Callable[[], None] = lambda: None,
        rounds: Rounds | None = None,
    ) -> None:
        self._store = store
        self._rules = rules
        self._decide = decide
        self._now = now
        self._owed = owed
        self._bell = Bell(rounds)
        self._listening_since: datetime | None = None
        self._looked_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"alarms:{self._rules.school}"

    async def take(self, posted: Posted, said: Read | Unreadable) -> Taken:
        """Returns when it is on the disk, and not before."""
        taken, owes = await self._store.transact(
            lambda work: (take(work, self._rules, posted, said), work.owes)
        )
        if owes:
            self._owed()
        if taken.stored:
            self._bell.ring()
        return taken

    async def run(self, idle: float = 1.0) -> None:
        """For ever; looks by itself every `idle` seconds."""
        # What fell silent while nobody listened is not missed before somebody has listened.
        self._listening_since = None
        await self._bell.attend(self.name, self.round, idle)

    async def round(self) -> int:
        """How many signals were gone through."""
        await self._watch()
        if not await self._store.read(self._waiting):
            return 0
        try:
            number = await self._store.transact(self._together)
        except GONE:
            raise
        except Exception:
            log.exception("alarms.batch_failed", school=self._rules.school)
            number = await self._store.transact(self._each_by_itself)
        self._owed()
        return number

    def _waiting(self, work: Work) -> bool:
        return bool(signals.waiting(work, self._rules.school, 1))

    def _together(self, work: Work) -> int:
        heard = signals.waiting(work, self._rules.school, BATCH)
        self._go_through(work, heard)
        return len(heard)

    def _go_through(self, work: Work, heard: Sequence[Heard]) -> None:
        office = Office.open(work, self._rules)
        listed = office.devices
        known = []
        for one in heard:
            if listed.find(one.signal.device, one.signal.channel):
                known.append(one)
            else:
                strangers.note(work, office.id, one.signal, one.at)
        if known:
            self._decide(work, office, known)
        signals.decided(work, heard)

    def _each_by_itself(self, work: Work) -> int:
        heard = signals.waiting(work, self._rules.school, BATCH)
        for one in heard:
            try:
                with work.savepoint():
                    self._go_through(work, [one])
            except GONE:
                raise
            except Exception as error:
                log.exception("alarms.put_aside", school=self._rules.school, signal=one.id)
                self._put_aside(work, one, error)
        return len(heard)

    def _put_aside(self, work: Work, one: Heard, error: Exception) -> None:
        plain = {**asdict(one.signal), "at": one.at}
        said = json.dumps(plain, ensure_ascii=False, default=str).encode()
        why = f"not_decided {type(error).__name__}"
        office = Office.open(work, self._rules)
        telling_of_sources.unread(
            work, office, one.signal.source, "application/json", said, why
        )
        signals.decided(work, [one])

    async def _watch(self) -> None:
        """Now and then: who has fallen silent, who is heard again? Looking takes no lock."""
        now = self._now()
        since = self._listening_since = self._listening_since or now
        if self._looked_at is not None and now - self._looked_at < LOOK:
            return
        self._looked_at = now
        if await self._store.read(lambda work: bool(self._changed(work, since))):
            await self._store.transact(self._told(since))
            self._owed()

    def _changed(self, work: Work, since: datetime) -> int:
        silent, back = telling_of_sources.changed(work, self._rules.school, since)
        return len(silent) + len(back)

    def _told(self, since: datetime) -> Callable[[Work], int]:
        return lambda work: telling_of_sources.look(work, self._rules, since)
