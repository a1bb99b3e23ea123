"""From a filled form to what routing looks at (contract.md §5).

The form says what people know (places, flags, whether they want a copy); who asks and whose cameras
they are follows from the directory and the camera list, never from what somebody typed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.approvals.pack import Kind
from bot.approvals.policy import Pack
from bot.approvals.vocabulary import Fact, FactKind
from bot.cameras.retention import seen_by
from bot.cameras.zone import PUBLIC, Camera, Places, Zone
from bot.conversation.fields import shown
from bot.people.naming import plain
from bot.people.person import Person, PersonId
from bot.people.roles import Directory

DORMITORY = "dormitory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a case stands in, beside what its form says."""

    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A filled form, with whoever filled it and what he filled it in."""

    pack: Pack
    answers: Mapping[str, Any]
    requester: Person
    around: Around

    @property
    def zones(self) -> list[Zone]:
        known = self.around.places.zones
        return [known[zone] for zone in self.answers.get("zones", ()) if zone in known]

    @property
    def cameras(self) -> list[Camera]:
        asked = self.answers
        return seen_by(self.around.places, asked.get("zones", ()), asked.get("cameras", ()))


def facts_of(
    pack: Pack, kind: Kind, answers: Mapping[str, Any], requester: Person, around: Around
) -> dict[str, Any]:
    """A fact with a field of the same name is what was answered there, or what an option states;
    what nobody is asked is drawn from who asks and which places he names."""
    told = Told(pack=pack, answers=answers, requester=requester, around=around)
    asked = {field.key for field in kind.form.fields} if kind.form else set()
    facts = {name: _fact(fact, told, asked) for name, fact in kind.facts.items()}
    facts |= stated_by_options(kind, answers)
    return {name: value for name, value in facts.items() if value not in ("", [], False)}


def stated_by_options(kind: Kind, answers: Mapping[str, Any]) -> dict[str, Any]:
    """A court is chosen, and that makes the applicant a judicial body."""
    fields = shown(kind.form, answers) if kind.form else ()
    chosen = [o for f in fields for o in f.options if o.id == answers.get(f.key)]
    return {name: value for option in chosen for name, value in option.states.items()}


def decided(kind: Kind, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that answers alone have settled, whatever is answered to the other questions."""
    facts: dict[str, Any] = {}
    for field in shown(kind.form, answers) if kind.form else ():
        fact = kind.facts.get(field.key)
        if fact is None or fact.name in ALWAYS_DRAWN or field.key not in answers:
            continue
        if fact.kind is not FactKind.LIST:
            answer = answers[field.key]
            facts[fact.name] = bool(answer) if fact.kind is FactKind.YES_NO else answer
    return facts | stated_by_options(kind, answers)


def _fact(fact: Fact, told: Told, asked: set[str]) -> Any:
    if fact.name in ALWAYS_DRAWN or (fact.name in DRAWN and fact.name not in asked):
        return DRAWN[fact.name](told)
    answer = told.answers.get(fact.name)
    match fact.kind:
        case FactKind.YES_NO:
            return bool(answer)
        case FactKind.LIST:
            return list(answer or ())
        case FactKind.CHOICE:
            return answer or ""


def applicant(told: Told) -> str:
    """How the regulation calls whoever is asking. A school whose pack knows no homeroom teachers
    hears its staff only as their units (第十六条: no personal capacity)."""
    if "homeroom_teacher" not in told.pack.roles:
        return "internal_unit"
    own_student = told.answers.get("for_student") and told.requester.classes
    return "homeroom_teacher" if own_student else "staff"


def owners_of(zones: Iterable[Zone], cameras: Iterable[Camera]) -> tuple[str, ...]:
    """Unit names and `public`, each once; cameras know better than their zone."""
    known = [o for c in cameras for o in c.owners] or [o for z in zones for o in z.owners]
    return tuple(dict.fromkeys(known))


def ownership(zones: Iterable[Zone], cameras: Iterable[Camera]) -> str:
    zones, cameras = list(zones), list(cameras)
    if zones and all(DORMITORY in z.flags for z in zones):
        return DORMITORY
    owners = owners_of(zones, cameras)
    if not owners:
        return ""
    if len(owners) > 1:
        return "mixed"
    return PUBLIC if owners[0] == PUBLIC else "unit"


def flagged(told: Told) -> list[str]:
    """What the requester ticked, and what the places bring with them whatever he ticked."""
    ticked = list(told.answers.get("flags", ()))
    brought = [f for zone in told.zones for f in zone.flags]
    brought += [f for camera in told.cameras for f in camera.flags]
    return list(dict.fromkeys(f for f in (*ticked, *brought) if f in told.pack.flags))


def overlap(answers: Mapping[str, Any]) -> set[str]:
    """Names that stand both among the viewers and among the parties concerned."""
    viewers = {plain(v["name"]) for v in answers.get("viewers", ())}
    return viewers & set(map(plain, answers.get("parties", ())))


def parties_on_staff(answers: Mapping[str, Any], directory: Directory) -> tuple[PersonId, ...]:
    """Named parties who could otherwise be asked to sign."""
    named = set(map(plain, answers.get("parties", ())))
    return tuple(p.id for p in directory.persons.values() if plain(p.name) in named)


DRAWN: Mapping[str, Callable[[Told], Any]] = {
    "applicant": applicant,
    "owner": lambda told: ownership(told.zones, told.cameras),
    "flags": flagged,
    "unit_seal": lambda told: bool(told.answers.get("seal")),
    "viewers_overlap_parties": lambda told: bool(overlap(told.answers)),
}
# Whatever is answered, these follow from places and people: flags are ticked, and brought along.
ALWAYS_DRAWN = ("owner", "flags", "viewers_overlap_parties")
