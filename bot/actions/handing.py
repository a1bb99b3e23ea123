"""An approver brings somebody in: signs with him, hands the seat over, asks him, lets him know."""

from bot.actions import finding
from bot.actions.announcing import announce, still_asked
from bot.actions.filing import seating
from bot.actions.office import Office
from bot.approvals import hands, opinions
from bot.approvals.chain import Place
from bot.approvals.delegation import may_take
from bot.approvals.refusals import CannotBeAsked
from bot.approvals.request import Request
from bot.approvals.walking import Outcome
from bot.people.person import Person, PersonId
from storage import requests
from storage.store import Work


def add(
    work: Work,
    office: Office,
    by: Person,
    request_id: int,
    *,
    token: int,
    to: PersonId,
    place: Place,
    words: str = "",
) -> Request:
    request = finding.request(work, office, request_id)
    outcome = hands.add(
        request,
        token=token,
        by=by.id,
        to=here(office, to),
        place=place,
        words=words,
        now=office.now,
        seating=seating(office),
    )
    return kept(work, office, by, request, outcome)


def remove(
    work: Work, office: Office, by: Person, request_id: int, *, token: int, seat: int
) -> Request:
    request = finding.request(work, office, request_id)
    outcome = hands.remove(
        request, token=token, by=by.id, seat=seat, now=office.now, seating=seating(office)
    )
    return kept(work, office, by, request, outcome)


def pass_on(
    work: Work,
    office: Office,
    by: Person,
    request_id: int,
    *,
    token: int,
    to: PersonId,
    words: str = "",
) -> Request:
    request = finding.request(work, office, request_id)
    outcome = hands.pass_on(
        request,
        token=token,
        by=by.id,
        to=here(office, to),
        eligible=[p.id for p in takers(office, request, by)],
        words=words,
        now=office.now,
        seating=seating(office),
    )
    return kept(work, office, by, request, outcome)


def takers(office: Office, request: Request, by: Person) -> tuple[Person, ...]:
    """To whom `by` may pass his seat on: nobody for a seat that is not his."""
    mine = next((s for s in request.open_seats if by.id in s.persons), None)
    if mine is None:
        return ()
    seat = request.chain.steps[request.step].seats[mine.seat]
    able = may_take(request, seat, office.pack.roles, office.directory, office.now)
    taken = hands.busy(request)
    return tuple(p for p in able if p.id not in taken)


def consult(
    work: Work,
    office: Office,
    by: Person,
    request_id: int,
    *,
    token: int,
    to: PersonId,
    question: str = "",
) -> Request:
    request = finding.request(work, office, request_id)
    outcome = opinions.consult(
        request,
        token=token,
        by=by.id,
        to=here(office, to),
        question=question,
        now=office.now,
        seating=seating(office),
    )
    return kept(work, office, by, request, outcome)


def answer(
    work: Work, office: Office, by: Person, request_id: int, *, number: int, words: str
) -> Request:
    request = finding.request(work, office, request_id)
    outcome = opinions.answer(request, number=number, by=by.id, words=words, now=office.now)
    return kept(work, office, by, request, outcome)


def inform(
    work: Work, office: Office, by: Person, request_id: int, *, token: int, to: PersonId
) -> Request:
    request = finding.request(work, office, request_id)
    outcome = opinions.inform(
        request,
        token=token,
        by=by.id,
        to=here(office, to),
        now=office.now,
        seating=seating(office),
    )
    return kept(work, office, by, request, outcome)


def read(work: Work, office: Office, by: Person, request_id: int, *, number: int) -> Request:
    request = finding.request(work, office, request_id)
    return kept(
        work,
        office,
        by,
        request,
        opinions.read(request, number=number, by=by.id, now=office.now),
    )


def here(office: Office, to: PersonId) -> PersonId:
    person = office.directory.get(to)
    if person is None or not person.active:
        raise CannotBeAsked(who=to, why="left")
    return to


def kept(work: Work, office: Office, by: Person, before: Request, outcome: Outcome) -> Request:
    after, events = outcome
    if events:
        requests.keep(work, after)
        announce(work, office, after, events, by=by.id, asked=still_asked(before, after))
    return after
