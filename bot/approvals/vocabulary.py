"""The facts routing may look at, by kind of request: the one place that names them.

A fact is a choice (one of some words), a yes-or-no, or a list of words. An absent fact is "", False
or empty. Contract §5 publishes this vocabulary; a pack may add flags, and facts of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    CHOICE = "choice"
    YES_NO = "yes_no"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    name: str
    kind: FactKind
    values: tuple[str, ...] = ()
    needed: bool = False  # without it no request of this kind can be judged at all

    @property
    def absent(self) -> str | bool | frozenset[str]:
        match self.kind:
            case FactKind.CHOICE:
                return ""
            case FactKind.YES_NO:
                return False
            case FactKind.LIST:
                return frozenset()


Vocabulary = Mapping[str, Fact]


def choice(name: str, *values: str, needed: bool = False) -> Fact:
    return Fact(name=name, kind=FactKind.CHOICE, values=values, needed=needed)


def yes_no(name: str) -> Fact:
    return Fact(name=name, kind=FactKind.YES_NO)


def several(name: str, *values: str) -> Fact:
    return Fact(name=name, kind=FactKind.LIST, values=values)


INTERNAL = ("internal_unit", "individual", "homeroom_teacher", "department", "staff")
FAMILY = ("student", "parent")
EXTERNAL = ("police", "judicial", "supervising_authority", "other_external")
FLAGS = "flags"

_OWNER = choice("owner", "public", "unit", "dormitory", "mixed")
_FLAGS = several(
    FLAGS,
    "privacy",
    "national_exam",
    "paper_room",
    "key_part",
    "sensitive_matter",
    "major_matter",
)

_ROOMS = ("main", "south_gate", "other")
_FOOTAGE = (
    choice("applicant", *INTERNAL, *FAMILY, *EXTERNAL, needed=True),
    choice("matter", "student_affairs", "other"),
    yes_no("for_student"),
    _OWNER,
    _FLAGS,
    yes_no("copy"),
    yes_no("letter"),
    yes_no("officer_id"),
    yes_no("unit_seal"),
    yes_no("viewers_overlap_parties"),
    choice("viewing_room", *_ROOMS),
    yes_no("standing_authorisation"),
    yes_no("own_zone"),
    yes_no("on_behalf"),
)
_COMMON = (
    choice("applicant", *INTERNAL, *FAMILY, *EXTERNAL),
    _OWNER,
    _FLAGS,
    yes_no("on_behalf"),
)

_KINDS: Mapping[str, tuple[Fact, ...]] = {
    "footage": _FOOTAGE,
    "room_entry": (*_COMMON, choice("room", *_ROOMS), yes_no("free_entry")),
    "key_handover": (*_COMMON, choice("room", *_ROOMS), yes_no("permitted_holder")),
    "standing_authorisation": (*_COMMON, yes_no("outside_zone"), yes_no("named_elsewhere")),
    "zone_adjustment": (*_COMMON, yes_no("owner_differs")),
    "custodian_change": (*_COMMON, yes_no("named_elsewhere")),
    "unit_filing": (*_COMMON, yes_no("outside_zone"), yes_no("named_elsewhere")),
    "new_camera": (*_COMMON, choice("track", "normal", "urgent")),
}


def vocabulary(
    kind: str, flags: tuple[str, ...] = (), own: tuple[Fact, ...] = ()
) -> Vocabulary:
    """Facts a request of `kind` may state, with the flags and facts its pack adds."""
    facts = {fact.name: fact for fact in (*_KINDS.get(kind, _COMMON), *own)}
    known = facts[FLAGS]
    facts[FLAGS] = several(FLAGS, *dict.fromkeys((*known.values, *flags)))
    return facts
