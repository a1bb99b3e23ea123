"""From the inbox to an answer: each update in one transaction, then the reply.

Claiming, handling and marking done commit together, so a crash anywhere leaves the update either
untouched or done. Several processes may run this on one PostgreSQL.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

import structlog
from sqlalchemy.exc import DBAPIError

from bot.cards import Card
from bot.delivery.bell import Bell
from bot.delivery.packing import Branch
from bot.handlers.dispatch import dispatch
from bot.handlers.visit import Answer
from bot.people.person import Platform
from bot.platforms.ports import Inbound
from bot.speech import Voice
from storage import inbox
from storage.inbox import InboxRow
from storage.store import Collision, Store, Work

BATCH = 32
RETRIES = (1.0, 5.0, 30.0)  # seconds; afterwards the update is a dead letter
log = structlog.get_logger()

Reader = Callable[[InboxRow], Inbound | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    school: str
    inbound: Inbound
    answer: Answer


class Intake:
    """`owed` is called after every batch: promises may wait in the outbox."""

    def __init__(
        self,
        store: Store,
        branches: Mapping[str, Branch],
        readers: Mapping[Platform, Reader],
        owed: Callable[[], None],
    ) -> None:
        self._store = store
        self._branches = branches
        self._readers = readers
        self._owed = owed
        self._bell = Bell()
        self._replies: dict[tuple[str, Platform, str], asyncio.Task[None]] = {}

    def ring(self) -> None:
        """Something was put into the inbox."""
        self._bell.ring()

    async def run(self, idle: float = 1.0) -> None:
        while True:
            self._bell.clear()
            try:
                busy = await self.round()
            except Exception:
                log.exception("intake.round_failed")
                busy = False
            if not busy:
                await self._bell.wait(idle)

    async def round(self) -> bool:
        """Handle what is due; whether there was anything."""
        claimed, handled = await self._store.transact(self._batch)
        if claimed:
            self._owed()
        for one in handled:
            self._reply(one)
        return claimed > 0

    def _batch(self, work: Work) -> tuple[int, list[Handled]]:
        rows = inbox.claim(work, BATCH)
        return len(rows), [one for one in (self._handle(work, row) for row in rows) if one]

    def _handle(self, work: Work, row: InboxRow) -> Handled | None:
        inbound: Inbound | None = None
        try:
            inbound = self._readers[row.platform](row)
            if inbound is None:
                inbox.done(work, row.id)
                return None
            with work.savepoint():
                answer = dispatch(work, self._branches[row.school].rules, inbound)
                inbox.done(work, row.id)
        except (Collision, DBAPIError):
            # The store runs the whole batch again, or says that the database is gone.
            raise
        except Exception as error:  # noqa: BLE001 — any bug becomes a number, none stops us
            return self._failed(work, row, inbound, error)
        return Handled(school=row.school, inbound=inbound, answer=answer)

    def _failed(
        self, work: Work, row: InboxRow, inbound: Inbound | None, error: Exception
    ) -> Handled | None:
        """A bug of ours: tried again a few times, then kept and answered with a number."""
        number = token_hex(3)
        log.error("intake.failed", update=row.id, number=number, exc_info=error)
        if row.attempts < len(RETRIES):
            again = work.now + timedelta(seconds=RETRIES[row.attempts])
            inbox.failed(work, row.id, repr(error), again)
            return None
        inbox.failed(work, row.id, repr(error), None)
        if inbound is None:
            return None
        sorry = Voice().say("trouble.number", number=number)
        answer = Answer(cards=(Card(title=sorry),), toast=sorry)
        return Handled(school=row.school, inbound=inbound, answer=answer)

    def _reply(self, one: Handled) -> None:
        """Answers of one chat leave in order; different chats do not wait for each other."""
        lane = (one.school, one.inbound.platform, one.inbound.chat)
        before = self._replies.get(lane)
        task = asyncio.create_task(self._speak(one, before))
        self._replies[lane] = task
        task.add_done_callback(lambda done: self._forget(lane, done))

    def _forget(self, lane: tuple[str, Platform, str], done: "asyncio.Task[None]") -> None:
        if self._replies.get(lane) is done:
            del self._replies[lane]

    async def _speak(self, one: Handled, before: "asyncio.Task[None] | None") -> None:
        if before:
            await asyncio.wait([before])
        messenger = self._branches[one.school].messengers.get(one.inbound.platform)
        if messenger is None:
            return
        try:
            await messenger.reply(one.inbound, one.answer.cards, one.answer.toast)
        except Exception:
            log.exception("intake.reply_failed", key=one.inbound.key)

    async def finish(self) -> None:
        """Let the replies under way end; called when the product stops."""
        if self._replies:
            await asyncio.wait(list(self._replies.values()), timeout=5)
