"""What happened to a request, as values: the journal records them, notices follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.approvals.request import Decision, OpenSeat
from bot.people.person import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    name: ClassVar[str]

    def record(self) -> Mapping[str, Any]:
        """Ids, numbers and verdicts for the journal; no names and no reasons, which may have to be
        erased one day while the journal may not change."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStep(Event):
    step: int

    def record(self) -> Mapping[str, Any]:
        return {"step": self.step}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed(Event):
    name = "filed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOpened(AtStep):
    """These seats are asked from now on: a new step, the next in order, or other persons."""

    name = "step_opened"
    seats: tuple[OpenSeat, ...]

    def record(self) -> Mapping[str, Any]:
        return {"step": self.step, "seats": [seat_record(s) for s in self.seats]}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped(AtStep):
    """Who would sign it may not, and who is above him signs a later step anyway."""

    name = "step_skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck(AtStep):
    """The step is open and nobody could sign it: the administrator must name somebody, then
    `progress.reseat` asks him."""

    name = "stuck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Event):
    name = "decided"
    decision: Decision

    def record(self) -> Mapping[str, Any]:
        d = self.decision
        return {
            "step": d.step,
            "seat": d.seat,
            "verdict": d.verdict.value,
            "acting_for": d.acting_for,
            "round": d.round,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPassed(AtStep):
    name = "step_passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Event):
    name = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(AtStep):
    name = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(AtStep):
    name = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmitted(AtStep):
    """`step` is where the approval goes on: the step that returned it, or an earlier one."""

    name = "resubmitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Event):
    name = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Withdrawn):
    """Taken back before anybody else had heard of it; its number stays used."""

    name = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disowned(Withdrawn):
    """The person in whose name it was filed says that it is not his."""

    name = "disowned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried(Event):
    name = "carried"
    by: PersonId

    def record(self) -> Mapping[str, Any]:
        return {"by": self.by}


def seat_record(seat: OpenSeat) -> Mapping[str, Any]:
    return {
        "seat": seat.seat,
        "persons": list(seat.persons),
        "acting": dict(seat.acting),
        "why": seat.why,
    }
