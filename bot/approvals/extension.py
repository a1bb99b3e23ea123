"""A viewing that must reach further: what is asked for, and who has to agree (ambiguity 18).

A wider scope always contains the one that stands, so that what is approved in the end is one scope
and not several. How much further it reaches is measured from what the whole ladder agreed to:
whoever adds an hour twice goes through all of it the second time.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from bot.approvals.chain import Chain
from bot.approvals.pack import Kind, Pack, TaskKind
from bot.approvals.refusals import Refusal
from bot.approvals.request import Extension, Request, Verdict
from bot.approvals.resubmitting import alike
from bot.approvals.scope import Answers, Scope, asked_scope, ends, scope_of
from bot.cameras.zone import Places
from bot.conversation.form import Field

SWITCH, LAST_ALONE = "extension", "last_approver_up_to_one_hour"
GROWS = ("zones", "cameras", "span")
WISH = "copy"  # an extension speaks of it anew: what is added is copied only by consent
WHY = "extension"  # among the answers of the request that asks
VIEWING_GUARD = "within_scope"
UP_TO = timedelta(hours=1)

Owners = Callable[[Scope], Collection[str]]


class NoExtension(Refusal):
    """The school's rules know none; a new request is needed."""

    code = "no_extension"


class NotViewing(Refusal):
    """Nobody is looking at this footage now. values: number."""

    code = "not_viewing"


class ExtensionOpen(Refusal):
    """One is being decided. values: number."""

    code = "extension_open"


class NothingMore(Refusal):
    """What is asked for is approved already."""

    code = "nothing_more"


class TooMuchMore(Refusal):
    """Together it is more than one request may ask for. values: what (a label), most."""

    code = "too_much_more"


# ------------------------------------------------------------------ where it may be asked


def offered(pack: Pack, kind: Kind, task: TaskKind) -> bool:
    """Whether whoever does this task may ask for more than was approved."""
    looks = any(guard.name == VIEWING_GUARD for guard in task.guards)
    asks = {field.key for field in task.form.fields}
    return kind.extends and bool(pack.switches.get(SWITCH)) and looks and "span" in asks


# ------------------------------------------------------------------ what is asked for


def grows(limits: Answers) -> dict[str, Any]:
    return {key: limits[key] for key in GROWS if key in limits}


def stands(scope: Scope, places: Places) -> dict[str, Any]:
    """What may be looked at already, its cameras by name: an approver who names some of a wider
    scope still has to leave these."""
    limits = grows(scope.limits)
    return {**limits, "cameras": named(scope, places)} if "cameras" in limits else limits


def named(scope: Scope, places: Places) -> list[str]:
    return list(scope.cameras or (c.id for z in scope.zones for c in places.cameras_in(z)))


def wider(scope: Scope, more: Answers, places: Places) -> dict[str, Any]:
    """The scope that stands with what is added to it, as far as it bounds the viewing."""
    cameras = tuple(c for c in more.get("cameras") or () if c in places.cameras)
    zones = (*(more.get("zones") or ()), *(places.cameras[c].zone for c in cameras))
    grown = {
        "zones": list(dict.fromkeys((*scope.zones, *zones))),
        "cameras": _cameras(scope, tuple(dict.fromkeys(zones)), cameras, places),
        "span": _span(scope, more.get("span")),
    }
    return {key: grown[key] for key in GROWS if key in scope.kinds}


def _cameras(
    scope: Scope, zones: tuple[str, ...], cameras: tuple[str, ...], places: Places
) -> list[str] | None:
    """None is all of the zones. A zone that is added without a camera means all of its cameras."""
    if scope.cameras is None and not cameras:
        return None
    picked = {places.cameras[c].zone for c in cameras}
    whole = [c.id for z in zones if z not in picked for c in places.cameras_in(z)]
    return list(dict.fromkeys((*named(scope, places), *whole, *cameras)))


def _span(scope: Scope, more: Mapping[str, str] | None) -> Mapping[str, str] | None:
    now: Mapping[str, str] | None = scope.limits.get("span")
    if not more or not now:
        return now or more
    (first, last), (start, end) = ends(now), ends(more)
    return {
        "from": now["from"] if first <= start else more["from"],
        "to": now["to"] if last >= end else more["to"],
    }


def must_add(scope: Scope, grown: Answers, fields: Collection[Field]) -> None:
    """Raises `NothingMore`, and `TooMuchMore` beyond what the form lets one request ask for."""
    if all(grown[key] == scope.limits.get(key) for key in grown):
        raise NothingMore
    for field in fields:
        value = grown.get(field.key)
        if field.key == "span" and value and field.max_hours:
            if _length(value) > timedelta(hours=field.max_hours):
                raise TooMuchMore(what=field.label, most=field.max_hours)
        elif value and field.at_most and len(value) > field.at_most:
            raise TooMuchMore(what=field.label, most=field.at_most)


# ------------------------------------------------------------------ who has to agree


def ladder(
    switch: str, request: Request, grown: Answers, whole: Chain, owners: Owners
) -> tuple[Chain, bool]:
    """The signatures an extension needs, and whether these are all of the ladder.

    `whole` is the ladder the wider answers lead to. Where it asks for other signatures than the
    case had, or cameras of another owner come in, all of it signs.
    """
    base = agreed(request)
    after = Scope(limits={**base.limits, **grown}, kinds=base.kinds)
    last = (
        switch == LAST_ALONE
        and len(whole.steps) > 1
        and _as_before(request.chain, whole)
        and set(owners(after)) <= set(owners(base))
        and _length(after.limits.get("span")) - _length(base.limits.get("span")) <= UP_TO
    )
    return (Chain(steps=whole.steps[-1:]), False) if last else (whole, True)


def agreed(request: Request) -> Scope:
    """What the whole ladder agreed to last."""
    signed = next((e for e in reversed(request.extended) if e.whole_ladder), None)
    without = {**asked_scope(request).limits, **request.approved}
    return Scope(limits={**without, **(signed.limits if signed else {})}, kinds=request.narrows)


def _as_before(before: Chain, after: Chain) -> bool:
    return len(before.steps) == len(after.steps) and all(
        alike(one, other) for one, other in zip(before.steps, after.steps, strict=True)
    )


def _length(span: Mapping[str, str] | None) -> timedelta:
    if not span:
        return timedelta()
    start, end = ends(span)
    return end - start


# ------------------------------------------------------------------ what became of it


def extension_of(asked: Request, held: Mapping[str, str]) -> Extension:
    """What an approved extension adds to its case; `held`: the lock that goes over to it too."""
    scope = scope_of(asked)
    assert asked.extends
    assert asked.settled_at
    return Extension(
        number=asked.number,
        limits=grows(scope.limits),
        at=asked.settled_at,
        approvers=tuple(
            d.by for d in asked.decisions if d.verdict is Verdict.APPROVE and not d.undone
        ),
        whole_ladder=asked.extends.whole_ladder,
        copy=scope.copy,
        held=held,
    )
