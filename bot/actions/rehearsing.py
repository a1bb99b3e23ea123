"""试算: who would get this, on which channel, when. A case is drawn up and an alarm really raised,
each in a piece of the transaction that is then undone: what is told is what would happen."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.actions import filing, gathering, hearing_alarms, timing
from bot.actions.office import Office
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble
from bot.approvals import deadlines
from bot.approvals.binding import bound
from bot.approvals.chain import Seat
from bot.approvals.refusals import NobodyToAsk, Refusal
from bot.approvals.request import OpenSeat, Request, State
from bot.approvals.rules import route
from bot.people.person import Person, PersonId
from storage import faults, rehearsed
from storage.rehearsed import Owed
from storage.rings import Wait
from storage.signals import Heard
from storage.store import Work


class NoSuchCamera(Refusal):
    """values: camera"""

    code = "no_such_camera"


class NoAlarms(Refusal):
    """The school's pack has no tickets for faults."""

    code = "no_alarms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step. Without `seats` it is passed over, or `nobody` could sign it."""

    number: int
    seats: tuple[tuple[Seat, OpenSeat], ...]
    next_in_line: tuple[PersonId, ...] = ()  # asked as well once its time is over
    nobody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    request: Request
    rungs: tuple[Rung, ...]
    reminded_at: datetime | None = None  # of the first step, if it were opened now
    due_at: datetime | None = None
    at_once: tuple[Owed, ...] = ()  # what filing itself would promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`hidden`: why nobody would hear ("parent/NVR-05", "works/12", "silence/3")."""

    device: str
    hidden: str = ""
    owed: tuple[Owed, ...] = ()
    calls: tuple[timedelta, ...] = ()


# ------------------------------------------------------------------ a case


def case(office: Office, request: Request) -> Case:
    """Of a request that is drawn up."""
    opened = replace(request, state=State.IN_APPROVAL)
    rungs = tuple(rung(office, opened, n) for n in range(len(opened.chain.steps)))
    if not any(one.seats for one in rungs):
        return Case(request=request, rungs=rungs)
    first = next(n for n, one in enumerate(rungs) if one.seats or one.nobody)
    reminded, due = times(office, replace(opened, step=first))
    return Case(request=request, rungs=rungs, reminded_at=reminded, due_at=due)


def filed(
    work: Work, office: Office, by: Person, kind: str, answers: Mapping[str, Any]
) -> Case:
    """As above, with what filing it would promise to others. Raises what filing would raise."""
    drawn = case(office, filing.drawn_up(office, by, kind, answers))
    before = rehearsed.last(work)
    with undone(work):
        filing.file(work, Office.open(work, office.rules), by, kind, answers)
        owed = rehearsed.since(work, office.id, before)
    return replace(drawn, at_once=tuple(owed))


def stated(
    office: Office,
    kind: str,
    facts: Mapping[str, Any],
    *,
    by: Person | None = None,
    zones: Collection[str] = (),
) -> Request:
    """From bare facts, for whoever has no form at hand. Raises RefusedByRule, BadFacts."""
    way = route(office.pack, kind, facts)
    known = [office.places.zones[z] for z in zones if z in office.places.zones]
    owners = dict.fromkeys(owner for zone in known for owner in zone.owners)
    unit = by.unit if by else ""
    chain = bound(way.chain, office.pack, applicant_unit=unit, owner_units=tuple(owners))
    return Request(
        id=0,
        school=office.id,
        number="",
        kind=kind,
        pack=office.pack.id,
        pack_version=office.pack.version,
        requester=by.id if by else PersonId(""),
        unit=unit,
        answers={"zones": list(zones)},
        facts=dict(facts),
        chain=chain,
        dropped=way.dropped,
        filed_at=office.now,
    )


def rung(office: Office, request: Request, step: int) -> Rung:
    seats = request.chain.steps[step].seats
    try:
        found = filing.seating(office)(request, step)
    except NobodyToAsk:
        return Rung(number=step + 1, seats=(), nobody=True)
    asked = {person for seat in found for person in seat.persons}
    late = replace(request, step=step, ran_out=(step, request.round))
    beside = filing.seating(office)(late, step)
    further = [p for seat in beside for p in seat.persons if p not in asked]
    return Rung(
        number=step + 1,
        seats=tuple((seats[one.seat], one) for one in found),
        next_in_line=tuple(dict.fromkeys(further)),
    )


def times(office: Office, request: Request) -> tuple[datetime, datetime]:
    """When the first reminder and the end would fall, by the school's calendar."""
    end = timing.overwriting(office, request)
    left = deadlines.steps_left(request)
    time = deadlines.allotted(timing.pace_of(office), office.now, left, end)
    wait = Wait(
        request=0,
        school=office.id,
        step=request.step,
        round=request.round,
        opened_at=office.now,
        allotted=time.time.total_seconds(),
        counting=timing.ALWAYS if time.hurried else timing.WORKING_DAYS,
        due_at=timing.after(office, office.now, time),
    )
    assert wait.due_at
    return timing.halfway(office, wait, office.now), wait.due_at


# ------------------------------------------------------------------ an alarm


def dark(work: Work, office: Office, camera: str, trouble: Trouble = Trouble.OFFLINE) -> Alarm:
    """That this device fails now."""
    rules, device = office.pack.alerts, office.devices.find(camera)
    if rules is None or not rules.ticket:
        raise NoAlarms
    if not device:
        raise NoSuchCamera(camera=camera)
    before = rehearsed.last(work)
    with undone(work):
        hearing_alarms.decide(work, office, [said(office, device, trouble)])
        work.now += max(rules.gather, rules.mass_within)
        gathering.gather(work, Office.open(work, office.rules))
        owed = rehearsed.since(work, office.id, before)
        here = [f for f in faults.open_here(work, office.id) if f.device == device]
        hidden = next((f.hidden for f in here if f.trouble is trouble), "")
    return Alarm(device=device, hidden=hidden, owed=tuple(owed), calls=rules.calls)


def said(office: Office, device: str, trouble: Trouble) -> Heard:
    signal = Signal(
        source="generic",
        key=f"rehearsal/{device}",
        device=device,
        trouble=trouble,
        phase=Phase.OPEN,
        occurred_at=office.now,
    )
    return Heard(id=0, at=office.now, signal=signal)


class _Undone(Exception):
    pass


@contextmanager
def undone(work: Work) -> Iterator[None]:
    """Whatever happens inside leaves no trace, not even a number that was given."""
    now, owes = work.now, work.owes
    try:
        with work.savepoint():
            yield
            raise _Undone
    except _Undone:
        pass
    finally:
        work.now, work.owes = now, owes
