"""From a filled form to what routing looks at (contract.md §5).

The form says what people know (places, flags, whether they want a copy); who asks and whose cameras
they are follows from the directory and the camera list, never from what somebody typed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.approvals.pack import Kind
from bot.approvals.policy import Pack
from bot.approvals.vocabulary import Fact, FactKind
from bot.cameras.grant import Grant
from bot.cameras.retention import seen_by
from bot.cameras.zone import PUBLIC, Camera, Places, Zone
from bot.conversation.fields import shown
from bot.conversation.form import Option
from bot.people.days import Period
from bot.people.naming import plain
from bot.people.person import Person, PersonId
from bot.people.roles import Directory

DORMITORY = "dormitory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a case stands in, beside what its form says."""

    places: Places
    directory: Directory = field(default_factory=lambda: Directory(()))
    grants: tuple[Grant, ...] = ()
    today: date = date.min
    periods: tuple[Period, ...] = ()  # of the school's calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A filled form, with whoever filled it and what he filled it in."""

    pack: Pack
    kind: Kind
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
    told = Told(pack=pack, kind=kind, answers=answers, requester=requester, around=around)
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
    for one in shown(kind.form, answers) if kind.form else ():
        fact = kind.facts.get(one.key)
        if fact is None or fact.name in ALWAYS_DRAWN or one.key not in answers:
            continue
        if fact.kind is not FactKind.LIST:
            answer = answers[one.key]
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
    if authorised(told) and not told.answers.get("for_student"):
        return "department"
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
    ticked = [f for f in told.answers.get("flags", ()) if f in told.pack.flags]
    out = outside_window(told.pack, told.answers, told.around.periods)
    places = brought(told.pack, told.zones, told.cameras, out)
    return list(dict.fromkeys((*ticked, *places)))


def brought(
    pack: Pack, zones: Iterable[Zone], cameras: Iterable[Camera], out: Collection[str] = ()
) -> list[str]:
    """Flags the places bring with them, whatever anybody ticks, except those in `out`."""
    found = [f for zone in zones for f in zone.flags]
    found += [f for camera in cameras for f in camera.flags]
    return list(dict.fromkeys(f for f in found if f in pack.flags and f not in out))


def outside_window(
    pack: Pack, answers: Mapping[str, Any], periods: Iterable[Period]
) -> frozenset[str]:
    """Flags of places that do not hold for the days asked for: an examination room is a classroom
    for the rest of the year. A school that wrote down no such window, and a request that names no
    time, have the flag hold: rather one signature too many."""
    span = answers.get("span")
    windows = [p for p in periods if p.flags]
    if not isinstance(span, Mapping):
        return frozenset()
    first, last = (date.fromisoformat(str(span[end])[:10]) for end in ("from", "to"))
    written = {flag for period in windows for flag in period.flags}
    here = {f for p in windows if p.start <= last and first <= p.end for f in p.flags}
    return frozenset(pack.window_flags) & (written - here)


def overlap(answers: Mapping[str, Any]) -> set[str]:
    """Names that stand both among the viewers and among the parties concerned."""
    viewers = {plain(v["name"]) for v in answers.get("viewers", ())}
    return viewers & set(map(plain, answers.get("parties", ())))


def parties_on_staff(answers: Mapping[str, Any], directory: Directory) -> tuple[PersonId, ...]:
    """Named parties who could otherwise be asked to sign."""
    named = set(map(plain, answers.get("parties", ())))
    if not named:  # mostly; and a staff is long
        return ()
    return tuple(p.id for p in directory.persons.values() if plain(p.name) in named)


def authorised(told: Told) -> bool:
    """Whether he may look at all of these areas without asking (第一条第3款 of school B)."""
    zones, today = tuple(told.answers.get("zones", ())), told.around.today
    return any(g.covers(told.requester, zones, today) for g in told.around.grants)


def own_zone(told: Told) -> bool:
    """Whether everything named belongs to the applicant's own unit, perhaps among others."""
    unit, places = told.requester.unit, told.around.places
    if unit in told.pack.everywhere:
        return bool(told.zones)
    if told.answers.get("cameras"):
        return all(unit in camera.owners for camera in told.cameras)
    seen = {zone.id: places.cameras_in(zone.id) for zone in told.zones}
    whole = (
        unit in zone.owners or (seen[zone.id] and all(unit in c.owners for c in seen[zone.id]))
        for zone in told.zones
    )
    return bool(told.zones) and all(whole)


def holds_any(told: Told, field: str, roles: Collection[str]) -> bool:
    """Whether everybody named in `field` holds one of these roles."""
    named = [told.around.directory.get(PersonId(p["id"])) for p in told.answers.get(field, ())]
    return bool(named) and all(
        person and any(post.role in roles for post in person.posts) for person in named
    )


def free_entry(told: Told) -> bool:
    """Whether nobody comes in who would have to be let in: neither by name nor by number."""
    room = told.pack.rooms.get(told.answers.get("room", ""))
    named = len(told.answers.get("visitors", ()))
    return (
        room is not None
        and told.answers.get("headcount", 0) <= named
        and holds_any(told, "visitors", (*room.keys, *room.enters))
    )


def permitted_holder(told: Told) -> bool:
    room = told.pack.rooms.get(told.answers.get("room", ""))
    return room is not None and holds_any(told, "receiver", room.keys)


def named_elsewhere(told: Told) -> bool:
    """Whether somebody who is to be trusted with something is not of the applicant's unit."""
    trusted = [p for field in TRUSTED for p in told.answers.get(field, ())]
    people = [told.around.directory.get(PersonId(p["id"])) for p in trusted]
    return any(p is None or not p.active or p.unit != told.requester.unit for p in people)


def owner_differs(told: Told) -> bool:
    """Whether the department said to own an area does not, or is to have it again."""
    asked = told.answers
    label = {option.id: option.label.zh for option in _options(told, "from_owner")}
    now = label.get(asked.get("from_owner", ""), "")
    places = told.around.places
    return asked.get("from_owner") == asked.get("to_owner") or any(
        now not in (*zone.owners, *owners_of([zone], places.cameras_in(zone.id)))
        for zone in told.zones
    )


def _options(told: Told, field: str) -> Iterable[Option]:
    fields = told.kind.form.fields if told.kind.form else ()
    return next((f.options for f in fields if f.key == field), ())


TRUSTED = ("persons", "successor", "custodian")
DRAWN: Mapping[str, Callable[[Told], Any]] = {
    "applicant": applicant,
    "owner": lambda told: ownership(told.zones, told.cameras),
    "flags": flagged,
    "unit_seal": lambda told: bool(told.answers.get("seal")),
    "viewers_overlap_parties": lambda told: bool(overlap(told.answers)),
    "standing_authorisation": authorised,
    "own_zone": own_zone,
    "outside_zone": lambda told: not own_zone(told),
    "free_entry": free_entry,
    "permitted_holder": permitted_holder,
    "named_elsewhere": named_elsewhere,
    "owner_differs": owner_differs,
}
# Whatever is answered, these follow from places and people: flags are ticked, and brought along.
ALWAYS_DRAWN = ("owner", "flags", "viewers_overlap_parties")
