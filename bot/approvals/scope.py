"""What may be looked at: the answers that bound it, cut down by approvers and never widened.

`scope_of(request)` is the one place that says it. The bounds are JSON-shaped answers, as the form
gives them; the pack says which fields bound a request (`narrows = true`), and that is frozen into
the request when it is filed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.approvals.refusals import Refusal
from bot.approvals.request import Request
from bot.conversation.form import FieldKind

Answers = Mapping[str, Any]

# No camera named means all of the zones; for every other list, naming nobody leaves nobody.
_ALL_IF_UNNAMED = FieldKind.CAMERAS
NARROWABLE = (
    FieldKind.SPAN,
    FieldKind.ZONES,
    FieldKind.CAMERAS,
    FieldKind.PEOPLE,
    FieldKind.NAMES,
    FieldKind.CHOICES,
    FieldKind.YES_NO,
    FieldKind.NUMBER,
)


class NotNarrower(Refusal):
    """What an approver leaves of a request lies within what stands, always. values: field."""

    code = "not_narrower"


class NothingLeft(Refusal):
    """A scope without places or viewers is a no, and should be said as one. values: field."""

    code = "nothing_left"


class BelowApproved(Refusal):
    """Of an extension only what it adds is decided; the rest stands approved. values: field."""

    code = "below_approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`limits`: an answer for each bounding field, None where none was given."""

    limits: Answers
    kinds: Mapping[str, str]

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        found = self.limits.get("span")
        return ends(found) if found else None

    @property
    def zones(self) -> tuple[str, ...]:
        return tuple(self.limits.get("zones") or ())

    @property
    def cameras(self) -> tuple[str, ...] | None:
        """None: every camera of `zones`."""
        found = self.limits.get("cameras")
        return None if found is None else tuple(found)

    @property
    def viewers(self) -> tuple[Mapping[str, str], ...]:
        return tuple(self.limits.get("viewers") or ())

    @property
    def copy(self) -> bool:
        return bool(self.limits.get("copy"))


def asked_scope(request: Request) -> Scope:
    """What was asked for, less the wishes that a rule refused when it was filed."""
    asked = {key: request.answers.get(key) for key in request.narrows}
    refused = {wish: False for wish in request.dropped if wish in request.narrows}
    return _read({**asked, **refused}, request.narrows)


def scope_of(request: Request) -> Scope:
    """What may be looked at, as far as it is decided: what was asked, every cut since, and what a
    request of its own added."""
    added = request.extended[-1].limits if request.extended else {}
    limits = {**asked_scope(request).limits, **request.approved, **added}
    return _read(limits, request.narrows)


def granted(request: Request) -> dict[str, Any]:
    """The request's answers in their order, with what approvers left of them."""
    left = {key: value for key, value in request.answers.items() if key not in request.narrows}
    kept = {key: value for key, value in scope_of(request).limits.items() if value is not None}
    told = {**left, **kept}
    return {key: told[key] for key in {**request.answers, **told} if key in told}


def _read(limits: Answers, kinds: Mapping[str, str]) -> Scope:
    """An empty list of cameras in a form is none named: all of them."""
    unnamed = {k for k, v in limits.items() if kinds[k] == _ALL_IF_UNNAMED and not v}
    return Scope(
        limits={k: None if k in unnamed else v for k, v in limits.items()}, kinds=kinds
    )


# ------------------------------------------------------------------ comparing


def within(a: Scope, b: Scope) -> bool:
    """Whether everything `a` allows is allowed by `b`."""
    return not beyond(a.limits, b)


def beyond(wanted: Answers, scope: Scope) -> str:
    """The first bounding field in which `wanted` reaches further than the scope; "" for none."""
    keys = (key for key in scope.kinds if key in wanted)
    return next(
        (k for k in keys if not _fits(wanted[k], scope.limits.get(k), scope.kinds[k])), ""
    )


def _fits(a: Any, b: Any, kind: str) -> bool:
    if a == b:
        return True
    if kind == _ALL_IF_UNNAMED:
        return b is None or (a is not None and set(a) <= set(b))
    if kind in (FieldKind.SPAN, FieldKind.NUMBER):
        return a is not None and b is not None and _INSIDE[kind](a, b)
    return _INSIDE[kind](a or (), b or ())


def _inside_span(a: Any, b: Any) -> bool:
    (start, end), (first, last) = ends(a), ends(b)
    return first <= start and end <= last


def _among(a: Sequence[Any], b: Sequence[Any]) -> bool:
    return {_named(x) for x in a} <= {_named(x) for x in b}


def _named(one: Any) -> Any:
    """Persons by their id; somebody from outside by his name."""
    return (one["id"], "" if one["id"] else one["name"]) if isinstance(one, Mapping) else one


def ends(span: Answers) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(span["from"]), datetime.fromisoformat(span["to"])


_INSIDE: Mapping[str, Callable[[Any, Any], bool]] = {
    FieldKind.SPAN: _inside_span,
    FieldKind.ZONES: _among,
    FieldKind.PEOPLE: _among,
    FieldKind.NAMES: _among,
    FieldKind.CHOICES: _among,
    FieldKind.YES_NO: lambda a, b: bool(b) or not a,
    FieldKind.NUMBER: lambda a, b: bool(a <= b),
}


# ------------------------------------------------------------------ cutting


def narrowed(standing: Scope, wanted: Answers) -> Scope:
    """The standing scope cut down to what is wanted. Fields not spoken of stay as they are.

    Raises `NotNarrower` where it reaches further, `NothingLeft` where a list was emptied.
    """
    told = {key: value for key, value in wanted.items() if key in standing.kinds}
    for key, value in told.items():
        if value == [] and standing.limits.get(key):
            raise NothingLeft(field=key)
    cut = _read({**standing.limits, **told}, standing.kinds)
    if field := beyond(cut.limits, standing):
        raise NotNarrower(field=field)
    return cut


def left_of(request: Request, wanted: Answers) -> Scope:
    """As `narrowed`, of what stands. Raises `BelowApproved` too."""
    left = narrowed(scope_of(request), wanted)
    if request.extends and (field := beyond(request.extends.stands, left)):
        raise BelowApproved(field=field)
    return left


def cuts(before: Scope, after: Scope) -> dict[str, Any]:
    """The fields in which `after` is less, with what is left."""
    return {
        k: v
        for k, v in after.limits.items()
        if not _fits(before.limits.get(k), v, after.kinds[k])
    }


def held_to(asked: Scope, cut: Answers) -> dict[str, Any] | None:
    """What an earlier cut still takes away from a request whose answers were changed since.

    None: they cannot be compared, so whoever made it has not seen what is asked for now.
    """
    known = {k: v for k, v in cut.items() if k in asked.kinds}
    for key, value in known.items():
        kind, now = asked.kinds[key], asked.limits.get(key)
        if not _fits(value, now, kind) and not _fits(now, value, kind):
            return None
    return {k: v for k, v in known.items() if not _fits(asked.limits.get(k), v, asked.kinds[k])}
