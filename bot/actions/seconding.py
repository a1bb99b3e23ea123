"""A sensitive approval that counts when a second person confirms it on a phone of his own (C23)."""

from dataclasses import replace

from bot.actions import filing, finding
from bot.actions.announcing import announce, asking, still_asked
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.actions.proving import NEGATIVE
from bot.approvals import progress
from bot.approvals.chain import NOBODY
from bot.approvals.confirming import demanded, seconds
from bot.approvals.refusals import NotYourTurn, Refusal, StaleCard
from bot.approvals.request import Pending, Request, Said, Verdict, awaiting_second
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person, PersonId
from storage import journal, outbox, requests
from storage.store import Work


class NobodyToConfirm(Refusal):
    """Nobody of the same or a higher role could be the second person."""

    code = "nobody_to_confirm"


class SecondAsked(Refusal):
    """His approval is noted already and waits. values: names"""

    code = "second_asked"


def wanted(office: Office, request: Request, by: Person, verdict: Verdict) -> bool:
    confirm = demanded(office.kind(request.kind), request, by.id)
    return bool(confirm and confirm.by == "second_person" and verdict not in NEGATIVE)


def levels(office: Office, request: Request, by: PersonId) -> tuple[tuple[PersonId, ...], ...]:
    return seconds(request, by, office.pack.roles, office.directory)


def card_of(request: Request, pending: Pending) -> str:
    return subject(About.SECOND, request.id, pending.seat, pending.token)


def ask(
    work: Work, office: Office, request: Request, by: Person, token: int, said: Said
) -> Request:
    """Note the approval and ask the nearest second persons. Raises what deciding would raise."""
    approved(office, request, by.id, token, said)
    people = levels(office, request, by.id)
    if not people:
        raise NobodyToConfirm
    if any(p.by == by.id for p in awaiting_second(request)):
        raise SecondAsked(names=[office.directory[p].name for p in people[0]])
    seat = next(s.seat for s in request.open_seats if by.id in s.persons)
    noted = Pending(seat=seat, by=by.id, at=office.now, token=token, said=said)
    waits = requests.keep(work, replace(request, pending=(*request.pending, noted)))
    record(work, office, request, "second_asked", by, seat)
    card = card_of(request, noted)
    for person in people[0]:
        key = f"{card}/{person}/{office.now.isoformat()}"
        owe(work, office, ToPerson(person), Reason.ASKED, card, key, fresh=True)
    outbox.owe_refresh(work, office.id, asking(request, request.step))
    return waits


def answer(
    work: Work, office: Office, by: Person, request_id: int, token: int, seat: int, *, yes: bool
) -> Request:
    """Confirmed, it counts as the first person's approval, with both names in the trail."""
    request = finding.request(work, office, request_id)
    noted = next(
        (p for p in awaiting_second(request) if (p.seat, p.token) == (seat, token)), None
    )
    if noted is None:
        raise StaleCard
    if not any(by.id in level for level in levels(office, request, noted.by)):
        raise NotYourTurn
    left = replace(request, pending=tuple(p for p in request.pending if p != noted))
    record(work, office, request, "seconded" if yes else "second_refused", by, seat)
    outbox.owe_refresh(work, office.id, card_of(request, noted))
    return (confirmed if yes else refused)(work, office, left, noted, by)


def confirmed(
    work: Work, office: Office, request: Request, noted: Pending, by: Person
) -> Request:
    """What the first person said counts as he said it: his cuts, his consent, his report."""
    decided, events = approved(office, request, noted.by, noted.token, noted.said, by.id)
    filing.keep(work, office, request, decided)
    announce(work, office, decided, events, by=noted.by, asked=still_asked(request, decided))
    return decided


def refused(
    work: Work, office: Office, request: Request, noted: Pending, _by: Person
) -> Request:
    """The first person is asked again: he may say no, or speak to his colleague."""
    requests.keep(work, request)
    card = asking(request, request.step)
    key = f"{card}/{request.token}/{noted.by}/{office.now.isoformat()}"
    owe(work, office, ToPerson(noted.by), Reason.ASKED, card, key, fresh=True)
    return request


def approved(
    office: Office,
    request: Request,
    by: PersonId,
    token: int,
    said: Said,
    second: PersonId = NOBODY,
) -> progress.Outcome:
    return progress.decide(
        request,
        token=token,
        seat=None,
        by=by,
        said=said,
        now=office.now,
        seating=filing.seating(office),
        confirmed_by=second,
    )


def record(
    work: Work, office: Office, request: Request, what: str, by: Person, seat: int
) -> None:
    data = {"request": request.id, "by": by.id, "step": request.step, "seat": seat}
    journal.append(work, office.id, f"request.{what}", data)
