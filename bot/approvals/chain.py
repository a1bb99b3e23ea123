"""The ladder of signatures, frozen into a request when it is filed.

A `Step` holds one or more `Seat`s; a seat is one signature by a holder of a role. What a step needs
of its seats is its `Mode`. Which persons may sign is found when the step opens (delegation.py).
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.people.person import PersonId

NOBODY = PersonId("")


class Mode(StrEnum):
    ALL = "all"  # every seat, in any order (会签)
    ANY = "any"  # the first seat to say yes (或签)
    QUORUM = "quorum"  # `needed` of the seats
    IN_ORDER = "in_order"  # every seat, one after the other


class Place(StrEnum):
    """When an added signer's turn comes, seen from the seat that asked for him (加签)."""

    BEFORE = "before"
    BESIDE = "beside"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One signature. `unit` binds a role to a unit ("级部主任" of 高一级部); "" is school-wide.

    `person` names somebody: whom the seat was passed on to (转交), or, without a role, a signer
    added to the seat `host` of the same step. Such a seat is never taken out, only `removed`:
    decisions name seats by their place.
    """

    role: str
    unit: str = ""
    rules: tuple[str, ...] = ()  # ids of the pack's rules that put it here
    articles: tuple[str, ...] = ()
    person: PersonId = NOBODY
    by: PersonId = NOBODY  # who added him, or passed the seat on
    place: Place = Place.BESIDE
    host: int = -1
    removed: bool = False
    words: str = ""  # what `by` told him

    @property
    def added(self) -> bool:
        return self.host >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    seats: tuple[Seat, ...]
    mode: Mode = Mode.ALL
    needed: int = 0  # for QUORUM

    def root(self, seat: int) -> int:
        """The seat of the ladder an added signer belongs to; any other seat is its own."""
        return self.seats[seat].host if self.seats[seat].added else seat

    @property
    def one_by_one(self) -> bool:
        """Whether somebody of the step has to wait for somebody else of it."""
        waits = (s for s in self.seats if s.added and not s.removed)
        return self.mode is Mode.IN_ORDER or any(s.place is not Place.BESIDE for s in waits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """`tells`: who is to know once it is approved, without signing."""

    steps: tuple[Step, ...]
    tells: tuple[Seat, ...] = ()
