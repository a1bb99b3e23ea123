"""Which approvals count only with a proof of who taps: a PIN, or a second person (C23)."""

from collections.abc import Mapping

from bot.approvals.consent import seat_of
from bot.approvals.delegation import Ranked, ranks
from bot.approvals.pack import Confirm, Kind
from bot.approvals.request import Request
from bot.approvals.rules import settled
from bot.people.person import PersonId
from bot.people.roles import Directory


def sensitive(kind: Kind, request: Request) -> bool:
    """Whether somebody on this case's ladder has to prove himself."""
    return kind.confirm is not None and kind.confirm.when.holds(
        settled(kind.facts, request.facts)
    )


def demanded(kind: Kind, request: Request, by: PersonId) -> Confirm | None:
    """What `by`'s approval of the open step takes beyond his tap."""
    seat = seat_of(request, by)
    if kind.confirm is None or seat is None or seat.role not in kind.confirm.roles:
        return None
    return kind.confirm if sensitive(kind, request) else None


def seconds(
    request: Request, by: PersonId, roles: Mapping[str, Ranked], directory: Directory
) -> tuple[tuple[PersonId, ...], ...]:
    """Who may confirm `by`'s approval as the second person: other holders of his role, then those
    of each role above. Never who asked for the footage, nor a party."""
    seat = seat_of(request, by)
    if seat is None:
        return ()
    never = {by, *request.askers, *request.parties}
    levels = (
        tuple(p.id for p in directory.holders(role, unit) if p.id not in never)
        for role, unit in ranks(roles, seat.role, seat.unit)
    )
    return tuple(level for level in levels if level)
