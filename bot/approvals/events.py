"""What happened to a request, as values: the journal records them, notices follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.approvals.chain import Place
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
            **({"cut": sorted(d.cut)} if d.cut else {}),
            **({"consent": d.consent.value} if d.consent else {}),
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
class SentBack(AtStep):
    """From `step` to an earlier one, which signs again; then it comes straight back."""

    name = "sent_back"
    to: int

    def record(self) -> Mapping[str, Any]:
        return {"step": self.step, "to": self.to}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHeld(AtStep):
    """It must wait: a step below it was passed over for a vacancy, and the post is filled."""

    name = "step_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtSeat(AtStep):
    seat: int
    to: PersonId

    def record(self) -> Mapping[str, Any]:
        return {"step": self.step, "seat": self.seat, "to": self.to}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerAdded(AtSeat):
    name = "signer_added"
    place: Place

    def record(self) -> Mapping[str, Any]:
        at = {"step": self.step, "seat": self.seat, "to": self.to}
        return {**at, "place": self.place.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerRemoved(AtSeat):
    name = "signer_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn(AtSeat):
    """`to` has the seat from now on."""

    name = "passed_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagsChanged(AtStep):
    name = "flags_changed"
    raised: tuple[str, ...]
    lowered: tuple[str, ...]

    def record(self) -> Mapping[str, Any]:
        return {"step": self.step, "raised": list(self.raised), "lowered": list(self.lowered)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside(Event):
    """Something with somebody who signs nothing; `number` is its place in the request's list, `to`
    who is to hear of it."""

    number: int
    to: PersonId

    def record(self) -> Mapping[str, Any]:
        return {"number": self.number, "to": self.to}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted(Beside):
    name = "consulted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Beside):
    name = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Beside):
    name = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Beside):
    name = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked(AtStep):
    name = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RanOut(AtStep):
    """Its time is over; the next in line may sign as well, and nothing was decided."""

    name = "ran_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeGiven(AtStep):
    """Whoever was next in line gave those who were asked more time, with a reason."""

    name = "time_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired(AtStep):
    """Given up: nobody signed it, supplied what was missing or used the approval in time."""

    name = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudged(AtStep):
    name = "nudged"


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
