"""A viewing: taken by one duty officer, carried out, recorded with its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.approvals.refusals import Refusal
from bot.people.person import PersonId

NOBODY = PersonId("")


class Stage(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    RECORDED = "recorded"
    DROPPED = "dropped"  # the request was withdrawn before anybody looked


class ViewingTaken(Refusal):
    """Another officer has it. values: who."""

    code = "viewing_taken"


class ViewingOver(Refusal):
    """It is recorded or dropped; a closed entry is never changed."""

    code = "viewing_over"


class ViewingDropped(Refusal):
    """The request was taken back; there is nothing to carry out any more."""

    code = "viewing_dropped"


class NotOnDuty(Refusal):
    """Only the role the pack names carries a viewing out. values: role."""

    code = "not_on_duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    id: int
    school: str
    request: int
    state: Stage = Stage.OPEN
    officer: PersonId = NOBODY
    # The outcome form's answers, empty until recorded.
    outcome: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    version: int = 1
    opened_at: datetime
    taken_at: datetime | None = None
    recorded_at: datetime | None = None

    @property
    def over(self) -> bool:
        return self.state in (Stage.RECORDED, Stage.DROPPED)


def taken(viewing: Viewing, by: PersonId, now: datetime) -> Viewing:
    """The viewing with `by` as its officer; taking one's own again changes nothing."""
    if viewing.state is Stage.DROPPED:
        raise ViewingDropped
    if viewing.over:
        raise ViewingOver
    if viewing.officer not in (NOBODY, by):
        raise ViewingTaken(who=viewing.officer)
    return replace(viewing, state=Stage.TAKEN, officer=by, taken_at=viewing.taken_at or now)


def recorded(
    viewing: Viewing, by: PersonId, outcome: Mapping[str, Any], now: datetime
) -> Viewing:
    ready = taken(viewing, by, now)
    return replace(ready, state=Stage.RECORDED, outcome=dict(outcome), recorded_at=now)


def dropped(viewing: Viewing) -> Viewing:
    if viewing.state is Stage.RECORDED:
        raise ViewingOver
    return replace(viewing, state=Stage.DROPPED)
