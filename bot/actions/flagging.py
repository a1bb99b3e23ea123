"""A reviewer says that a case weighs more, or the last one that it weighs less."""

from collections.abc import Collection

from bot.actions import filing, finding, handing
from bot.actions.filing import chain_for, seating
from bot.actions.office import Office
from bot.approvals import facts as drawn
from bot.approvals import flags as flagged
from bot.approvals.request import Request
from bot.approvals.rules import route
from bot.approvals.vocabulary import FLAGS
from bot.cameras.retention import seen_by
from bot.people.person import Person
from storage.store import Work


def reflag(
    work: Work,
    office: Office,
    by: Person,
    request_id: int,
    *,
    token: int,
    flags: Collection[str],
    reason: str = "",
) -> Request:
    """The ladder ahead follows from the flags that stand now, whatever was ticked at first."""
    request = finding.request(work, office, request_id)
    wanted = [flag for flag in office.pack.flags if flag in flags]
    requester = filing.asker_of(office, request)
    answers = {**request.answers, FLAGS: wanted}
    facts = filing.looked_at(
        office, requester, request.kind, answers, behalf=bool(request.filed_by)
    )
    way = route(office.pack, request.kind, facts)
    outcome = flagged.reflag(
        request,
        token=token,
        by=by.id,
        flags=wanted,
        fixed=brought(office, request),
        reason=reason,
        facts=facts,
        routed_chain=chain_for(office, requester, answers, way),
        now=office.now,
        seating=seating(office),
    )
    return handing.kept(work, office, by, request, outcome)


def brought(office: Office, request: Request) -> list[str]:
    """Flags the places bring with them, whatever anybody ticks."""
    known = office.places.zones
    zones = [known[z] for z in request.answers.get("zones", ()) if z in known]
    cameras = seen_by(
        office.places, request.answers.get("zones", ()), request.answers.get("cameras", ())
    )
    out = drawn.outside_window(office.pack, request.answers, office.calendar.own.periods)
    return drawn.brought(office.pack, zones, cameras, out)
