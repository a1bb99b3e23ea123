"""Where people look in vain because no camera sees the place: the second time within the pack's
days a camera point is proposed to whoever answers for the place."""

from collections.abc import Iterable
from datetime import timedelta

from bot.actions.office import Office
from bot.actions.owing import owe
from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.cameras.zone import PUBLIC
from bot.followup.task import Task
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person
from storage import blind_spots, journal, requests
from storage.blind_spots import BlindSpot
from storage.store import Work

NEW_CAMERA = "new_camera"
BLIND = "blind_spot"
DAYS, TIMES = 180.0, 2  # in which it happened so often; the pack's clock is blind_spot_days


def blind_spot(work: Work, office: Office, request: Request, task: Task) -> None:
    """Nothing, unless the report says that no camera sees the place."""
    if task.answers.get("unavailable") != BLIND:
        return
    for zone in granted(request).get("zones", ()):
        blind_spots.add(work, office.id, zone, request.id)
        propose(work, office, zone)
    data = {"request": request.id, "zones": list(granted(request).get("zones", ()))}
    journal.append(work, office.id, "zone.unseen", data)


def propose(work: Work, office: Office, zone: str) -> None:
    """Said once for so many times; it is said again when it happens as often once more."""
    found = lately(work, office, zone)
    if not found or len(found) % TIMES or NEW_CAMERA not in office.pack.kinds:
        return
    card = subject(About.BLIND_SPOT, found[-1].id)
    for person in answering(office, zone):
        key = f"{card}/{person.id}"
        owe(work, office, ToPerson(person.id), Reason.UNSEEN, card, key, fresh=True)


def lately(work: Work, office: Office, zone: str) -> list[BlindSpot]:
    days = office.pack.clocks.get("blind_spot_days", DAYS)
    return blind_spots.since(work, office.id, zone, office.now - timedelta(days=days))


def up_to(work: Work, office: Office, spot: BlindSpot) -> list[BlindSpot]:
    """What the proposal rests on."""
    days = timedelta(days=office.pack.clocks.get("blind_spot_days", DAYS))
    found = blind_spots.since(work, office.id, spot.zone, spot.at - days)
    return [one for one in found if one.id <= spot.id]


def numbers(work: Work, spots: Iterable[BlindSpot]) -> list[str]:
    return [requests.peek(work, spot.request).number for spot in spots]


def answering(office: Office, zone: str) -> tuple[Person, ...]:
    """The head of each owner of the place."""
    known = office.places.zones.get(zone)
    found = [p for owner in (known.owners if known else ()) for p in heads(office, owner)]
    return tuple(dict.fromkeys(found))


def heads(office: Office, owner: str) -> tuple[Person, ...]:
    """Whoever heads this unit; of the public system, or where the pack knows no such post, the
    first who signs for a new camera in the whole school."""
    roles = office.pack.roles.values()
    named = [role.id for role in roles if owner in role.heads]
    own = [role.id for role in roles if role.scope == "owner_units" and role.same_post]
    unit = "" if owner == PUBLIC else owner
    for role in named or (own if unit else []):
        if found := office.directory.holders(role, "" if named else unit):
            return tuple(found)
    return tuple(office.directory.holders(_first_signer(office)))


def _first_signer(office: Office) -> str:
    steps = office.pack.kinds[NEW_CAMERA].base[-1].steps
    known = office.pack.roles
    whole = [r for step in steps for r in step.roles if known[r].scope in ("", "school")]
    return whole[0] if whole else steps[-1].roles[-1]
