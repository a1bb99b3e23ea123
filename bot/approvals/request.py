"""A request, as it stands. What may happen to it is in `progress`, what did happen in `events`.

Nothing here knows a clock, a database or a platform. Times are aware datetimes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.approvals.chain import NOBODY, Chain
from bot.people.person import PersonId


class State(StrEnum):
    IN_APPROVAL = "in_approval"
    RETURNED = "returned"  # with the requester, who must supplement
    APPROVED = "approved"  # the duty room's turn
    CLOSED = "closed"  # carried out and written into the book
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"  # approved, and taken back by the last approver before anybody looked
    EXPIRED = "expired"  # nobody signed, supplied or used it in time


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"


class Consent(StrEnum):
    """The express word on a wish that a rule marks for one role (B-C: the copy)."""

    GIVEN = "given"
    WITHHELD = "withheld"  # the rest is approved, the wish is struck


REQUESTER = NOWHERE = -1  # no step of the ladder

# What narrows a request that was filed before packs said it.
_USUAL = {
    "span": "span",
    "zones": "zones",
    "cameras": "cameras",
    "viewers": "people",
    "copy": "yes_no",
}


class Ending(StrEnum):
    """How a request came to be withdrawn, where it was not simply taken back."""

    UNDONE = "undone"  # before anybody else had heard of it
    DISOWNED = "disowned"  # by the person in whose name another had filed it


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One verdict with what may go with it.

    `scope`: what is left of the request, by field, where it is approved in part; `to`: the earlier
    step a return goes to. `consent` and `report` are judged by `consent.py`, which knows the pack.
    """

    verdict: Verdict
    reason: str = ""
    scope: Mapping[str, Any] = field(default_factory=dict)
    to: int = REQUESTER
    consent: Consent | None = None
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeat:
    """A seat of the step that is open now, with the persons who may sign it.

    `acting` tells for whom a deputy or the next higher role signs: {signer: person or role id}.
    `why` is the trail: "conflict", "vacant", "deputy", empty for the ordinary case.
    """

    seat: int  # index within the step
    persons: tuple[PersonId, ...]
    acting: Mapping[PersonId, str]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    step: int
    seat: int
    by: PersonId
    verdict: Verdict
    at: datetime
    reason: str = ""
    acting_for: str = ""
    round: int = 0  # grows with each return; earlier rounds stay in the trail
    token: int = 0  # the version of the card it was made on
    asked: tuple[PersonId, ...] = ()  # everybody who could have signed this seat then
    undone: bool = False  # the case changed under it: stays in the trail, counts no more
    cut: Mapping[str, Any] = field(default_factory=dict)  # what he left of it, where he cut
    to: int = REQUESTER  # of a return: the step that is asked again
    consent: Consent | None = None
    report: str = ""  # what he tells whoever signs next (第三条第2款: 由分管校长报告校长)
    confirmed_by: PersonId = NOBODY  # the second person, where the rules want one


class Turn(StrEnum):
    """What people did to the ladder besides signing."""

    ADDED = "added"
    REMOVED = "removed"
    PASSED_ON = "passed_on"
    RAISED = "raised"
    LOWERED = "lowered"
    REVOKED = "revoked"
    GAVE_TIME = "gave_time"  # the next in line left it to whoever was asked, with more time


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A line of the trail that is no signature."""

    what: Turn
    step: int
    by: PersonId
    at: datetime
    to: PersonId = NOBODY
    place: str = ""
    flags: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Asked of somebody without a seat (征求意见); the seat that asks stays where it is."""

    by: PersonId
    to: PersonId
    step: int
    question: str
    at: datetime
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """Somebody who is to know (抄送), and when he said that he had read it."""

    by: PersonId
    to: PersonId
    at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An approval that counts once a second person has confirmed it; void when the case moves."""

    seat: int
    by: PersonId
    at: datetime
    token: int
    said: Said  # his words, what he leaves of the request, consent and report: all is confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Extends:
    """Of a request that only widens another while its footage is looked at (ambiguity 18)."""

    of: int
    number: str
    by: PersonId  # who asked: the requester, or whoever carries the viewing out
    stands: Mapping[str, Any]  # what may be looked at already; no approver takes it back here
    whole_ladder: bool  # False: the last approver alone is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """What was added to a case by a request of its own."""

    number: str
    limits: Mapping[str, Any]  # from then on, the old scope included
    at: datetime
    approvers: tuple[PersonId, ...]
    whole_ladder: bool  # False: the last approver alone
    copy: bool = False  # whether the added part may be copied
    held: Mapping[str, str] = field(default_factory=dict)  # by what, in the words of `when`


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    id: int
    school: str
    number: str  # what people say aloud: 调阅〔2026〕0001
    kind: str
    pack: str
    pack_version: str
    requester: PersonId
    unit: str
    answers: Mapping[str, Any]  # the form's values, JSON-shaped
    facts: Mapping[str, Any]  # what routing looked at
    parties: tuple[PersonId, ...] = ()  # staff who are 当事人: they cannot sign
    chain: Chain
    dropped: tuple[str, ...] = ()  # wishes refused while the rest went on ("copy")
    filed_at: datetime
    state: State = State.IN_APPROVAL
    step: int = 0
    # Grows by one whenever what is asked changes: the open step, who may sign it, the state. It is
    # the version a tap carries; an older tap is stale. A signature beside others that are still
    # awaited leaves it alone: two who sign in parallel may tap in the same second and both count.
    token: int = 1
    round: int = 0
    open_seats: tuple[OpenSeat, ...] = ()
    opened_at: datetime | None = None
    decisions: tuple[Decision, ...] = ()
    settled_at: datetime | None = None
    # The tasks this case may come to, by their ids in the pack. Cases filed before there were
    # several had the one.
    plan: tuple[str, ...] = ("viewing",)
    # Which answers bound what may be looked at, and how they are compared: {field: kind}.
    narrows: Mapping[str, str] = field(default_factory=lambda: dict(_USUAL))
    # What approvers left of them, where they cut. Read it through `scope.scope_of`.
    approved: Mapping[str, Any] = field(default_factory=dict)
    # The highest step that sent it back to an earlier one; it went straight there again.
    back_to: int = NOWHERE
    moves: tuple[Move, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    informed: tuple[Informed, ...] = ()
    pending: tuple[Pending, ...] = ()
    standing_in: PersonId = NOBODY  # the homeroom teacher whose deputy asks
    filed_by: PersonId = NOBODY  # who filed it in the requester's name
    duty: str = ""  # the duty of the calendar that filed it, and when that fell
    fell_at: datetime | None = None
    outage: int = (
        0  # the alarm that filed it: nobody asked for it, `requester` only answers for it
    )
    # Until then only who filed it knows of it; None: everybody concerned was told at once.
    quiet_until: datetime | None = None
    ending: Ending | None = None
    erased_at: datetime | None = None  # from then on without names, reasons and own words
    extends: Extends | None = None
    extended: tuple[Extension, ...] = ()
    extension: int = 0  # the request that would widen this one, while it is open
    # The step and round whose time ran out: the next in line may sign it too.
    ran_out: tuple[int, int] | None = None
    nudged_at: datetime | None = None  # when the requester last asked for haste

    @property
    def owners(self) -> frozenset[PersonId]:
        """Whose request it is: they may change it and take it back, and never sign it."""
        return frozenset({self.requester, self.filed_by} - {NOBODY})

    @property
    def overdue(self) -> bool:
        """Whether the open step's time has run out."""
        return self.state is State.IN_APPROVAL and self.ran_out == (self.step, self.round)

    @property
    def askers(self) -> frozenset[PersonId]:
        """Whoever wants it, and never signs it: the owners, and who asked that it reach further."""
        return self.owners | ({self.extends.by} if self.extends else frozenset())


def awaiting_second(request: Request) -> tuple[Pending, ...]:
    """Approvals of the open step that wait for a second person's word."""
    open_seats = {seat.seat for seat in request.open_seats}
    return tuple(
        p for p in request.pending if p.token == request.token and p.seat in open_seats
    )


def unheard(request: Request, now: datetime) -> bool:
    """Whether taking it back disturbs nobody: no approver has been told of it yet."""
    return request.quiet_until is not None and now < request.quiet_until


def standing(request: Request, step: int) -> dict[int, Decision]:
    """The verdict that counts on each seat of a step; a return settles no seat."""
    return {
        d.seat: d
        for d in request.decisions
        if d.step == step and d.verdict is not Verdict.RETURN and not d.undone
    }


def asked_now(request: Request) -> frozenset[PersonId]:
    """Everybody who may sign the open step."""
    return frozenset(p for seat in request.open_seats for p in seat.persons)
