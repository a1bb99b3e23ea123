"""Who may sign a step today: holders of its roles, their deputies, or who is above them.

Nobody decides his own request, not through a second role, not through a deputy of his; a party
decides nothing. What a conflict leaves empty goes up the ladder of roles and never falls away
unless somebody higher signs anyway.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol

from bot.approvals.chain import Mode, Seat, Step
from bot.approvals.refusals import NobodyToAsk
from bot.approvals.request import OpenSeat, Request, standing
from bot.conversation.form import Label
from bot.people.person import Person, PersonId
from bot.people.roles import Directory


class Ranked(Protocol):
    """What delegation reads of a pack's role."""

    @property
    def name(self) -> Label: ...

    @property
    def scope(self) -> str:
        """ "school": held once for the whole school, whatever unit the seat below names."""

    @property
    def above(self) -> str:
        """The role that signs in its place; "" at the top."""


def seated(
    request: Request,
    step: int,
    roles: Mapping[str, Ranked],
    directory: Directory,
    now: datetime,
) -> tuple[OpenSeat, ...]:
    """The seats of `step` still to be signed, each with the persons who may; nobody is asked for
    two of them.

    * A holder who is neither requester nor party signs, and so may his deputy of the day.
    * A party is replaced by his deputy; the requester is not (that would be deciding one's own
      request by another's hand).
    * Else the role above signs: for a conflict, or because the post is vacant.
    * Once the step's time has run out, holders of the role above may sign it too, in its place.
    * Where the role above signs a later step anyway, or another seat of this one, the seat falls
      away; likewise where the one person who could sign it signs another seat of the step.

    () means the step is passed over. The last step is not: raises `NobodyToAsk`, as does any seat
    whose role and every role above it are vacant, unless the step's mode can do without it.
    """
    desk = _Desk(request, step, roles, directory, now)
    found = {index: desk.signers(seat) for index, seat in desk.awaited()}
    _require_enough(desk, found)
    wanted = _one_seat_each({i: f for i, f in found.items() if isinstance(f, _Signers)})
    open_seats = desk.with_hosts(wanted)
    if desk.is_last and not desk.ladder_signs(s.seat for s in open_seats):
        raise NobodyToAsk(role=desk.role_name(desk.own_seats[-1]))
    return open_seats


def may_take(
    request: Request,
    seat: Seat,
    roles: Mapping[str, Ranked],
    directory: Directory,
    now: datetime,
) -> tuple[Person, ...]:
    """Who may have this seat passed on to him: holders of its role for its unit, their deputies of
    the day, and holders of every role above; nobody with a part in the case."""
    found: dict[PersonId, Person] = {}
    for role, unit in ranks(roles, seat.role, seat.unit):
        holders = directory.holders(role, unit)
        deputies = (d for h in holders for d in directory.deputies_of(h.id, request.kind, now))
        found |= {p.id: p for p in (*holders, *deputies) if not _concerned(request, p)}
    return tuple(found.values())


def ranks(roles: Mapping[str, Ranked], role: str, unit: str) -> Iterator[tuple[str, str]]:
    """The role and each one above it, with the unit it is held for. Roles above each other in a
    ring come once."""
    climbed: set[str] = set()
    while role and role not in climbed:
        climbed.add(role)
        yield role, unit
        role = roles[role].above if role in roles else ""
        unit = "" if role in roles and roles[role].scope == "school" else unit


def _concerned(request: Request, person: Person) -> bool:
    return person.id in request.askers or person.id in request.parties


@dataclass(frozen=True, slots=True)
class _Signers:
    """Who may sign, in the order in which they are wanted: {person: for whom, "" = himself}."""

    acting: Mapping[PersonId, str]
    why: str = ""


class _FallsAway:
    """Somebody higher signs anyway."""


class _Nobody:
    """Vacant to the top."""


_Found = _Signers | _FallsAway | _Nobody


@dataclass(frozen=True, slots=True)
class _Desk:
    request: Request
    index: int
    roles: Mapping[str, Ranked]
    directory: Directory
    now: datetime
    step: Step = field(init=False)
    signed: frozenset[PersonId] = field(init=False)

    def __post_init__(self) -> None:
        signed = (d.by for d in standing(self.request, self.index).values())
        object.__setattr__(self, "step", self.request.chain.steps[self.index])
        object.__setattr__(self, "signed", frozenset(signed))

    @property
    def is_last(self) -> bool:
        return self.index + 1 == len(self.request.chain.steps)

    def awaited(self) -> list[tuple[int, Seat]]:
        done = standing(self.request, self.index)
        left = ((i, seat) for i, seat in enumerate(self.step.seats) if not seat.removed)
        return [(i, seat) for i, seat in left if i not in done]

    def with_hosts(self, awaited: tuple[OpenSeat, ...]) -> tuple[OpenSeat, ...]:
        """Whoever was added to a seat goes with it when it falls away."""
        there = {*standing(self.request, self.index), *(s.seat for s in awaited)}
        return tuple(s for s in awaited if self.step.root(s.seat) in there)

    def added(self, seat: int) -> bool:
        return self.step.seats[seat].added

    @property
    def own_seats(self) -> list[Seat]:
        return [seat for seat in self.step.seats if not seat.added]

    def ladder_signs(self, awaited: Iterable[int]) -> bool:
        """Whether a seat of the ladder itself is signed or asked for: whoever was added to it does
        not stand in for it."""
        seats = (*awaited, *standing(self.request, self.index))
        return any(not self.added(i) for i in seats)

    def role_name(self, seat: Seat) -> Label:
        role = self.roles.get(seat.role)
        return role.name if role else Label(seat.role)

    def signers(self, seat: Seat) -> _Found:
        """Who signs in the ordinary way and, once the step's time has run out, who is next in
        line."""
        found = self._in_time(seat)
        if not self.request.overdue or not isinstance(found, _Signers) or seat.added:
            return found
        beside = {p: of for p, of in self._next_in_line(seat).items() if p not in found.acting}
        free = {p: of for p, of in beside.items() if p not in self.signed}
        return _Signers({**found.acting, **free}, "late" if free else found.why)

    def _next_in_line(self, seat: Seat) -> dict[PersonId, str]:
        """Holders of the nearest role above that somebody may act in; nobody above the last."""
        for role, unit in islice(ranks(self.roles, seat.role, seat.unit), 1, None):
            if here := self._of_role(role, unit).acting:
                return {p: of or seat.role for p, of in here.items()}
        return {}

    def _in_time(self, seat: Seat) -> _Found:
        """Climb from the seat's own role until somebody may sign; whoever it was passed on to, or
        who was added, comes first."""
        if seat.person:
            named = self._named(seat)
            if named.acting:
                return self._unless_signed(named)
        if seat.added:
            return _FallsAway()
        why = ""
        for role, unit in ranks(self.roles, seat.role, seat.unit):
            own = role == seat.role
            if not own and self._signs_anyway(role, unit):
                return _FallsAway()
            here = self._of_role(role, unit)
            why = why or here.why
            if here.acting:
                return self._unless_signed(here if own else _for(seat, here, why))
        return _FallsAway() if why == "conflict" else _Nobody()

    def _named(self, seat: Seat) -> _Signers:
        person = self.directory.get(seat.person)
        if person is None or not person.active or _concerned(self.request, person):
            return _Signers({})
        acting = {person.id: "" if seat.added else str(seat.by)} | {
            d: of for d, of in self._deputies([person.id]).items() if d != person.id
        }
        return _Signers(acting, "deputy" if len(acting) > 1 else "")

    def _of_role(self, role: str, unit: str) -> _Signers:
        holders = self.directory.holders(role, unit)
        free = [h.id for h in holders if not _concerned(self.request, h)]
        if free:
            deputies = self._deputies(free)
            acting = dict.fromkeys(free, "") | {
                d: of for d, of in deputies.items() if d not in free
            }
            return _Signers(acting, "deputy" if len(acting) > len(free) else "")
        parties = [h.id for h in holders if h.id not in self.request.askers]
        return _Signers(self._deputies(parties), "conflict" if holders else "vacant")

    def _deputies(self, holders: Iterable[PersonId]) -> dict[PersonId, str]:
        return {
            deputy.id: str(holder)
            for holder in holders
            for deputy in self.directory.deputies_of(holder, self.request.kind, self.now)
            if not _concerned(self.request, deputy)
        }

    def _unless_signed(self, found: _Signers) -> _Found:
        """One person signs one seat of a step."""
        left = {p: of for p, of in found.acting.items() if p not in self.signed}
        return _Signers(left, found.why) if left else _FallsAway()

    def _signs_anyway(self, role: str, unit: str) -> bool:
        later = (
            s
            for step in self.request.chain.steps[self.index + 1 :]
            if len(step.seats) == 1 or step.mode in (Mode.ALL, Mode.IN_ORDER)
            for s in step.seats
        )
        return any(
            s.role == role and _same_unit(s.unit, unit) for s in (*later, *self.step.seats)
        )


def _same_unit(one: str, other: str) -> bool:
    return one == other or not one or not other


def _for(seat: Seat, above: _Signers, why: str) -> _Signers:
    """They sign for the seat's own role, which the trail names."""
    return _Signers({p: of or seat.role for p, of in above.acting.items()}, why)


def _require_enough(desk: _Desk, found: Mapping[int, _Found]) -> None:
    """A vacancy must not quietly cost a signature that the ladder wants."""
    vacant = [index for index, f in found.items() if isinstance(f, _Nobody)]
    own = [i for i, f in found.items() if isinstance(f, _Signers) and not desk.added(i)]
    signed = [i for i in standing(desk.request, desk.index) if not desk.added(i)]
    there = len(own) + len(signed)
    needed = {Mode.ANY: 1, Mode.QUORUM: desk.step.needed}.get(desk.step.mode)
    enough = needed is not None and there >= needed
    if vacant and not enough:
        raise NobodyToAsk(role=desk.role_name(desk.step.seats[vacant[0]]))


def _one_seat_each(wanted: Mapping[int, _Signers]) -> tuple[OpenSeat, ...]:
    """Give every person to one seat, so that as many seats as possible have somebody.

    A matching finds each seat its first signer; whoever is left over joins the first seat he could
    sign. A seat nobody is left for is signed by its only signer at his other seat.
    """
    seat_of = _matching({index: tuple(s.acting) for index, s in wanted.items()})
    filled = set(seat_of.values())
    for index, signers in wanted.items():
        for person in signers.acting:  # all of an unfilled seat's signers have one elsewhere
            seat_of.setdefault(person, index)
    return tuple(
        _open_seat(index, signers, [p for p in signers.acting if seat_of.get(p) == index])
        for index, signers in sorted(wanted.items())
        if index in filled
    )


def _open_seat(index: int, signers: _Signers, persons: Sequence[PersonId]) -> OpenSeat:
    acting = {p: signers.acting[p] for p in persons if signers.acting[p]}
    why = "" if signers.why == "deputy" and not acting else signers.why
    return OpenSeat(seat=index, persons=tuple(persons), acting=acting, why=why)


def _matching(wanted: Mapping[int, Sequence[PersonId]]) -> dict[PersonId, int]:
    """A largest assignment of one person to each seat (augmenting paths)."""
    seat_of: dict[PersonId, int] = {}

    def placed(index: int, asked: set[PersonId]) -> bool:
        for person in wanted[index]:
            if person in asked:
                continue
            asked.add(person)
            if person not in seat_of or placed(seat_of[person], asked):
                seat_of[person] = index
                return True
        return False

    for index in wanted:
        placed(index, set())
    return seat_of
