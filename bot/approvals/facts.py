"""From a filled form to what routing looks at (contract.md §5).

The form says what people know (places, flags, whether they want a copy); who asks and whose cameras
they are follows from the directory and the camera list, never from what somebody typed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.approvals.policy import Pack
from bot.cameras.retention import seen_by
from bot.cameras.zone import PUBLIC, Camera, Places, Zone
from bot.people.naming import plain
from bot.people.person import Person, PersonId
from bot.people.roles import Directory

DORMITORY = "dormitory"


def facts_of(
    pack: Pack, answers: Mapping[str, Any], requester: Person, places: Places
) -> dict[str, Any]:
    zones = [places.zones[z] for z in answers.get("zones", ()) if z in places.zones]
    cameras = seen_by(places, answers.get("zones", ()), answers.get("cameras", ()))
    facts: dict[str, Any] = {
        "applicant": applicant(pack, requester, for_student=bool(answers.get("for_student"))),
        "matter": answers.get("matter", ""),
        "for_student": bool(answers.get("for_student")),
        "owner": ownership(zones, cameras),
        "flags": flagged(pack, answers, zones, cameras),
        "copy": bool(answers.get("copy")),
        "unit_seal": bool(answers.get("seal")),
        "viewers_overlap_parties": bool(overlap(answers)),
        "viewing_room": answers.get("viewing_room", ""),
    }
    return {name: value for name, value in facts.items() if value not in ("", [], False)}


def applicant(pack: Pack, requester: Person, *, for_student: bool) -> str:
    """How the regulation calls whoever is asking. A school whose pack knows no homeroom teachers
    hears its staff only as their units (第十六条: no personal capacity)."""
    if "homeroom_teacher" not in pack.roles:
        return "internal_unit"
    return "homeroom_teacher" if for_student and requester.classes else "staff"


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


def flagged(
    pack: Pack, answers: Mapping[str, Any], zones: Iterable[Zone], cameras: Iterable[Camera]
) -> list[str]:
    """What the requester ticked, and what the places bring with them whatever he ticked."""
    ticked = list(answers.get("flags", ()))
    brought = [f for zone in zones for f in zone.flags]
    brought += [f for camera in cameras for f in camera.flags]
    return list(dict.fromkeys(f for f in (*ticked, *brought) if f in pack.flags))


def overlap(answers: Mapping[str, Any]) -> set[str]:
    """Names that stand both among the viewers and among the parties concerned."""
    viewers = {plain(v["name"]) for v in answers.get("viewers", ())}
    return viewers & set(map(plain, answers.get("parties", ())))


def parties_on_staff(answers: Mapping[str, Any], directory: Directory) -> tuple[PersonId, ...]:
    """Named parties who could otherwise be asked to sign."""
    named = set(map(plain, answers.get("parties", ())))
    return tuple(p.id for p in directory.persons.values() if plain(p.name) in named)
