"""From a carried-out request to the entry of the retrieval book, as plain values.

The keys are the superset of both schools' columns and Order 799 Art. 16(3); a pack's book picks
from them. Words are Chinese: the book is the school's own document.
"""

from collections.abc import Iterable
from typing import Any

from bot.actions.office import Office
from bot.approvals.request import Request, Verdict, standing
from bot.conversation.form import Form
from bot.people.person import PersonId
from bot.viewing.viewing import Viewing


def entry_of(office: Office, request: Request, viewing: Viewing) -> dict[str, Any]:
    outcome = viewing.outcome or {}
    return {
        "number": request.number,
        "retrieved_at": office.now.isoformat(),
        "persons": names(outcome.get("viewers", ())) or [name(office, request.requester)],
        "unit": request.unit,
        "approvers": signers(office, request),
        "copied": bool(outcome.get("copied")),
        "zones": [z.name for z in (office.places.zones.get(i) for i in zones(request)) if z],
        "span": outcome.get("span") or request.answers.get("span"),
        "purpose": request.answers.get("purpose", ""),
        "reason": reason(office, request),
        "destination": outcome.get("destination", ""),
        "backup": outcome.get("backup", ""),
        "result": result(office, request, outcome.get("result", "")),
        "remarks": outcome.get("remarks", ""),
        "duty_officer": name(office, viewing.officer) if viewing.officer else "",
    }


def signers(office: Office, request: Request) -> list[str]:
    """In the order of the ladder; a signature that was taken back does not count."""
    steps = range(len(request.chain.steps))
    signed = [made for step in steps for made in standing(request, step).values()]
    return [name(office, made.by) for made in signed if made.verdict is Verdict.APPROVE]


def zones(request: Request) -> tuple[str, ...]:
    return tuple(request.answers.get("zones", ()))


def names(people: Iterable[dict[str, str]]) -> list[str]:
    return [person["name"] for person in people]


def name(office: Office, person: PersonId) -> str:
    known = office.directory.get(person)
    return known.name if known else person


def reason(office: Office, request: Request) -> str:
    """The reason category in the school's words, or the requester's own."""
    own: str = request.answers.get("reason_text", "")
    form = office.kind(request.kind).form
    return own or chosen(form, "reason", request.answers.get("reason", ""))


def result(office: Office, request: Request, option: str) -> str:
    task = office.kind(request.kind).task
    return chosen(task.form if task else None, "result", option)


def chosen(form: Form | None, key: str, option: str) -> str:
    """An option in the words of the school's own form."""
    fields = [f for f in form.fields if f.key == key] if form else []
    labels = {o.id: o.label.zh for f in fields for o in f.options}
    return labels.get(option, option)
