"""Whose a task is: the one it was given to, or whoever holds its roles, each looked for where the
pack says it is held."""

from collections.abc import Iterable

from bot.actions.office import Office
from bot.approvals.facts import owners_of
from bot.approvals.pack import TaskKind
from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.cameras.retention import seen_by
from bot.cameras.zone import PUBLIC
from bot.followup import rungs
from bot.followup.task import Task
from bot.people.person import Person, PersonId


def actors(office: Office, request: Request, kind: TaskKind, task: Task) -> tuple[Person, ...]:
    """Everybody who may do it: the one whose it is, or the holders of its roles, or of the next
    role above that somebody holds."""
    if task.person:
        person = office.directory.get(task.person)
        return (person,) if person else ()
    if kind.unit == "own":
        found = told_late(office, request, kind.actors)
    else:
        found = _holders(office, kind.actors, units_of(office, request, kind.unit))
    above = [role for role in kind.actors if role in office.pack.roles]
    while above and not found:
        above = [up for role in above if (up := office.pack.roles[role].above)]
        found = told_late(office, request, above)
    return found


def able(office: Office, request: Request, kind: TaskKind, task: Task) -> tuple[Person, ...]:
    """Its actors, and whoever has been told because they did not: he need not wait for them."""
    found = actors(office, request, kind, task)
    if task.person:
        return found
    roles = [role for rung in rungs.reached(kind, task, office.now) for role in rung.tells]
    return tuple({p.id: p for p in (*found, *told_late(office, request, roles))}.values())


def _holders(office: Office, roles: Iterable[str], units: Iterable[str]) -> tuple[Person, ...]:
    held = [p for r in roles for unit in units for p in office.directory.holders(r, unit)]
    return tuple({person.id: person for person in held}.values())


def units_of(office: Office, request: Request, scope: str) -> tuple[str, ...]:
    """Where a role is looked for; "" is the whole school."""
    match scope:
        case "applicant_unit":
            return (request.unit,)
        case "owner_units":
            return owners_in(office, request) or ("",)
    return ("",)


def owners_in(office: Office, request: Request) -> tuple[str, ...]:
    """The units whose cameras a request speaks of."""
    answers = granted(request)
    zones, cameras = answers.get("zones", ()), answers.get("cameras", ())
    known = [office.places.zones[zone] for zone in zones if zone in office.places.zones]
    owners = owners_of(known, seen_by(office.places, zones, cameras))
    return tuple(owner for owner in owners if owner != PUBLIC)


def told_late(office: Office, request: Request, roles: Iterable[str]) -> tuple[Person, ...]:
    """The holders of these roles, each looked for where the pack says the role is held."""
    found: dict[PersonId, Person] = {}
    for role in roles:
        scope = office.pack.roles[role].scope
        owned = scope == "owner_units"
        units = owners_in(office, request) if owned else units_of(office, request, scope)
        found |= {p.id: p for unit in units for p in office.directory.holders(role, unit)}
    return tuple(found.values())
