"""The ladder of signatures, frozen into a request when it is filed.

A `Step` holds one or more `Seat`s; a seat is one signature by a holder of a role. What a step needs
of its seats is its `Mode`. Which persons may sign is found when the step opens (delegation.py).
"""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    ALL = "all"  # every seat, in any order (会签)
    ANY = "any"  # the first seat to say yes (或签)
    QUORUM = "quorum"  # `needed` of the seats
    IN_ORDER = "in_order"  # every seat, one after the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One signature. `unit` binds a role to a unit ("级部主任" of 高一级部); "" is school-wide."""

    role: str
    unit: str = ""
    rules: tuple[str, ...] = ()  # ids of the pack's rules that put it here
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    seats: tuple[Seat, ...]
    mode: Mode = Mode.ALL
    needed: int = 0  # for QUORUM


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    steps: tuple[Step, ...]
