"""What is left of a case when its personal data has served its purpose.

A case keeps what the journal and the statistics need: number, ladder, who signed by id, when, where
the cameras hang. Every other field goes, and a field somebody adds later goes with them unless it
is named here.
"""

from collections.abc import Callable, Collection
from dataclasses import MISSING, Field, fields, replace
from datetime import datetime
from typing import Any

from bot.approvals.request import Decision, Request, State
from bot.conversation.form import FieldKind, Form

OPEN = (State.IN_APPROVAL, State.RETURNED, State.APPROVED)
KEPT = frozenset(
    {
        *("id", "school", "number", "kind", "pack", "pack_version", "requester", "unit"),
        *("facts", "chain", "dropped", "filed_at", "state", "step", "token", "round"),
        *("open_seats", "opened_at", "decisions", "settled_at", "plan"),
        *("narrows", "back_to", "extends", "extended", "extension"),
        *("filed_by", "standing_in", "quiet_until", "ending", "duty", "fell_at", "outage"),
    }
)
KEPT_OF_A_DECISION = frozenset(
    {
        *("step", "seat", "by", "verdict", "at"),
        *("acting_for", "round", "token", "asked", "undone", "to", "consent"),
        "confirmed_by",
    }
)
# Answers that are picked from a list or counted say nothing of anybody.
PICKED = (
    FieldKind.CHOICE,
    FieldKind.CHOICES,
    FieldKind.YES_NO,
    FieldKind.ZONES,
    FieldKind.CAMERAS,
    FieldKind.SPAN,
    FieldKind.MOMENT,
    FieldKind.DAY,
    FieldKind.NUMBER,
)


def picked(form: Form | None) -> frozenset[str]:
    return frozenset(f.key for f in form.fields if f.kind in PICKED) if form else frozenset()


def over(request: Request) -> bool:
    return request.state not in OPEN


def aged(request: Request, form: Form | None, now: datetime) -> Request:
    """The case without anybody's words and names."""
    kept = picked(form)
    return replace(
        request,
        **_blank(request, KEPT | {"answers", "erased_at"}),
        answers={key: value for key, value in request.answers.items() if key in kept},
        decisions=tuple(replace(d, **_blank(d, KEPT_OF_A_DECISION)) for d in request.decisions),
        erased_at=now,
    )


def struck(request: Request, strike: Callable[[Any], Any]) -> Request:
    """The case with `strike` over everything that ageing would take away."""
    words = {f.name: strike(getattr(request, f.name)) for f in _others(request, KEPT)}
    decisions = tuple(
        replace(
            d, **{f.name: strike(getattr(d, f.name)) for f in _others(d, KEPT_OF_A_DECISION)}
        )
        for d in request.decisions
    )
    return replace(request, **words, decisions=decisions)


def _blank(thing: Request | Decision, kept: Collection[str]) -> dict[str, Any]:
    """Every other field as it was before anybody said anything."""
    return {f.name: _before(f) for f in _others(thing, kept)}


def _others(thing: Request | Decision, kept: Collection[str]) -> list[Field[Any]]:
    return [f for f in fields(thing) if f.name not in kept]


def _before(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    if field.default is MISSING:
        raise TypeError(f"{field.name} has no default: say in KEPT whether it stays")
    return field.default
