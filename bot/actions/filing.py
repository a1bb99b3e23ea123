"""Filing a request: from answers to a frozen ladder, and again after it was returned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.actions import finding
from bot.actions.announcing import announce
from bot.actions.homeroom import as_homeroom, teachers
from bot.actions.office import Office
from bot.approvals import progress, resubmitting
from bot.approvals.binding import bound
from bot.approvals.chain import NOBODY, Chain
from bot.approvals.delegation import seated
from bot.approvals.facts import Around, decided, facts_of, owners_of, parties_on_staff
from bot.approvals.flags import standing_flags
from bot.approvals.pack import Kind
from bot.approvals.refusals import NotForYou
from bot.approvals.request import OpenSeat, Request, State
from bot.approvals.rules import Routed, barred, route
from bot.approvals.vocabulary import FLAGS
from bot.cameras.retention import seen_by
from bot.people.person import Person
from storage import journal, requests, scopes
from storage.store import Work

ANYBODY = "staff"


def kinds_for(office: Office, person: Person) -> list[Kind]:
    """The kinds a person may file, in the order of the pack."""
    return [kind for kind in office.pack.kinds.values() if kind.form and may_file(kind, person)]


def may_file(kind: Kind, person: Person) -> bool:
    held = {post.role for post in person.posts}
    return ANYBODY in kind.may_file or not held.isdisjoint(kind.may_file)


def seating(office: Office) -> progress.Seating:
    """Resolve a step's roles to persons with today's directory."""

    def seats(request: Request, step: int) -> tuple[OpenSeat, ...]:
        return seated(request, step, office.pack.roles, office.directory, office.now)

    return seats


def stated(
    office: Office, by: Person, kind: str, answers: Mapping[str, Any], filer: Person | None
) -> dict[str, Any]:
    """What routing looks at. Raises `NotForYou` unless both, who asks and who files it for him,
    may file this kind: nobody reaches through another what he could not ask for himself."""
    if not all(may_file(office.kind(kind), person) for person in (by, filer or by)):
        raise NotForYou(kind=office.kind(kind).title)
    return looked_at(office, by, kind, answers, behalf=filer is not None)


def looked_at(
    office: Office, by: Person, kind: str, answers: Mapping[str, Any], *, behalf: bool
) -> dict[str, Any]:
    around = Around(
        places=office.places,
        directory=office.directory,
        grants=office.school.grants,
        today=office.now.date(),
        periods=office.calendar.own.periods,
    )
    facts = facts_of(office.pack, office.kind(kind), answers, by, around)
    return {**facts, "on_behalf": True} if behalf else facts


def must_not_be_in_vain(office: Office, kind: str, answers: Mapping[str, Any]) -> None:
    """Raises the refusal that no further answer could lift, so that nobody types for nothing."""
    rules = office.kind(kind)
    if refusal := barred(rules, decided(rules, answers)):
        raise refusal


def drawn_up(
    office: Office,
    by: Person,
    kind: str,
    answers: Mapping[str, Any],
    filer: Person | None = None,
) -> Request:
    """The request as it would be filed, without number or open step: what a preview shows is what
    then happens, because both are this.

    `filer`: who files it in the name of `by`. Raises `RefusedByRule` with the article.
    """
    absent = stands_in_for(office, by, kind, answers)
    asking = as_homeroom(by, absent)
    facts = stated(office, asking, kind, answers, filer)
    way = route(office.pack, kind, facts)
    return Request(
        id=0,
        school=office.id,
        number="",
        kind=kind,
        pack=office.pack.id,
        pack_version=office.pack.version,
        requester=by.id,
        unit=by.unit,
        answers=dict(answers),
        facts=facts,
        parties=parties_on_staff(answers, office.directory),
        chain=chain_for(office, asking, answers, way),
        dropped=way.dropped,
        filed_at=office.now,
        plan=tuple(task.id for task in office.kind(kind).tasks),
        narrows=office.kind(kind).narrows,
        filed_by=filer.id if filer else NOBODY,
        standing_in=next((t.id for t in absent if t.id != by.id), NOBODY),
    )


def stands_in_for(
    office: Office, by: Person, kind: str, answers: Mapping[str, Any]
) -> tuple[Person, ...]:
    """The homeroom teachers whose students are named, himself among them perhaps. A school without
    student codes tells them by whom he stands in for."""
    named = teachers(office, by, kind, answers)
    if named or by.classes or not answers.get("for_student"):
        return named
    absent = office.directory.stood_in_for(by.id, kind, office.now)
    return tuple(person for person in absent if person.classes)[:1]


def asker_of(office: Office, request: Request) -> Person:
    """Whoever asks, as the rules looked at him when he filed it: in an absent colleague's place
    perhaps."""
    asker = office.directory[request.requester]
    absent = office.directory.get(request.standing_in)
    return as_homeroom(asker, (absent,)) if absent else asker


def chain_for(office: Office, by: Person, answers: Mapping[str, Any], way: Routed) -> Chain:
    known = office.places.zones
    zones = [known[z] for z in answers.get("zones", ()) if z in known]
    cameras = seen_by(office.places, answers.get("zones", ()), answers.get("cameras", ()))
    return bound(
        way.chain,
        office.pack,
        applicant_unit=by.unit,
        owner_units=owners_of(zones, cameras),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Who will sign, step by step; a step without seats will be passed over."""

    request: Request
    steps: tuple[tuple[OpenSeat, ...], ...]


def preview(
    office: Office,
    by: Person,
    kind: str,
    answers: Mapping[str, Any],
    filer: Person | None = None,
) -> Preview:
    """Raises the refusal that filing would raise."""
    return seen(office, drawn_up(office, by, kind, answers, filer))


def seen(office: Office, request: Request) -> Preview:
    seats = seating(office)
    return Preview(
        request=request,
        steps=tuple(seats(request, step) for step in range(len(request.chain.steps))),
    )


def file(
    work: Work,
    office: Office,
    by: Person,
    kind: str,
    answers: Mapping[str, Any],
    filer: Person | None = None,
) -> Request:
    """File it: number, ladder, first signature asked for. `filer`: who does so for `by`."""
    return sent(work, office, filer or by, drawn_up(office, by, kind, answers, filer))


def sent(work: Work, office: Office, by: Person, drawn: Request) -> Request:
    kind, year = office.kind(drawn.kind), office.now.year
    serial = requests.next_number(work, office.id, kind.series, year)
    number = kind.number.format(year=year, serial=serial)
    added = requests.add(work, replace(drawn, number=number))
    opened, events = progress.open_first(added, seating(office), office.now)
    opened = with_undo(office, opened)
    requests.keep(work, opened)
    scopes.keep(work, opened, office.places)
    note_stand_in(work, office, opened)
    announce(work, office, opened, events, by=by.id)
    return opened


def with_undo(office: Office, opened: Request) -> Request:
    """Approvers hear of it when the window is over. Where nobody signs there is nobody to spare,
    and what protects the footage never waits."""
    if opened.state is not State.IN_APPROVAL or not office.pack.undo:
        return opened
    return replace(opened, quiet_until=office.now + office.pack.undo)


def keep(work: Work, office: Office, before: Request, after: Request) -> None:
    """The case as it is now; where less of it was approved, less was asked for."""
    requests.keep(work, after)
    if after.approved != before.approved:
        scopes.keep(work, after, office.places)


def note_stand_in(work: Work, office: Office, request: Request) -> None:
    """Why, stands in the answers; that it was so, in the journal."""
    by = office.directory[request.requester]
    of = [t.id for t in stands_in_for(office, by, request.kind, request.answers)]
    if of := [teacher for teacher in of if teacher != by.id]:
        data = {"request": request.id, "number": request.number, "by": by.id, "of": of}
        journal.append(work, office.id, "request.stood_in", data)


def amend(
    work: Work, office: Office, by: Person, request_id: int, answers: Mapping[str, Any]
) -> Request:
    """Resubmit a returned request; it goes straight back to the step that returned it."""
    request = finding.request(work, office, request_id)
    asker = office.directory[request.requester]
    filer = office.directory[request.filed_by] if request.filed_by else None
    drawn = drawn_up(office, asker, request.kind, as_heavy(request, answers), filer)
    amended, events = resubmitting.resubmit(
        request,
        by=by.id,
        answers=drawn.answers,
        facts=drawn.facts,
        parties=drawn.parties,
        routed_chain=drawn.chain,
        dropped=drawn.dropped,
        now=office.now,
        seating=seating(office),
    )
    requests.keep(work, amended)
    scopes.keep(work, amended, office.places)
    note_stand_in(work, office, amended)
    announce(work, office, amended, events, by=by.id)
    return amended


def as_heavy(request: Request, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with every flag that stands: whoever asks does not lower one (ambiguity 16)."""
    kept = dict.fromkeys((*standing_flags(request), *answers.get(FLAGS, ())))
    return {**answers, FLAGS: list(kept)} if kept else dict(answers)
