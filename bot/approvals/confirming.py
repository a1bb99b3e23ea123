"""Which approvals count only with a proof of who taps: a PIN, or a second person (C23)."""

from bot.approvals.chain import Seat
from bot.approvals.pack import Confirm, Kind
from bot.approvals.request import Request
from bot.approvals.rules import settled
from bot.people.person import PersonId


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


def seat_of(request: Request, by: PersonId) -> Seat | None:
    """The seat of the open step that waits for him."""
    mine = (open_.seat for open_ in request.open_seats if by in open_.persons)
    seats = request.chain.steps[request.step].seats if request.chain.steps else ()
    return next((seats[index] for index in mine), None)


def consents_expressly(kind: Kind, request: Request, by: PersonId) -> bool:
    """Whether a rule asks his consent to one point of the case by name (同意拷贝)."""
    seat = seat_of(request, by)
    marking = {rule.id for rule in kind.addons if seat and seat.role in rule.marks}
    return seat is not None and not marking.isdisjoint(seat.rules)
