"""What the decision page offers beside yes and no, and what its forms do: as in the chat."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions import deciding, flagging, handing
from bot.actions.office import Office
from bot.approvals import consent
from bot.approvals.chain import Place
from bot.approvals.flags import standing_flags
from bot.approvals.progress import signed_before
from bot.approvals.request import Consent, Request, Verdict
from bot.approvals.scope import scope_of
from bot.conversation.form import Field, FieldKind
from bot.handlers import bringing_in
from bot.people.person import Person
from bot.speech import Voice
from bot.web.desk import Bound, Offers
from bot.writing import case, stepping
from storage.store import Work

CENTURY = 100
PICKER = "%Y-%m-%dT%H:%M"  # as a phone's own date picker writes it


def offers(office: Office, signer: Person, request: Request, voice: Voice) -> Offers:
    kind = office.kind(request.kind)
    seat = consent.seat_of(request, signer.id)
    fields = kind.form.fields if kind.form else ()
    due = consent.report_due(kind, request, signer.id)
    plain = Offers(
        wish=bool(consent.wish_of(kind, request, signer.id)),
        report=stepping.report_asked(office, request, voice) if due else "",
        phrases=tuple(voice(phrase) for phrase in kind.report_phrases) if due else (),
        bounds=tuple(_bounds(office, request, fields, voice)),
        steps=tuple(
            (str(step), stepping.signers(office, request, step, voice))
            for step in signed_before(request)
        ),
    )
    return (
        plain
        if seat is None or seat.added
        else _with_hands(plain, office, signer, request, voice)
    )


def _with_hands(
    plain: Offers, office: Office, signer: Person, request: Request, voice: Voice
) -> Offers:
    takers = handing.takers(office, request, signer)
    acts = bringing_in.acts(bool(takers), removable=False).options
    standing = standing_flags(request)
    return replace(
        plain,
        acts=tuple((o.id, voice(o.label)) for o in acts),
        places=tuple((o.id, voice(o.label)) for o in bringing_in.PLACES),
        takers=tuple((str(p.id), case.name(office, p.id)) for p in takers),
        people=tuple(p.name for p in bringing_in.signers(office) if p.id != signer.id),
        flags=tuple(
            (flag, voice(label), flag in standing) for flag, label in office.pack.flags.items()
        ),
    )


def _bounds(
    office: Office, request: Request, fields: tuple[Field, ...], voice: Voice
) -> list[Bound]:
    limits = scope_of(request).limits
    made = (_bound(office, f, limits, voice) for f in fields if f.key in limits)
    return [bound for bound in made if bound]


def _bound(
    office: Office, field: Field, limits: Mapping[str, Any], voice: Voice
) -> Bound | None:
    value, label = limits[field.key], voice(field.label)
    match field.kind:
        case FieldKind.SPAN if value:
            ends = tuple(datetime.fromisoformat(value[end]) for end in ("from", "to"))
            here = [end.astimezone(office.rules.zone).strftime(PICKER) for end in ends]
            return Bound(key=field.key, label=label, ends=(here[0], here[1]))
        case FieldKind.ZONES if value:
            names = {z.id: z.name for z in office.places.zones.values()}
            return Bound(key=field.key, label=label, keep=_kept(value, names, value))
        case FieldKind.CAMERAS:
            cameras = office.places.cameras.values()
            names = {c.id: c.name for c in cameras if c.zone in (limits.get("zones") or ())}
            return Bound(
                key=field.key, label=label, keep=_kept(value or names, names, value or ())
            )
        case FieldKind.PEOPLE if value:
            named = {p["id"] or p["name"]: p["name"] for p in value}
            return Bound(key=field.key, label=label, keep=_kept(named, named, named))
        case FieldKind.YES_NO if value:
            return Bound(key=field.key, label=label, keep=(("yes", label, True),))
    return None


def _kept(
    ids: Iterable[str], names: Mapping[str, str], kept: Collection[str]
) -> tuple[tuple[str, str, bool], ...]:
    return tuple((one, names.get(one, one), one in kept) for one in ids)


# ------------------------------------------------------------------ what a form does


def act(
    work: Work,
    office: Office,
    by: Person,
    request: Request,
    what: str,
    form: Mapping[str, str],
    account: str,
) -> None:
    """The page showed what stands now; a link carries no version."""
    match what:
        case "approve" | "narrow":
            scope = wanted(office, request, form) if what == "narrow" else {}
            _decide(work, office, by, request, form, Verdict.APPROVE, account, scope=scope)
        case "back":
            to = form.get("to", "")
            step = int(to) if to.isdecimal() else len(request.chain.steps)
            _decide(work, office, by, request, form, Verdict.RETURN, account, to=step)
        case "flags":
            flags = [flag for flag in office.pack.flags if form.get(f"flag.{flag}")]
            reason = form.get("words", "")
            flagging.reflag(
                work, office, by, request.id, token=request.token, flags=flags, reason=reason
            )
        case _:
            bringing_in.brought(work, office, by, request, request.token, _answers(form))


def _decide(
    work: Work,
    office: Office,
    by: Person,
    request: Request,
    form: Mapping[str, str],
    verdict: Verdict,
    account: str,
    **more: Any,
) -> None:
    word = form.get("consent", "")
    deciding.decide(
        work,
        office,
        by,
        request.id,
        token=request.token,
        verdict=verdict,
        reason=form.get("words", ""),
        consent=Consent(word) if word in set(Consent) else None,
        report=form.get("report", "") or form.get("phrase", ""),
        account=account,
        **more,
    )


def wanted(office: Office, request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    """What the boxes and pickers leave."""
    limits = scope_of(request).limits
    left = {}
    for key, kind in request.narrows.items():
        if f"bound.{key}" in form:
            left[key] = _left(office, form, key, kind, limits.get(key))
    return left


def _left(office: Office, form: Mapping[str, str], key: str, kind: str, value: Any) -> Any:
    ticked = [
        name.partition(f"keep.{key}.")[2] for name in form if name.startswith(f"keep.{key}.")
    ]
    match kind:
        case FieldKind.SPAN if value:
            return {
                end: _moment(office, form.get(f"{key}.{end}", ""), value[end]) for end in value
            }
        case FieldKind.PEOPLE if value:
            return [p for p in value if (p["id"] or p["name"]) in ticked]
        case FieldKind.YES_NO:
            return bool(ticked)
        case FieldKind.CAMERAS if not ticked:
            return value and []
        case FieldKind.SPAN | FieldKind.PEOPLE:
            return value  # nothing was asked for, so nothing can be kept of it
    return ticked


def _moment(office: Office, typed: str, standing: str) -> str:
    """What cannot be read stays as it was; a phone's picker writes no other year than ours."""
    try:
        at = datetime.fromisoformat(typed).replace(tzinfo=office.rules.zone)
    except ValueError:
        return standing
    return at.isoformat() if abs(at.year - office.now.year) < CENTURY else standing


def _answers(form: Mapping[str, str]) -> dict[str, str]:
    """As the chat's form has them."""
    named = form.get("who", "").strip()
    return {
        "act": form.get("hand", ""),
        "who": "other",
        "who_text": named,
        "taker": form.get("taker", ""),
        "place": form["place"] if form.get("place") in set(Place) else Place.BESIDE,
        "words": form.get("words", ""),
        "question": form.get("words", ""),
    }
