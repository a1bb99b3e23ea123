"""Until when a request waits, and when the bell rings for it: set anew whenever what it waits for
changed.

A step's time counts working days, unless the footage will be overwritten first. It stands still
while the requester has something to supply, and goes on with what was left (C33).
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.actions.office import Office
from bot.approvals import deadlines
from bot.approvals.deadlines import REMINDED_AT, SHORTEST, Allotted, Pace, Rung
from bot.approvals.request import Request, State, asked_now
from bot.approvals.scope import scope_of
from bot.cameras.retention import overwritten_at, seen_by
from bot.followup.deadline import Deadline
from bot.followup.hold import Holding, holding
from bot.followup.plan import Case
from bot.people.calendar import Counting
from bot.people.person import PersonId
from storage import rings, tasks
from storage.rings import EVERYBODY, Ring, Wait
from storage.store import Work

ALWAYS, WORKING_DAYS = Counting.ALWAYS.value, Counting.WORKING_DAYS.value
SAFE = (Holding.HELD, Holding.GONE, Holding.RELEASED)
A_DAY = timedelta(days=1)


def pace_of(office: Office) -> Pace:
    return Pace.of(office.pack.clocks)


def arm(work: Work, office: Office, request: Request) -> None:
    """The bell rings for what the request waits for now, and for nothing else."""
    match request.state:
        case State.IN_APPROVAL:
            await_signatures(work, office, request)
        case State.RETURNED:
            await_requester(work, office, request)
        case State.APPROVED if scope_of(request).span is not None and not request.extends:
            await_use(work, office, request)
        case _:
            rings.forget(work, request.id)


# ------------------------------------------------------------------ signatures


def await_signatures(work: Work, office: Office, request: Request) -> None:
    known = rings.wait_of(work, request.id)
    running = known if known and known.due_at and same_step(known, request) else None
    there = rings.of_request(work, request.id) if running else {}
    wait = running or begin(work, office, request, known)
    asked = asked_now(request)
    for person in there.keys() - asked - {EVERYBODY}:
        rings.drop(work, request.id, person)
    rings.keep(work, wanted(office, request, wait, asked - there.keys(), there))


def same_step(wait: Wait, request: Request) -> bool:
    return (wait.step, wait.round) == (request.step, request.round)


def begin(work: Work, office: Office, request: Request, before: Wait | None) -> Wait:
    """The open step's own time, or what was left of it when it went back to the requester."""
    time = allotted(work, office, request)
    if before and before.left is not None and before.step == request.step:
        time = replace(time, time=min(time.time, max(timedelta(seconds=before.left), SHORTEST)))
    return kept(work, office, request, time)


def kept(work: Work, office: Office, request: Request, time: Allotted, **other: Any) -> Wait:
    """From now on the request waits for this, without the rings of what it waited for before."""
    running = Wait(
        request=request.id,
        school=office.id,
        step=request.step,
        round=request.round,
        opened_at=office.now,
        allotted=time.time.total_seconds(),
        counting=ALWAYS if time.hurried else WORKING_DAYS,
        due_at=after(office, office.now, time),
    )
    wait = replace(running, **other)
    rings.keep_wait(work, wait)
    rings.silence(work, request.id)
    return wait


def begin_anew(work: Work, office: Office, request: Request, given: timedelta) -> None:
    """The open step has this time from now on; footage that is not held allows no more than its
    share."""
    usual = allotted(work, office, request)
    time = usual if usual.hurried else Allotted(time=given)
    wait = kept(work, office, request, time)
    asked = asked_now(request)
    rings.keep(work, wanted(office, request, wait, asked, {}))


def allotted(work: Work, office: Office, request: Request) -> Allotted:
    end = unsafe_until(work, office, request)
    left = deadlines.steps_left(request)
    return deadlines.allotted(pace_of(office), office.now, left, end)


def unsafe_until(work: Work, office: Office, request: Request) -> datetime | None:
    """When the first recorder overwrites it; None once it is held or gone."""
    end = overwriting(office, request)
    if end is None:
        return None
    case = Case(request=request, tasks=tasks.of_request(work, request.id))
    return None if holding(case) in SAFE else end


def overwriting(office: Office, request: Request) -> datetime | None:
    """As the recorders are set, held or not; None where no footage is asked for."""
    scope = scope_of(request)
    if scope.span is None:
        return None
    cameras = seen_by(office.places, scope.zones, scope.cameras or ())
    return overwritten_at(scope.span[0], cameras, office.pack.retention_days)


def after(office: Office, start: datetime, time: Allotted) -> datetime:
    """By the school's calendar; a hurried time runs through nights and holidays."""
    counting = Counting.ALWAYS if time.hurried else Counting.WORKING_DAYS
    return office.calendar.after(start, time.time, counting)


def wanted(
    office: Office,
    request: Request,
    wait: Wait,
    new: Collection[PersonId],
    there: dict[PersonId, Ring],
) -> Iterator[Ring]:
    assert wait.due_at
    if EVERYBODY not in there:
        yield ring_of(wait, EVERYBODY, Rung.DUE, wait.due_at)
    if not request.overdue:
        half = halfway(office, wait, office.now)
        yield from (ring_of(wait, person, Rung.HALF, half) for person in sorted(new))


def halfway(office: Office, wait: Wait, since: datetime) -> datetime:
    """When half of what is left from then on is gone."""
    assert wait.due_at
    zone, how = office.now.tzinfo, Counting(wait.counting)
    start, due = since.astimezone(zone), max(since, wait.due_at).astimezone(zone)
    left = office.calendar.between(start, due, how)
    return office.calendar.after(start, left * REMINDED_AT, how)


def ring_of(wait: Wait, person: PersonId, rung: Rung, at: datetime) -> Ring:
    return Ring(request=wait.request, school=wait.school, person=person, rung=rung, at=at)


# ------------------------------------------------------------------ the requester, the use


def await_requester(work: Work, office: Office, request: Request) -> None:
    """The approvers' clock stands still with what is left on it."""
    known = rings.wait_of(work, request.id)
    pace = pace_of(office)
    if known and known.left is not None and same_step(known, request):
        if EVERYBODY not in rings.of_request(work, request.id):  # the row was lost
            at = after(office, known.opened_at, Allotted(time=pace.supply))
            rings.keep(work, [ring_of(known, EVERYBODY, Rung.SUPPLY, max(at, office.now))])
        return
    left = time_left(office, known) if known else timedelta()
    time = Allotted(time=pace.supply)
    wait = kept(work, office, request, time, due_at=None, left=left.total_seconds())
    at = after(office, office.now, time)
    rings.keep(work, [ring_of(wait, EVERYBODY, Rung.SUPPLY, at)])


def time_left(office: Office, wait: Wait) -> timedelta:
    """Counted as the wait is; nothing once it is over."""
    if wait.due_at is None or wait.due_at <= office.now:
        return timedelta()
    due = wait.due_at.astimezone(office.now.tzinfo)
    return office.calendar.between(office.now, due, Counting(wait.counting))


def await_use(work: Work, office: Office, request: Request) -> None:
    """An approval holds for some days (domain.md §2.3, 7)."""
    last = len(request.chain.steps)
    known = rings.wait_of(work, request.id)
    if known and known.due_at and known.step == last:
        return
    valid = pace_of(office).valid
    wait = kept(work, office, request, Allotted(time=valid, hurried=True), step=last)
    end = office.now + valid
    rung, at = (Rung.SOON, end - A_DAY) if valid > A_DAY else (Rung.VALID, end)
    rings.keep(work, [ring_of(wait, EVERYBODY, rung, at)])


def hurried(work: Work, request: Request) -> bool:
    """Whether the footage does not wait until morning."""
    wait = rings.wait_of(work, request.id)
    return wait is not None and wait.counting == ALWAYS and not wait_of_use(wait, request)


def wait_of_use(wait: Wait, request: Request) -> bool:
    return wait.step >= len(request.chain.steps)


# ------------------------------------------------------------------ what moved


def deadline_of(office: Office, wait: Wait) -> Deadline:
    """How its time is counted, for whoever asks why it ends then."""
    start = wait.opened_at.astimezone(office.now.tzinfo)
    return Deadline(start=start, hours=wait.allotted / 3600, counting=Counting(wait.counting))


def held(work: Work, office: Office, request: Request) -> None:
    """The footage is safe: the signatures need not hurry any more."""
    wait = rings.wait_of(work, request.id)
    if request.state is not State.IN_APPROVAL or wait is None or wait.counting != ALWAYS:
        return
    if unsafe_until(work, office, request) is not None:
        return
    time = Allotted(time=pace_of(office).step)
    if wait.due_at and not request.overdue:
        eased = replace(wait, counting=WORKING_DAYS, allotted=time.time.total_seconds())
        move(
            work,
            office,
            eased,
            after(office, wait.opened_at.astimezone(office.now.tzinfo), time),
        )


def move(work: Work, office: Office, wait: Wait, due: datetime) -> None:
    """The time ends then; reminders keep their share of it."""
    new = replace(wait, due_at=due)
    rings.keep_wait(work, new)
    half = max(office.now, halfway(office, new, wait.opened_at))
    at = {Rung.DUE: due, Rung.HALF: half}
    rings.keep(
        work,
        [
            replace(one, at=at[one.rung])
            for one in rings.of_request(work, wait.request).values()
            if one.rung in at
        ],
    )
