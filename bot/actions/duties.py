"""The calendar of duties: cases that are filed because their day has come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions import filing
from bot.actions.chasing import equipped
from bot.actions.office import Office
from bot.approvals.pack import Duty
from bot.followup.recurring import Falling, fallen
from bot.people.person import Person
from storage import duties, journal
from storage.store import Work

ZONES = "zones"


def file_due(work: Work, office: Office) -> int:
    """File what has fallen; each once, however often and by however many the bell is rung."""
    return sum(
        file(work, office, one, part)
        for duty in office.pack.calendar
        for one in fallen(duty, office.calendar, begun(work, office, duty), office.now)
        for part in parts(office, duty)
    )


def begun(work: Work, office: Office, duty: Duty) -> datetime:
    return duties.since(work, office.id, duty.id).astimezone(office.rules.zone)


def parts(office: Office, duty: Duty) -> Iterator[str]:
    match duty.per:
        case "zone":
            yield from areas(office, duty)
        case "unit":
            yield from equipped(office)
        case _:
            yield ""


def areas(office: Office, duty: Duty) -> list[str]:
    known = office.places.zones
    return [zone for zone in duty.zones if zone in known] or list(known)


def file(work: Work, office: Office, one: Falling, part: str) -> bool:
    duty, by = one.duty, in_charge(office, one.duty, part)
    if by is None or not duties.claim(work, office.id, duty.id, one.period, part):
        return False
    drawn = filing.drawn_up(office, by, duty.kind, answers(office, one, part))
    drawn = replace(drawn, duty=duty.id, fell_at=one.at)
    request = filing.sent(work, office, by, drawn)
    duties.filed(work, office.id, duty.id, one.period, part, request=request.id)
    data = {"request": request.id, "duty": duty.id, "period": one.period, "part": part}
    journal.append(work, office.id, "duty.filed", data)
    return True


def answers(office: Office, one: Falling, part: str) -> dict[str, Any]:
    form = office.kind(one.duty.kind).form
    asked = {field.key for field in form.fields} if form else set()
    zones = {ZONES: _zones(office, one.duty, part)} if ZONES in asked else {}
    return {**one.duty.fills, **zones}


def _zones(office: Office, duty: Duty, part: str) -> list[str]:
    if duty.per == "unit":
        return equipped(office)[part]
    return [part] if part else areas(office, duty)


def in_charge(office: Office, duty: Duty, part: str = "") -> Person | None:
    """In whose name it is filed: a holder of the role, in the unit whose duty it is, or of the next
    one above."""
    role = duty.by
    while role:
        bound = duty.per == "unit" and office.pack.roles[role].scope != "school"
        if (
            held := office.directory.holders(role, part)
            if bound
            else office.directory.holders(role)
        ):
            return held[0]
        role = office.pack.roles[role].above
    return None
