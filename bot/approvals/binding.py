"""Binding a ladder to units: whose head is "the unit's head", and who owns what is asked for."""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from bot.approvals.chain import Chain, Seat, Step
from bot.approvals.collapsing import collapsed, seated
from bot.approvals.pack import Pack


def bound(
    chain: Chain, pack: Pack, applicant_unit: str, owner_units: Sequence[str] = ()
) -> Chain:
    """The chain of one request, each seat with its unit.

    An owner's seat becomes one seat per owner; a unit whose head has a role of his own (保卫处,
    and whatever is `public`) is asked through that role. What then asks the same post twice
    collapses to the highest occurrence. Without owners an owner's seat stays unbound.
    """
    owners = tuple(dict.fromkeys(owner_units))
    steps = [_bound(step, pack, applicant_unit, owners) for step in chain.steps]
    tells = _bound(Step(seats=chain.tells), pack, applicant_unit, owners).seats
    return replace(chain, steps=collapsed(steps, lambda seat: _post(seat, pack)), tells=tells)


def _bound(step: Step, pack: Pack, applicant_unit: str, owners: tuple[str, ...]) -> Step:
    shared = any(pack.roles[seat.role].scope == "owner_units" for seat in step.seats)
    seats: list[Seat] = []
    for seat in step.seats:
        role = pack.roles[seat.role]
        if seat.unit:
            seats.append(seat)
        elif role.scope == "applicant_unit":
            seats.append(_of(seat, applicant_unit, pack))
        elif role.scope == "owner_units" and owners:
            seats += [_of(seat, unit, pack) for unit in owners]
        elif not (shared and owners and role.heads) or not set(owners).isdisjoint(role.heads):
            seats.append(seat)
    return seated(step, seats)


def _of(seat: Seat, unit: str, pack: Pack) -> Seat:
    head = next((role.id for role in pack.roles.values() if unit in role.heads), "")
    return replace(seat, role=head) if head else replace(seat, unit=unit)


def _post(seat: Seat, pack: Pack) -> Hashable:
    return (pack.roles[seat.role].same_post or seat.role) if seat.unit else seat.role, seat.unit
