"""Who must hear of what just happened to a request: notices and journal, in one place.

Called inside the transaction that made the change, so that the change and the news of it commit
together.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from bot.actions import noting, tasking, timing, widening
from bot.actions.office import Office
from bot.actions.owing import owe, quiet_until, report_stuck, tell_in_whose_name, tell_requester
from bot.approvals import events as happened
from bot.approvals import opinions
from bot.approvals.request import OpenSeat, Request, asked_now, standing
from bot.approvals.sight import reviewers
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import PersonId
from storage import outbox, requests
from storage.store import Work

REQUESTER_HEARS: Mapping[type[happened.Event], Reason] = MappingProxyType(
    {
        happened.Filed: Reason.FILED,
        happened.Resubmitted: Reason.FILED,
        happened.Returned: Reason.RETURNED,
        happened.Disowned: Reason.RETURNED,
        happened.Approved: Reason.CONCLUDED,
        happened.Rejected: Reason.CONCLUDED,
        happened.Expired: Reason.EXPIRED,
    }
)


def announce(
    work: Work,
    office: Office,
    request: Request,
    events: Sequence[happened.Event],
    *,
    by: PersonId,
    asked: Collection[PersonId] = (),
) -> None:
    """`asked`: who has the open step's card already; it is refreshed instead of sent anew."""
    timing.arm(work, office, request)
    noting.note(work, office, request, events, by)
    for event in events:
        if why := REQUESTER_HEARS.get(type(event)):
            tell_requester(work, office, request, why)
        match event:
            case happened.StepOpened():
                ask(work, office, request, asked)
            case happened.Approved():
                request = acquainted(work, office, request, by)
            case happened.Filed() | happened.Resubmitted() if request.filed_by:
                tell_in_whose_name(work, office, request)
            case happened.Stuck():
                report_stuck(work, office, "nobody", request)
            case happened.StepSkipped(step=step) if vacant(office, request, step):
                report_stuck(work, office, "skipped", request)
            case _:
                tell_of_hands(work, office, request, event, by)
    refresh(work, office, request, touched(request, events))
    if request.extends:
        widening.follow(work, office, request, by)
        request = requests.load(work, request.id)
    tasking.proceed(work, office, request, by)


def still_asked(before: Request, after: Request) -> frozenset[PersonId]:
    """Who has the open step's card already."""
    same = (before.step, before.round) == (after.step, after.round)
    return asked_now(before) if same else frozenset()


def vacant(office: Office, request: Request, step: int) -> bool:
    seats = request.chain.steps[step].seats
    return any(not office.directory.holders(s.role, s.unit) for s in seats if not s.added)


def tell(
    work: Work,
    office: Office,
    request: Request,
    to: PersonId,
    why: Reason,
    what: str,
    number: int,
) -> None:
    """One thing that happened, said once."""
    card = subject(About.NEWS, what, request.id, number)
    key = f"{card}/{request.token}/{to}"
    due = quiet_until(office, request)
    owe(work, office, ToPerson(to), why, card, key, fresh=True, due=due)


def tell_signers(
    work: Work,
    office: Office,
    request: Request,
    why: Reason,
    what: str,
    number: int,
    by: PersonId,
) -> None:
    """Everybody whose signature stands and who is still there, except who just did it."""
    steps = range(len(request.chain.steps))
    signed = dict.fromkeys(d.by for step in steps for d in standing(request, step).values())
    for person in signed:
        known = office.directory.get(person)
        if person != by and known and known.active:
            tell(work, office, request, person, why, what, number)


def tell_of_hands(
    work: Work, office: Office, request: Request, event: happened.Event, by: PersonId
) -> None:
    """What people did beside signing, and what a signature changed for those before it."""
    match event:
        case happened.Revoked():
            tell_requester(work, office, request, Reason.REVOKED)
            tell_signers(work, office, request, Reason.REVOKED, "revoked", 0, by)
        case happened.Decided(decision=made) if made.cut:
            number = request.decisions.index(made)
            for to in sorted(request.owners):
                tell(work, office, request, to, Reason.NARROWED, "narrowed", number)
            tell_signers(work, office, request, Reason.NARROWED, "narrowed", number, by)
        case happened.SignerRemoved(seat=seat, to=to):
            tell(work, office, request, to, Reason.UNASKED, "unasked", seat)
        case happened.Beside():
            tell_beside(work, office, request, event)
        case _:
            pass


def acquainted(work: Work, office: Office, request: Request, by: PersonId) -> Request:
    """Whoever the regulation wants to know of an approved case gets it, without being asked."""
    knowing, events = opinions.acquaint(request, to=to_know(office, request), now=office.now)
    if not events:
        return request
    requests.keep(work, knowing)
    noting.note(work, office, knowing, events, by)
    for event in events:
        tell_beside(work, office, knowing, event)
    return knowing


def to_know(office: Office, request: Request) -> list[PersonId]:
    """Not who is concerned in it, and not who knows it already."""
    know = reviewers(request) | request.owners | {*request.parties}
    seats = request.chain.tells
    held = [p.id for s in seats for p in office.directory.holders(s.role, s.unit)]
    return [person for person in dict.fromkeys(held) if person not in know]


def tell_beside(work: Work, office: Office, request: Request, event: happened.Beside) -> None:
    """Somebody's opinion is asked or given, somebody is to know or has read it."""
    match event:
        case happened.Consulted():
            card, why = subject(About.OPINION, request.id, event.number), Reason.CONSULTED
        case happened.Told():
            card, why = subject(About.INFORMED, request.id, event.number), Reason.INFORMED
        case happened.Answered():
            tell(work, office, request, event.to, Reason.ANSWERED, "answered", event.number)
            outbox.owe_refresh(
                work, office.id, subject(About.OPINION, request.id, event.number)
            )
            return
        case _:
            outbox.owe_refresh(
                work, office.id, subject(About.INFORMED, request.id, event.number)
            )
            return
    due = quiet_until(office, request)
    owe(work, office, ToPerson(event.to), why, card, f"{card}/{event.to}", fresh=True, due=due)


def touched(request: Request, events: Iterable[happened.Event]) -> set[int]:
    """The steps whose cards these events settle."""
    left = {e.step for e in events if isinstance(e, happened.AtStep)}
    decided = {e.decision.step for e in events if isinstance(e, happened.Decided)}
    here = (happened.Withdrawn, happened.Carried, happened.Beside)
    also = any(isinstance(e, here) for e in events)
    return left | decided | ({request.step} if also else set())


def ask(work: Work, office: Office, request: Request, asked: Collection[PersonId] = ()) -> None:
    """Ask everybody who may sign the step that is open and was not asked yet; not before the
    requester's time for taking it back is over."""
    card = asking(request, request.step)
    due, urgent = quiet_until(office, request), urgent_now(work, office, request)
    for seat in request.open_seats:
        for person in seat.persons:
            if person in asked:
                continue
            key = f"{card}/{request.token}/{person}"
            to = ToPerson(person)
            owe(work, office, to, Reason.ASKED, card, key, fresh=True, due=due, urgent=urgent)
        if not reachable(office, seat):
            report_stuck(work, office, "unreachable", request)
        if seat.why == "vacant":
            report_stuck(work, office, "vacant", request)


def say_again(
    work: Work,
    office: Office,
    request: Request,
    whom: Collection[PersonId],
    why: Reason,
    mark: str,
    *,
    urgent: bool,
) -> None:
    """The open step's card once more, as a new message that rings. `mark` tells one such occasion
    from the next."""
    card = asking(request, request.step)
    for person in sorted(whom):
        key = f"{card}/{request.token}/{person}/{mark}"
        owe(work, office, ToPerson(person), why, card, key, fresh=True, urgent=urgent)


def urgent_now(work: Work, office: Office, request: Request) -> bool:
    """Whether an approver may be woken: for what the pack calls urgent, and for footage that is
    overwritten before he would have had his time."""
    return office.kind(request.kind).urgent or timing.hurried(work, request)


def asking(request: Request, step: int) -> str:
    return subject(About.ASK, request.id, step, request.round)


def reachable(office: Office, seat: OpenSeat) -> bool:
    persons = [office.directory[p] for p in seat.persons]
    return any(account.reachable for p in persons for account in p.accounts)


def refresh(work: Work, office: Office, request: Request, steps: set[int]) -> None:
    """Every card this touches shows the new state, wherever it stands. Cards of steps that were
    settled before keep what they said: in chats without edits each change is a new message."""
    for step in steps:
        for round_ in {request.round, max(request.round - 1, 0)}:
            card = subject(About.ASK, request.id, step, round_)
            outbox.owe_refresh(work, office.id, card)
    outbox.owe_refresh(work, office.id, subject(About.STATUS, request.id))
