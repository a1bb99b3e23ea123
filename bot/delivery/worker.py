"""Claim, send, record: promises leave the outbox at least once and in order per recipient.

A crash between sending and recording doubles one message; nothing is lost. So that it is one, new
messages take turns: each is recorded before the next leaves, unless a platform is slow. No
transaction is open while the network is.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import structlog

from bot import writing
from bot.actions.office import Office
from bot.delivery import leaving
from bot.delivery.backoff import GIVE_UP_AFTER, pause
from bot.delivery.bell import Bell
from bot.delivery.failing import TOPIC, blocked, given_up, gone, moved, nowhere, unreachable
from bot.delivery.pacing import Pacer, Turn
from bot.delivery.packing import Branch, Nowhere, Packed, Parcel, Waits, claim, still_shows
from bot.delivery.rounds import Rounds
from bot.delivery.switched import arrived, set_aside
from bot.exporting import forms, monthly
from bot.exporting.pdf import NoChineseFont
from bot.platforms.ports import (
    Delivered,
    Gone,
    Messenger,
    Moved,
    Outcome,
    TryLater,
    Unreachable,
)
from bot.writing.monthly import Report
from bot.writing.sheets import Sheet
from storage import channels, messages, outbox, setting_right
from storage.outbox import OutboxRow
from storage.store import Store, Work

LEASE = 30.0  # seconds; longer than a send with its time-outs, and how long a kill delays one
RECORD_AGAIN = 0.2  # seconds between two tries to record what was sent
AT_ONCE = 24  # sends under way; a slow chat must not hold up the others
PATIENCE = 2.0  # seconds a send waits in memory for its turn before it goes back to the outbox
ENDED_WITHIN = 5.0  # seconds a stop waits for sends under way
HURRY = (
    1.0  # seconds after which a message that is still on its way no longer holds up the next
)
log = structlog.get_logger()


class Delivery:
    def __init__(
        self, store: Store, branches: Mapping[str, Branch], rounds: Rounds | None = None
    ) -> None:
        self._store = store
        self._branches = branches
        self._chance = Random()
        self._bell = Bell(rounds)
        self._under_way: dict[asyncio.Task[None], OutboxRow] = {}
        self._turn = Turn()
        self._seen: datetime | None = None  # what the clock said when it was last looked
        self._pacers = {
            (school, platform): Pacer(messenger.capabilities)
            for school, branch in branches.items()
            for platform, messenger in branch.messengers.items()
        }

    def ring(self) -> None:
        """Something was owed: look now."""
        self._bell.ring()

    async def run(self, idle: float = 1.0) -> None:
        """Deliver for ever; looks by itself every `idle` seconds."""
        await self._bell.attend("delivery", self.round, idle)

    async def round(self) -> int:
        """Begin to send what is due; how much that was."""
        free = AT_ONCE - len(self._under_way)
        if not free:
            return 0
        mine = [row.id for row in self._under_way.values()]
        seen = self._seen

        def look(work: Work) -> tuple[datetime, list[Packed]]:
            if seen and work.now < seen - setting_right.STEP:
                setting_right.free_what_was_due(work)
                setting_right.free_what_is_tried_again(work)
            return work.now, claim(work, self._branches, free, LEASE, mine)

        self._seen, ready = await self._store.transact(look)
        for one in ready:
            task = asyncio.create_task(self._carry(one))
            self._under_way[task] = one.row
            task.add_done_callback(self._ended)
        return len(ready)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """The lane may have more, and there is room for one more."""
        self._under_way.pop(task, None)
        self.ring()
        if not task.cancelled() and task.exception():
            log.error("delivery.send_failed", exc_info=task.exception())

    async def finish(self) -> None:
        """Let the sends under way end; called when the product stops. What does not end in time is
        given back, so that the next process need not wait for its lease to run out."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=ENDED_WITHIN)
        if left := dict(self._under_way):
            for task in left:
                task.cancel()
            await self._store.transact(lambda w: given_back(w, left.values()))

    async def _carry(self, one: Packed) -> None:
        match one:
            case Nowhere():
                await self._nowhere(one)
            case Waits():
                branch = self._branches[one.row.school]
                await self._store.transact(lambda w: set_aside(w, branch, one))
            case Parcel():
                await self._bring(await printed(one))

    async def _nowhere(self, one: Nowhere) -> None:
        branch = self._branches.get(one.row.school)
        await self._store.transact(lambda w: nowhere(w, branch, one))

    async def _bring(self, one: Parcel) -> None:
        messenger = self._branches[one.row.school].messengers[one.platform]
        wait = await self._paced(one)
        if wait > 0:
            await self._settled(one, TryLater(seconds=wait, why="pacing"))
        elif one.edits and messenger.capabilities.edits_again:
            await self._settled(one, await self._send(messenger, one))
        else:
            async with self._turn.taken(HURRY):
                await self._settled(one, await self._send(messenger, one))

    async def _settled(self, one: Parcel, outcome: Outcome) -> None:
        """Record it, again and again while the lease is ours: what was sent and not recorded would
        be sent twice, only because a database was busy for a moment."""
        branch = self._branches[one.row.school]
        again = pause(one.row.attempts, _asked(outcome), self._chance)
        until = time.monotonic() + LEASE
        while True:
            try:
                await self._store.transact(lambda w: settle(w, branch, one, outcome, again))
            except Exception as error:
                if time.monotonic() > until:
                    raise
                log.warning(
                    "delivery.not_recorded_yet", row=one.row.id, why=type(error).__name__
                )
                await asyncio.sleep(RECORD_AGAIN)
            else:
                return

    async def _paced(self, one: Parcel) -> float:
        """Waits for its turn if that comes soon; otherwise the seconds until then."""
        pacer = self._pacers[one.row.school, one.platform]
        group = one.account is None
        chat = one.address.partition(TOPIC)[0]  # the topics of a chat share its limit
        wait = pacer.delay(chat, group=group, now=time.monotonic())
        while 0 < wait <= PATIENCE:
            await asyncio.sleep(wait)
            wait = pacer.delay(chat, group=group, now=time.monotonic())
        return wait

    async def _send(self, messenger: Messenger, one: Parcel) -> Outcome:
        outcome = await leaving.transmit(messenger, one, self._branches[one.row.school].robots)
        if isinstance(outcome, TryLater) and outcome.whole_platform:
            pacer = self._pacers[one.row.school, one.platform]
            pacer.pause(time.monotonic() + outcome.seconds)
        return outcome


async def printed(one: Parcel) -> Parcel:
    """A paper is set here, where no transaction waits for it and others are served meanwhile."""
    if one.sheet is None:
        return one
    try:
        data = await asyncio.to_thread(set_down, one.sheet)
    except NoChineseFont:
        return one  # its card says so
    return replace(one, file=(one.sheet.name, MIME[one.sheet.form], data))


MIME = {"pdf": "application/pdf", "png": "image/png"}


def set_down(sheet: Sheet) -> bytes:
    """Raises NoChineseFont."""
    match sheet.paper:
        case Report():
            return monthly.written(sheet.paper, sheet.form)
        case _:
            return forms.written(sheet.paper, sheet.voice)


def given_back(work: Work, rows: Iterable[OutboxRow]) -> None:
    for row in rows:
        outbox.postponed(work, row, work.now, "stopped")


def _asked(outcome: Outcome) -> float:
    return outcome.seconds if isinstance(outcome, TryLater) else 0.0


def settle(work: Work, branch: Branch, one: Parcel, outcome: Outcome, again: float) -> None:
    """Record how it went. A zombie whose lease ran out changes nothing."""
    match outcome:
        case Delivered() as where:
            messages.alone(work, one.row.school, one.row.subject)
            if outbox.delivered(work, one.row):
                remembered(work, branch, one, where)
        case TryLater(why=why) if tried_for(work, one) < GIVE_UP_AFTER:
            outbox.postponed(work, one.row, work.now + timedelta(seconds=again), why)
            blocked(work, branch, one, again)
        case TryLater(why=why):
            given_up(work, branch, one, why)
        case Unreachable(why):
            unreachable(work, branch, one, why)
        case Gone(why):
            gone(work, branch, one, why)
        case Moved(to):
            moved(work, one, to)


def tried_for(work: Work, one: Parcel) -> timedelta:
    """While its channel was switched off nobody tried."""
    on = channels.on_again_at(work, one.row.school, one.platform)
    return work.now - (max(on, one.row.due_at) if on else one.row.due_at)


def remembered(work: Work, branch: Branch, one: Parcel, where: Delivered) -> None:
    if one.file:
        return
    key = messages.key_of(where.ref if where.tapped is None else where.tapped)
    if one.edits and (one.settles or key != one.edits.ref_key):
        messages.forget(work, one.edits.id)
    if one.settles:
        return
    place = (one.row.school, one.row.subject, one.platform, one.address)
    new = messages.remember(work, *place, where.ref, key)
    if one.edits is None and writing.leaves_behind(one.row.subject):
        outbox.owe_refresh(work, one.row.school, one.row.subject, above=new)
    office = Office.open(work, branch.rules)
    # The case may have moved while the card was on its way; whoever moved it saw no message yet.
    if not still_shows(work, office, one):
        outbox.owe_refresh(work, one.row.school, one.row.subject)
    arrived(work, office, one)
