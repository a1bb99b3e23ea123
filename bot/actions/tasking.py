"""What is to be done about a request: tasks open when their moment has come, their people hear of
it, what does itself is done, and the case closes when nothing is left."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.actions import (
    alarm_in_books,
    alarming,
    booking,
    breaching,
    closing,
    noting,
    silent,
    timing,
    whose,
)
from bot.actions.effects import EFFECTS
from bot.actions.entering import entry_of
from bot.actions.entering import reported as reported_in_words
from bot.actions.office import Office
from bot.actions.owing import ADMIN, owe, tell_requester
from bot.approvals import progress
from bot.approvals.pack import SYSTEM, Kind, TaskKind
from bot.approvals.request import Request
from bot.approvals.sight import restricted
from bot.followup import plan, rungs
from bot.followup.hold import SAFEGUARDS
from bot.followup.plan import Case
from bot.followup.task import NOBODY, Stage, Task, dropped, reopened, sent_back
from bot.followup.task import done as reported
from bot.notices import About, Reason, ToGroup, ToPerson, subject
from bot.people.person import Person, PersonId, Platform
from bot.registers.correcting import completed
from storage import books, journal, outbox, requests, rings, tasks
from storage.snapshots import GroupAddress
from storage.store import Work


def case_of(work: Work, request: Request) -> Case:
    return Case(request=request, tasks=tasks.of_request(work, request.id))


def kind_of(office: Office, request: Request) -> Kind:
    return office.pack.kinds[request.kind]


def proceed(work: Work, office: Office, request: Request, by: PersonId) -> Request:
    """The request as it stands afterwards: closed, if there was nothing more to do."""
    kind = kind_of(office, request)
    call_off(work, office, request)
    case = case_of(work, request)
    while openings := plan.openings(kind, case):
        for task in openings:
            for person in plan.persons_of(task, request):
                open_task(work, office, request, task, person)
        case = case_of(work, request)
    if plan.complete(kind, case):
        return close(work, office, request, by)
    return request


def call_off(work: Work, office: Office, request: Request) -> None:
    """A case that ended without approval leaves only what its end itself asks for, and what its
    kind says is owed all the same."""
    if request.state not in plan.ENDED:
        return
    kind = kind_of(office, request)
    for task in tasks.of_request(work, request.id):
        if not task.over and not plan.stays(kind, task, request):
            tasks.keep(work, dropped(task))
            refresh(work, office, request, task)


def close(work: Work, office: Office, request: Request, by: PersonId) -> Request:
    closed = carried_out(work, office, request, by)
    for task in tasks.of_request(work, request.id):
        if not task.over:  # nobody insisted on it
            tasks.keep(work, dropped(task))
            refresh(work, office, closed, task)
    tell_requester(work, office, closed, Reason.CONCLUDED)
    outbox.owe_refresh(work, office.id, subject(About.STATUS, request.id))
    closing.ticket_over(work, office, closed)
    return closed


def carried_out(work: Work, office: Office, request: Request, by: PersonId) -> Request:
    closed, events = progress.carried_out(request, by=by, now=office.now)
    requests.keep(work, closed)
    rings.forget(work, closed.id)
    noting.note(work, office, closed, events, by)
    return closed


def under_way(work: Work, office: Office, request: Request) -> TaskKind | None:
    """A done task that leaves a trace in a book: from then on the case is carried to its end."""
    kind = kind_of(office, request)
    done = (
        kind.task(t.kind) for t in tasks.of_request(work, request.id) if t.state is Stage.DONE
    )
    return next((task for task in done if task and (task.stamps or task.books)), None)


# ------------------------------------------------------------------ opening


def open_task(
    work: Work, office: Office, request: Request, kind: TaskKind, person: PersonId
) -> None:
    opened = begins(office, request, kind)
    due = due_at(office, kind, case_of(work, request), opened)
    fresh = Task(
        id=0,
        school=office.id,
        request=request.id,
        kind=kind.id,
        person=person,
        opened_at=opened,
        due_at=due,
    )
    bell = rungs.first_call(kind, fresh)
    task = tasks.add(work, replace(fresh, remind_at=bell))
    why = Reason.TASKED
    if task.state is Stage.SENT_BACK:
        task = tasks.keep(work, reopened(task, office.now, due, bell))
        why = Reason.SENT_BACK
    if SYSTEM not in kind.actors:
        hand_over(work, office, request, kind, task, why)
    elif due is None or due <= office.now:
        conclude(work, office, request, kind, reported(task, NOBODY, {}, office.now))


def begins(office: Office, request: Request, kind: TaskKind) -> datetime:
    """The two hours of an alarm count from when it was heard, not from when it was gathered."""
    heard = request.fell_at if request.outage and kind.breach else None
    return min(office.now, heard) if heard else office.now


def due_at(office: Office, kind: TaskKind, case: Case, opened: datetime) -> datetime | None:
    """By the school's calendar as it is now; None where nothing is due."""
    deadline = plan.deadline(kind.due, case.known(), opened.astimezone(office.rules.zone))
    return deadline.at(office.calendar) if deadline else None


def conclude(work: Work, office: Office, request: Request, kind: TaskKind, task: Task) -> None:
    """A done task is kept with everything it brings about: neither exists without the other."""
    tasks.keep(work, task)
    breaching.record(work, office, request, kind, task)
    for name in kind.does:
        EFFECTS[name](work, office, request, task)
    for book in kind.books:
        enter(work, office, request, task, book)
    for book in kind.completes:
        complete(work, office, request, kind, task, book)
    data = {"request": request.id, "task": task.kind, "by": task.officer}
    journal.append(work, office.id, "task.done", data)
    if task.kind in SAFEGUARDS:
        timing.held(work, office, request)
    refresh(work, office, request, task)
    if kind.rings:
        tell_at_once(work, office, request, task)
    send_back(work, office, request, task)


def send_back(work: Work, office: Office, request: Request, by: Task) -> None:
    again = plan.sent_back(kind_of(office, request), case_of(work, request), by)
    for task in again:
        refresh(work, office, request, tasks.keep(work, sent_back(task)))
    if again:
        data = {"request": request.id, "task": by.kind, "to": again[0].kind, "by": by.officer}
        journal.append(work, office.id, "task.sent_back", data)


def enter(work: Work, office: Office, request: Request, task: Task, book: str) -> None:
    entry = entry_of(office, case_of(work, request), task)
    entry |= alarm_in_books.known(work, office, request)
    booking.enter(work, office, book, entry, by=task.officer, request=request.id)


def complete(
    work: Work, office: Office, request: Request, kind: TaskKind, task: Task, book: str
) -> None:
    """The entry of the case is continued by a new one, as it would be on paper: what stands in a
    book is never changed."""
    entry = books.standing(work, office.id, book, request.id)
    if entry is None:
        return
    told = reported_in_words(office, kind, task)
    by = told["by"] or office.pack.title.zh
    data = completed(entry.data, task.kind, told, what=kind.title.zh, by=by)
    booking.enter(work, office, book, data, by=task.officer, corrects=entry.id)


def refresh(work: Work, office: Office, request: Request, task: Task) -> None:
    outbox.owe_refresh(work, office.id, subject(About.TASK, task.id))
    outbox.owe_refresh(work, office.id, subject(About.STATUS, request.id))
    closing.ticket_changed(work, office, request)


def tell_at_once(work: Work, office: Office, request: Request, task: Task) -> None:
    """The requester hears what concerns him, such as the time of his appointment."""
    card = subject(About.STATUS, request.id)
    key = f"{card}/{task.kind}/{task.id}"
    owe(work, office, ToPerson(request.requester), Reason.PROGRESSED, card, key, fresh=True)


# ------------------------------------------------------------------ whose it is


def hand_over(
    work: Work,
    office: Office,
    request: Request,
    kind: TaskKind,
    task: Task,
    why: Reason = Reason.TASKED,
) -> None:
    """Owe it to the one whose hand the case is in; else to the pack's group, and to those no group
    with buttons reaches."""
    people = whose.actors(office, request, kind, task)
    if why is not Reason.LATE and (hand := in_hand(work, kind, task, people)):
        hand_to(work, office, hand, task, why, urgent=urgent(office, request, kind))
        return
    card = subject(About.TASK, task.id)
    hidden = restricted(office.pack, request.kind)
    places = group_of(office, kind) if kind.group and not hidden else {}
    if told_of_alarm(office, request):
        # The outage's card stands in the groups and leads here; only its alarm rings there.
        hidden, places = True, places if kind.breach and why is Reason.TASKED else {}
    for place, name in () if hidden else places.items():
        to = ToGroup(f"{name}@{place.platform}")
        key = f"{card}/{to.name}" + told_again(why, task)
        owe(work, office, to, why, card, key, fresh=True)
    for person in people:
        if not any(meets(person, place) for place in places):
            hand_to(work, office, person, task, why, urgent=urgent(office, request, kind))
    if not people:
        report_unheld(work, office, task)


def told_of_alarm(office: Office, request: Request) -> bool:
    rules = office.pack.alerts
    ticket = rules is not None and request.kind == rules.ticket
    return bool(ticket and request.outage and alarming.groups(office))


def in_hand(work: Work, kind: TaskKind, task: Task, people: Iterable[Person]) -> Person | None:
    """Whoever did the task this one follows, while he may do this one and can be reached."""
    did = {t.officer for t in tasks.of_request(work, task.request) if t.kind == kind.hand}
    return next(
        (p for p in people if p.id in did and any(a.reachable for a in p.accounts)), None
    )


def told_again(why: Reason, task: Task) -> str:
    return "" if why is Reason.TASKED else f"/{why}/{task.remind_at or task.opened_at}"


def group_of(office: Office, kind: TaskKind) -> dict[GroupAddress, str]:
    name = kind.group if kind.group in office.school.groups else "security"
    return dict.fromkeys(office.school.groups.get(name, ()), name)


def meets(person: Person, place: GroupAddress) -> bool:
    """Whether he can take the task in this group itself; robots of WeCom hear no taps."""
    own = (account.platform for account in person.accounts if account.reachable)
    return place.platform is Platform.TELEGRAM and Platform.TELEGRAM in own


def hand_to(
    work: Work,
    office: Office,
    person: Person,
    task: Task,
    why: Reason = Reason.TASKED,
    *,
    urgent: bool = False,
) -> None:
    card = subject(About.TASK, task.id)
    key = f"{card}/{person.id}" + told_again(why, task)  # once, whichever way it came to that
    owe(work, office, ToPerson(person.id), why, card, key, fresh=True, urgent=urgent)


def urgent(office: Office, request: Request, kind: TaskKind) -> bool:
    """Whether it may wake somebody."""
    return kind.urgent or kind_of(office, request).urgent


def without_group(work: Work, office: Office, task_id: int) -> None:
    """The group could not be told: everybody who may do it is, himself."""
    task = tasks.peek(work, task_id)
    request = requests.peek(work, task.request)
    kind = kind_of(office, request).task(task.kind)
    for person in whose.actors(office, request, kind, task) if kind else ():
        hand_to(work, office, person, task, urgent=bool(kind and urgent(office, request, kind)))


def report_unheld(work: Work, office: Office, task: Task) -> None:
    """Nobody holds the role, nor any above it: an administrator must name somebody."""
    card = subject(About.STUCK, "task", task.id)
    for admin in office.directory.holders(ADMIN):
        owe(
            work,
            office,
            ToPerson(admin.id),
            Reason.STUCK,
            card,
            f"{card}/{admin.id}",
            fresh=True,
        )


def waiting_on(work: Work, office: Office, person: Person) -> list[Task]:
    """What this person may do now, oldest first; what a colleague has taken is his."""
    return [
        task
        for task in tasks.unfinished(work, office.id)
        if task.officer in (NOBODY, person.id) and _may_do(work, office, person, task)
    ]


def _may_do(work: Work, office: Office, person: Person, task: Task) -> bool:
    if task.person:
        return task.person == person.id
    request = requests.peek(work, task.request)
    kind = kind_of(office, request).task(task.kind)
    return kind is not None and person in whose.able(office, request, kind, task)


# ------------------------------------------------------------------ late


def overdue(work: Work, office: Office) -> int:
    """Do what does itself by now, and remind of what is late. Gives how many."""
    late = tasks.to_remind(work, office.id, work.now)
    for seen in late:
        task = tasks.load(work, seen.id)
        if task and task.remind_at and task.remind_at <= work.now:
            act_on(work, office, task)
    return len(late)


def act_on(work: Work, office: Office, task: Task) -> None:
    request = requests.load(work, task.request)
    kind = kind_of(office, request).task(task.kind)
    if kind is None or task.over:
        tasks.keep(work, replace(task, remind_at=None))
    elif SYSTEM in kind.actors:
        conclude(work, office, request, kind, reported(task, NOBODY, {}, office.now))
        proceed(work, office, request, NOBODY)
    elif silent.of_ticket(work, office, request):
        breaching.record(work, office, request, kind, task)  # said when the silence is over
    else:
        calls = rungs.calls(kind, task, office.now)
        if calls.late:
            run_late(work, office, request, kind, task)
        climb(work, office, request, kind, task, calls.rungs)
        tasks.keep(work, replace(task, remind_at=calls.then))
        refresh(work, office, request, task)


def run_late(work: Work, office: Office, request: Request, kind: TaskKind, task: Task) -> None:
    hand_over(work, office, request, kind, task, Reason.LATE)
    tell_late(work, office, request, kind, task)
    data = {"request": request.id, "task": task.kind}
    journal.append(work, office.id, "task.late", data)
    breaching.record(work, office, request, kind, task)


def climb(
    work: Work,
    office: Office,
    request: Request,
    kind: TaskKind,
    task: Task,
    places: Iterable[int],
) -> None:
    """Each rung rings once for each person; of several that fell together, the last one does."""
    told = {
        person.id: place
        for place in places
        for person in whose.told_late(office, request, kind.rungs[place].tells)
    }
    card = subject(About.TASK, task.id)
    for person, place in told.items():
        key = f"{card}/{person}/rung/{place}/{task.opened_at}"
        to, wakes = ToPerson(person), urgent(office, request, kind)
        owe(work, office, to, Reason.REMINDED, card, key, fresh=True, urgent=wakes)
    if told:
        data = {"request": request.id, "task": task.kind, "told": sorted(told)}
        journal.append(work, office.id, "task.reminded", data)


def tell_late(work: Work, office: Office, request: Request, kind: TaskKind, task: Task) -> None:
    for person in whose.told_late(office, request, kind.tells):
        wakes = urgent(office, request, kind)
        hand_to(work, office, person, task, Reason.LATE, urgent=wakes)
