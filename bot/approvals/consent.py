"""What a signature has to say beside yes, by rules of the pack.

An add-on that `marks` a role and names a `wish` wants that role's express word on it (B-C: the
copy). One whose `reports` names a role wants that role to report the case to whoever the rule
adds (第三条第2款: 由分管校长报告校长同意).
"""

from bot.approvals.chain import Seat
from bot.approvals.pack import Kind
from bot.approvals.progress import SHORTEST_REASON
from bot.approvals.refusals import ConsentMissing, ReportMissing
from bot.approvals.request import Consent, OpenSeat, Request, Said, State, Verdict
from bot.approvals.scope import scope_of
from bot.people.person import PersonId


def seat_of(request: Request, by: PersonId) -> Seat | None:
    """The seat `by` is asked to sign now."""
    if request.state is not State.IN_APPROVAL:
        return None
    mine = next((s for s in request.open_seats if by in s.persons), None)
    return _seat(request, mine) if mine else None


def _seat(request: Request, mine: OpenSeat) -> Seat:
    return request.chain.steps[request.step].seats[mine.seat]


def wish_of(kind: Kind, request: Request, by: PersonId) -> str:
    """The wish `by` must speak on expressly: a field of the form, "" for none."""
    seat = seat_of(request, by)
    if seat is None:
        return ""
    marked = (
        rule.wish
        for rule in kind.addons
        if rule.wish and rule.id in seat.rules and seat.role in rule.marks
    )
    return next((wish for wish in marked if scope_of(request).limits.get(wish)), "")


def report_due(kind: Kind, request: Request, by: PersonId) -> bool:
    """Whether `by` must report the case to the step above."""
    seat = seat_of(request, by)
    above = request.chain.steps[request.step + 1 :]
    if seat is None or not above:
        return False
    behind = {rule for s in above[0].seats for rule in s.rules}
    return any(rule.id in behind and seat.role == rule.reports for rule in kind.addons)


def complete(kind: Kind, request: Request, by: PersonId, said: Said) -> Said:
    """The verdict with what follows from its express word. Raises `ConsentMissing` and
    `ReportMissing` for an approval that leaves open what must be said."""
    if said.verdict is not Verdict.APPROVE:
        return said
    if report_due(kind, request, by) and len(said.report.strip()) < SHORTEST_REASON:
        raise ReportMissing(at_least=SHORTEST_REASON)
    wish = wish_of(kind, request, by)
    if not wish or said.scope.get(wish) is False:
        return said
    if said.consent is None:
        raise ConsentMissing
    if said.consent is Consent.GIVEN:
        return said
    return Said(
        verdict=said.verdict,
        reason=said.reason,
        scope={**said.scope, wish: False},
        consent=said.consent,
        report=said.report,
    )
