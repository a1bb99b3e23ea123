"""From a carried-out request to the entry of the retrieval book, as plain values.

The keys are the superset of both schools' columns and Order 799 Art. 16(3); a pack's book picks
from them. Words are Chinese: the book is the school's own document.
"""

from collections.abc import Iterable
from typing import Any

from bot.actions.office import Office
from bot.approvals.request import Request, Verdict
from bot.people.person import PersonId
from bot.viewing.viewing import Viewing


def entry_of(office: Office, request: Request, viewing: Viewing) -> dict[str, Any]:
    outcome = viewing.outcome or {}
    return {
        "number": request.number,
        "retrieved_at": office.now.isoformat(),
        "persons": names(outcome.get("viewers", ())) or [name(office, request.requester)],
        "unit": request.unit,
        "approvers": [name(office, d.by) for d in request.decisions if approving(d.verdict)],
        "copied": bool(outcome.get("copied")),
        "zones": [z.name for z in (office.places.zones.get(i) for i in zones(request)) if z],
        "span": outcome.get("span") or request.answers.get("span"),
        "purpose": request.answers.get("purpose", ""),
        "reason": reason(office, request),
        "destination": outcome.get("destination", ""),
        "backup": outcome.get("backup", ""),
        "result": outcome.get("result", ""),
        "remarks": outcome.get("remarks", ""),
        "duty_officer": name(office, viewing.officer) if viewing.officer else "",
    }


def approving(verdict: Verdict) -> bool:
    return verdict is Verdict.APPROVE


def zones(request: Request) -> tuple[str, ...]:
    return tuple(request.answers.get("zones", ()))


def names(people: Iterable[dict[str, str]]) -> list[str]:
    return [person["name"] for person in people]


def name(office: Office, person: PersonId) -> str:
    known = office.directory.get(person)
    return known.name if known else person


def reason(office: Office, request: Request) -> str:
    """The reason category in the school's words, or the requester's own."""
    chosen = request.answers.get("reason", "")
    form = office.kind(request.kind).form
    fields = [f for f in form.fields if f.key == "reason"] if form else []
    labels = {o.id: o.label.zh for f in fields for o in f.options}
    own: str = request.answers.get("reason_text", "")
    return own or labels.get(chosen, chosen)
