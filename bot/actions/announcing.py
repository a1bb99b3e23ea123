"""Who must hear of what just happened to a request: notices and journal, in one place.

Called inside the transaction that made the change, so that the change and the news of it commit
together.
"""

from collections.abc import Collection, Iterable, Sequence

from bot.actions.office import Office
from bot.approvals import events as happened
from bot.approvals.request import OpenSeat, Request
from bot.notices import About, Notice, Reason, Recipient, ToGroup, ToPerson, subject
from bot.people.person import Person, PersonId, Platform
from storage import journal, outbox, requests, viewings
from storage.snapshots import GroupAddress
from storage.store import Work

ADMIN = "admin"  # the role that hears of everything that is stuck


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
    for event in events:
        journal.append(work, office.id, f"request.{event.name}", told(request, event, by))
        match event:
            case happened.StepOpened():
                ask(work, office, request, asked)
            case happened.Returned():
                tell_requester(work, office, request, Reason.RETURNED)
            case happened.Approved():
                tell_requester(work, office, request, Reason.CONCLUDED)
                hand_to_duty_room(work, office, request)
            case happened.Rejected() | happened.Carried():
                tell_requester(work, office, request, Reason.CONCLUDED)
            case happened.Filed() | happened.Resubmitted():
                tell_requester(work, office, request, Reason.FILED)
            case happened.Stuck():
                report_stuck(work, office, "nobody", request)
            case _:
                pass
    refresh(work, office, request, touched(request, events))


def touched(request: Request, events: Iterable[happened.Event]) -> set[int]:
    """The steps whose cards these events settle."""
    left = {e.step for e in events if isinstance(e, happened.AtStep)}
    decided = {e.decision.step for e in events if isinstance(e, happened.Decided)}
    called_off = any(isinstance(e, happened.Withdrawn) for e in events)
    return left | decided | ({request.step} if called_off else set())


def told(request: Request, event: happened.Event, by: PersonId) -> dict[str, object]:
    """What the journal keeps: ids and verdicts, no names and no reasons (they can be erased)."""
    return {"request": request.id, "number": request.number, "by": by, **event.record()}


def ask(work: Work, office: Office, request: Request, asked: Collection[PersonId] = ()) -> None:
    """Ask everybody who may sign the step that is open and was not asked yet."""
    card = asking(request, request.step)
    for seat in request.open_seats:
        for person in seat.persons:
            if person in asked:
                continue
            key = f"{card}/{request.token}/{person}"
            owe(work, office, ToPerson(person), Reason.ASKED, card, key, fresh=True)
        if not reachable(office, seat):
            report_stuck(work, office, "unreachable", request)


def asking(request: Request, step: int) -> str:
    return subject(About.ASK, request.id, step, request.round)


def reachable(office: Office, seat: OpenSeat) -> bool:
    persons = [office.directory[p] for p in seat.persons]
    return any(account.reachable for p in persons for account in p.accounts)


def tell_requester(work: Work, office: Office, request: Request, why: Reason) -> None:
    card = subject(About.STATUS, request.id)
    key = f"{card}/{why}/{request.round}/{request.state}"
    owe(work, office, ToPerson(request.requester), why, card, key, fresh=True)


def refresh(work: Work, office: Office, request: Request, steps: set[int]) -> None:
    """Every card this touches shows the new state, wherever it stands. Cards of steps that were
    settled before keep what they said: in chats without edits each change is a new message."""
    for step in steps:
        for round_ in {request.round, max(request.round - 1, 0)}:
            card = subject(About.ASK, request.id, step, round_)
            outbox.owe_refresh(work, office.id, card)
    outbox.owe_refresh(work, office.id, subject(About.STATUS, request.id))
    viewing = viewings.of_request(work, request.id)
    if viewing:
        outbox.owe_refresh(work, office.id, subject(About.TASK, viewing.id))


def hand_to_duty_room(work: Work, office: Office, request: Request) -> None:
    """Owe the viewing to the pack's group, and to officers no group with buttons reaches."""
    task = office.kind(request.kind).task
    if task is None:
        return
    viewing = viewings.add(work, office.id, request.id)
    card = subject(About.TASK, viewing.id)
    group = task.group if task.group in office.school.groups else "security"
    for place in office.school.groups.get(group, ()):
        to = ToGroup(f"{group}@{place.platform}")
        owe(work, office, to, Reason.TASKED, card, f"{card}/{to.name}", fresh=True)
    for officer in office.directory.holders(task.actor):
        if not any(meets(officer, place) for place in office.school.groups.get(group, ())):
            hand_to_officer(work, office, officer, viewing.id)


def hand_to_officer(work: Work, office: Office, officer: Person, viewing: int) -> None:
    card = subject(About.TASK, viewing)
    key = f"{card}/{officer.id}"  # once, whichever way it came to that
    owe(work, office, ToPerson(officer.id), Reason.TASKED, card, key, fresh=True)


def without_group(work: Work, office: Office, viewing: int) -> None:
    """The group could not be told: every officer is, himself."""
    request = requests.peek(work, viewings.peek(work, viewing).request)
    task = office.kind(request.kind).task
    for officer in office.directory.holders(task.actor) if task else ():
        hand_to_officer(work, office, officer, viewing)


def meets(officer: Person, place: GroupAddress) -> bool:
    """Whether he can take the task in this group itself; robots of WeCom hear no taps."""
    own = (account.platform for account in officer.accounts if account.reachable)
    return place.platform is Platform.TELEGRAM and Platform.TELEGRAM in own


def report_stuck(work: Work, office: Office, why: str, request: Request) -> None:
    card = subject(About.STUCK, why, request.id)
    for admin in office.directory.holders(ADMIN):
        key = f"{card}/{request.token}/{admin.id}"
        owe(work, office, ToPerson(admin.id), Reason.STUCK, card, key, fresh=True)


def owe(
    work: Work,
    office: Office,
    to: Recipient,
    why: Reason,
    card: str,
    key: str,
    *,
    fresh: bool = False,
) -> None:
    outbox.owe(
        work,
        Notice(school=office.id, to=to, reason=why, subject=card, key=key, fresh=fresh),
    )
