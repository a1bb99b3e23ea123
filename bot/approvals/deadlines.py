"""How long a signature may take, and when whoever owes it hears of it (domain.md §2.3, 7 and 8).

A step has its ladder of rings: half of its time is gone; all of it is gone, and the next in line is
asked as well; then again and again, further and further apart, until the case is given up. Nothing
here approves anything: time that ran out moves a question, never an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.approvals.request import Request, State

STEP_HOURS, GIVE_UP_DAYS, SUPPLY_HOURS, VALID_DAYS = 24.0, 14.0, 24.0, 7.0
NUDGE_HOURS = 4.0
SHORTEST = timedelta(minutes=30)  # even where footage is about to go, somebody must read first
REMINDED_AT = 0.5  # of a step's time


class Rung(StrEnum):
    """What a ring is for; kept in rows, so never renamed."""

    HALF = "half"  # half of a step's time is gone
    DUE = "due"  # all of it is
    AGAIN = "again"  # and still nobody signed
    SUPPLY = "supply"  # the requester was to supply something
    SOON = "soon"  # an approval has a day left
    VALID = "valid"  # and now none


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a pack's clocks say about signatures."""

    step: timedelta
    supply: timedelta
    gives_up: timedelta  # after a step opened, or a request came back to its requester
    valid: timedelta  # how long an approval may wait to be used
    nudge: timedelta  # between two nudges of one requester

    @classmethod
    def of(cls, clocks: Mapping[str, float]) -> "Pace":
        def hours(name: str, usual: float) -> timedelta:
            return timedelta(hours=clocks.get(name, usual))

        def days(name: str, usual: float) -> timedelta:
            return timedelta(days=clocks.get(name, usual))

        return cls(
            step=hours("step_hours", STEP_HOURS),
            supply=hours("supply_hours", SUPPLY_HOURS),
            gives_up=days("give_up_days", GIVE_UP_DAYS),
            valid=days("approval_valid_days", VALID_DAYS),
            nudge=hours("nudge_hours", NUDGE_HOURS),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotted:
    """`hurried`: the footage does not wait for working days, and so neither does the deadline."""

    time: timedelta
    hurried: bool = False


def allotted(
    pace: Pace, now: datetime, steps_left: int, overwritten: datetime | None
) -> Allotted:
    """min(24 h, time to overwriting / (open steps + 1)). `steps_left`: this one included;
    `overwritten` None: the footage is held, gone already, or none is asked for."""
    if overwritten is None or overwritten <= now:
        return Allotted(time=pace.step)
    share = (overwritten - now) / (steps_left + 1)
    if share >= pace.step:
        return Allotted(time=pace.step)
    return Allotted(time=max(share, SHORTEST), hurried=True)


def steps_left(request: Request) -> int:
    return len(request.chain.steps) - request.step


def next_after_due(opened: datetime, now: datetime, time: timedelta) -> datetime:
    """Reminders after the deadline grow apart: each wait is as long as all the time so far, but no
    longer than three days, so that nobody is forgotten either."""
    return now + min(max(now - opened, time), timedelta(days=3))


def given_up(pace: Pace, opened: datetime, now: datetime) -> bool:
    return now - opened >= pace.gives_up


def waits(request: Request) -> bool:
    """Whether somebody is being waited for, or could be."""
    return request.state in (State.IN_APPROVAL, State.RETURNED, State.APPROVED)
