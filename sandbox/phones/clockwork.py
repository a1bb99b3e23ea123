"""Pushing the clock of a town: what would have happened on the way really happens."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select

from bot.people.person import PersonId
from bot.speech import Voice
from sandbox.apart import TownApart
from storage import requests, snapshots
from storage.rings import EVERYBODY
from storage.store import Work
from storage.tables import outbox, rings, tasks

MORNING = time(8)
STOPS = 60  # on the way at most; a clock that stops more often goes straight to the end
PAST = timedelta(seconds=1)


class Push(StrEnum):
    MINUTES = "minutes"
    HOUR = "hour"
    DUE = "due"
    MORNING = "morning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What happens next if nobody does anything. `key`: its sentence."""

    at: datetime
    key: str
    values: dict[str, str]

    def told(self, voice: Voice) -> str:
        return voice.say(self.key, **self.values)


async def next_due(here: TownApart) -> Due | None:
    return await here.store.read(lambda work: _next(work, here))


async def push(here: TownApart, by: Push) -> None:
    """It stops wherever something falls due, so that each thing happens at its own time."""
    end = await _end(here, by)
    for _ in range(STOPS):
        due = await next_due(here)
        if end is None or due is None or due.at + PAST >= end:
            break
        await _go(here, due.at + PAST)
    if end is not None:
        await _go(here, end)


async def _go(here: TownApart, to: datetime) -> None:
    by = to - here.clock.now()
    if by > timedelta():
        here.push(by)
    await here.rings()


async def _end(here: TownApart, by: Push) -> datetime | None:
    now = here.clock.now().astimezone(here.rules.zone)
    match by:
        case Push.MINUTES:
            return now + timedelta(minutes=10)
        case Push.HOUR:
            return now + timedelta(hours=1)
        case Push.MORNING:
            day = now.date() + timedelta(days=now.time() >= MORNING)
            return datetime.combine(day, MORNING, here.rules.zone)
        case Push.DUE:
            due = await next_due(here)
            return due.at + PAST if due else None


def _next(work: Work, here: TownApart) -> Due | None:
    found = [one for look in (_ring, _task, _notice) if (one := look(work, here))]
    return min(found, key=lambda one: one.at, default=None)


def _ring(work: Work, here: TownApart) -> Due | None:
    mine = (rings.c.school == here.rules.school, rings.c.at > work.now)
    row = work.conn.execute(select(rings).where(*mine).order_by(rings.c.at).limit(1)).first()
    if row is None:
        return None
    school = snapshots.snapshot(work, here.rules.school)
    values = {"number": requests.peek(work, row.request).number}
    if row.person == EVERYBODY:
        return Due(at=row.at, key=f"phones.due.{row.rung}", values=values)
    values["name"] = school.directory[PersonId(row.person)].name
    return Due(at=row.at, key="phones.due.remind", values=values)


def _task(work: Work, here: TownApart) -> Due | None:
    mine = (tasks.c.school == here.rules.school, tasks.c.remind_at > work.now)
    found = select(tasks).where(*mine).order_by(tasks.c.remind_at).limit(1)
    row = work.conn.execute(found).first()
    if row is None:
        return None
    request = requests.peek(work, row.request)
    kind = here.rules.pack.kinds[request.kind].task(row.kind)
    label = kind.title.zh if kind else row.kind
    values = {"task": label, "number": request.number}
    return Due(at=row.remind_at, key="phones.due.task", values=values)


def _notice(work: Work, here: TownApart) -> Due | None:
    """Something held back: until the morning, or until it can no longer be taken back."""
    held = (
        outbox.c.school == here.rules.school,
        outbox.c.state == "waiting",
        outbox.c.due_at > work.now,
    )
    row = work.conn.execute(
        select(outbox.c.due_at).where(*held).order_by(outbox.c.due_at).limit(1)
    ).first()
    return Due(at=row.due_at, key="phones.due.notice", values={}) if row else None
