"""Into the inbox and from there to an answer: one transaction, then the reply.

What arrived is kept in the same transaction that handles what waits, because a commit is the dear
part; whoever took it from a platform hears of it only after the commit. Claiming, handling and
marking done commit together, so a crash anywhere leaves an update either untouched or done. Several
processes may run this on one PostgreSQL.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from secrets import token_hex

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.cards import Card
from bot.conversation.private import holds_number
from bot.delivery import leaving
from bot.delivery.bell import Bell
from bot.delivery.packing import Branch
from bot.delivery.rounds import Rounds
from bot.handlers import pins
from bot.handlers.dispatch import dispatch, foreseen
from bot.handlers.hearing import Hearing
from bot.handlers.visit import Answer
from bot.notices import Reason
from bot.people.person import Platform
from bot.platforms.ports import Inbound, Said
from bot.speech import Voice
from storage import inbox
from storage.inbox import InboxRow
from storage.store import Collision, Store, Work

BATCH = 100  # as many as Telegram hands over at once: each round waits for the disk once
RETRIES = (1.0, 5.0, 30.0)  # seconds; afterwards the update is a dead letter
log = structlog.get_logger()

Reader = Callable[[InboxRow], Inbound | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    school: str
    inbound: Inbound
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Updates of one platform, (key, lane, body) each, and who waits for them to be kept."""

    school: str
    platform: Platform
    items: Sequence[tuple[str, str, str]]
    kept: "asyncio.Future[None]"

    def answer(self, error: Exception | None = None) -> None:
        if self.kept.done():  # whoever waited has gone
            return
        if error is None:
            self.kept.set_result(None)
        else:
            self.kept.set_exception(error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    handled: list[Handled]
    full: bool  # more may be due
    owes: bool


class Stopping(Exception):
    """Nothing is taken any more; the platform will say it again."""


class Intake:
    """`owed` is called after a batch that put promises into the outbox."""

    def __init__(
        self,
        store: Store,
        branches: Mapping[str, Branch],
        readers: Mapping[Platform, Reader],
        owed: Callable[[], None],
        rounds: Rounds | None = None,
    ) -> None:
        self._store = store
        self._branches = branches
        self._readers = readers
        self._owed = owed
        self._bell = Bell(rounds)
        self.hearing = Hearing()
        self._arrived: list[Arrived] = []
        self._stopped = False
        self._replies: dict[tuple[str, Platform, str], asyncio.Task[None]] = {}

    def ring(self) -> None:
        """Something may be due in the inbox."""
        self._bell.ring()

    async def take(
        self, school: str, platform: Platform, items: Sequence[tuple[str, str, str]]
    ) -> None:
        """Keep (key, lane, body) each. Returns when they are on the disk, and not before: now the
        platform may forget them. Raises what kept them from being kept."""
        if self._stopped:
            raise Stopping
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrived.append(Arrived(school=school, platform=platform, items=items, kept=kept))
        self._bell.ring()
        await kept

    async def run(self, idle: float = 1.0) -> None:
        """Handle for ever; looks by itself every `idle` seconds."""
        await self._bell.attend("intake", self.round, idle)

    async def round(self) -> bool:
        """Keep what arrived and handle what is due; whether more may be due."""
        arrived, self._arrived = self._arrived, []
        try:
            batch = await self._store.transact(lambda work: self._batch(work, arrived))
        except BaseException as error:
            await self._only_keep(arrived, error)
            raise
        for handled in batch.handled:
            self._reply(handled)
        for one in arrived:
            one.answer()
        if batch.owes:
            self._owed()
        return batch.full

    async def _only_keep(self, arrived: list[Arrived], error: BaseException) -> None:
        """What could not be handled is kept all the same, to be handled later."""
        if not isinstance(error, Exception):
            for one in arrived:
                one.answer(Stopping())
            return
        for one in arrived:
            try:
                await self._store.transact(partial(_put, [one]))
            except Exception as worse:  # noqa: BLE001 — told to whoever waits
                one.answer(worse)
            else:
                one.answer()

    def _batch(self, work: Work, arrived: list[Arrived]) -> Batch:
        _put(arrived, work)
        handled: list[Handled] = []
        room, more = BATCH, True
        while more and room > 0:
            rows = inbox.claim(work, room)
            handled += self._handle(work, rows)
            room -= len(rows)
            # Behind the first of a conversation there is a second.
            more = any(row.followed for row in rows)
        return Batch(handled=handled, full=room == 0, owes=work.owes)

    def _handle(self, work: Work, rows: Sequence[InboxRow]) -> list[Handled]:
        done: list[int] = []
        secret: list[int] = []
        handled: list[Handled] = []
        read = [self._read(row) for row in rows]
        self._foresee(work, zip(rows, read, strict=True))
        for row, found in zip(rows, read, strict=True):
            inbound: Inbound | None = None
            try:
                if isinstance(found, Exception):
                    raise found
                if inbound := found:
                    self.hearing.heard(row.school, inbound, row.received_at)
                answer = self._answer(work, row, inbound) if inbound else None
            except (Collision, OperationalError, InterfaceError):
                # The store runs the whole batch again, or says that the database is gone. What the
                # database finds wrong with one update is that update's own trouble.
                raise
            except Exception as error:  # noqa: BLE001 — any bug becomes a number, none stops us
                answer = self._failed(work, row, error)
            else:
                done.append(row.id)
            if inbound and answer and not_to_be_kept(inbound):
                secret.append(row.id)
            if inbound and answer:
                handled.append(Handled(school=row.school, inbound=inbound, answer=answer))
        inbox.done(work, *done)
        inbox.redact(work, *secret)
        return handled

    def _read(self, row: InboxRow) -> Inbound | Exception | None:
        try:
            return self._readers[row.platform](row)
        except Exception as error:  # noqa: BLE001 — raised where this row is answered
            return error

    def _foresee(
        self, work: Work, rows: Iterable[tuple[InboxRow, Inbound | Exception | None]]
    ) -> None:
        by_school: dict[str, list[Inbound]] = defaultdict(list)
        for row, found in rows:
            if isinstance(found, Inbound) and row.school in self._branches:
                by_school[row.school].append(found)
        for school, inbounds in by_school.items():
            if len(inbounds) == 1:
                continue
            try:
                with work.savepoint():
                    foreseen(work, self._branches[school].rules, inbounds)
            except (Collision, OperationalError, InterfaceError):
                raise
            except Exception:
                # Nothing hangs on it: whose trouble it is shows where each is answered.
                log.exception("intake.nothing_foreseen", school=school)

    def _answer(self, work: Work, row: InboxRow, inbound: Inbound) -> Answer:
        with work.savepoint():
            return dispatch(work, self._branches[row.school].rules, inbound)

    def _failed(self, work: Work, row: InboxRow, error: Exception) -> Answer | None:
        """A bug of ours: tried again a few times, then kept and answered with a number."""
        number = token_hex(3)
        log.error("intake.failed", update=row.id, number=number, exc_info=error)
        if row.attempts < len(RETRIES):
            again = work.now + timedelta(seconds=RETRIES[row.attempts])
            inbox.failed(work, row.id, repr(error), again)
            return None
        inbox.failed(work, row.id, repr(error), None)
        sorry = Voice().say("trouble.number", number=number)
        return Answer(cards=(Card(title=sorry),), toast=sorry, why=Reason.TROUBLED)

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
            answer = one.answer
            said = (answer.cards, answer.toast, answer.start)
            await leaving.reply(messenger, one.inbound, answer.why, *said)
            if answer.secret:
                await messenger.erase(one.inbound)
        except Exception:
            log.exception("intake.reply_failed", key=one.inbound.key)

    async def finish(self) -> None:
        """Take nothing more and let the replies under way end; called when the product stops."""
        self._stopped = True
        for one in self._arrived:
            one.answer(Stopping())
        if self._replies:
            await asyncio.wait(list(self._replies.values()), timeout=5)


def _put(arrived: Sequence[Arrived], work: Work) -> None:
    for one in arrived:
        inbox.put(work, one.school, one.platform, one.items)


def not_to_be_kept(inbound: Inbound) -> bool:
    """A PIN, or a number nobody may write into a form: once it was answered it stands nowhere."""
    said = inbound.what
    written = isinstance(said, Said) and holds_number(said.text)
    return written or pins.is_secret(inbound)
