"""卡住的: everything that does not go on by itself, in one list, and the tap that moves it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.actions import registry, switching, tasking, telling_of_sources, whose
from bot.actions.announcing import asking, reachable
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.approvals.pack import SYSTEM
from bot.approvals.refusals import StaleCard
from bot.approvals.request import Request, State, asked_now, unheard
from bot.notices import About, Notice, Reason, ToPerson, subject
from bot.people.person import Person, PersonId
from storage import (
    changes,
    findings,
    given_up,
    journal,
    lines,
    outbox,
    requests,
    sources,
    tasks,
    waking,
)
from storage.findings import Missing
from storage.given_up import Promise
from storage.store import Work

REMEMBERED = timedelta(days=7)  # a message given up longer ago is missed by nobody
ONCE_AN_HOUR = "%Y%m%d%H"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """`what` names its sentence (`stuck.list_…`); `mend` what a tap does about it, with `about`."""

    what: str
    mend: str = ""
    about: int = 0
    name: str = ""  # of a group or a platform, where `about` cannot say it
    people: tuple[PersonId, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    missing: Missing | None = None
    promise: Promise | None = None


def look(work: Work, office: Office) -> list[Stuck]:
    """The gravest first. Only looks."""
    parts = (cases, duties, messages, ways, monitoring, police, forgotten)
    return [one for part in parts for one in part(work, office)]


# ------------------------------------------------------------------ cases and tasks


def cases(work: Work, office: Office) -> Iterator[Stuck]:
    for request in requests.in_state(work, office.id, State.IN_APPROVAL):
        if unheard(request, office.now):
            continue
        people = tuple(sorted(asked_now(request)))
        values = {"number": request.number}
        if not people:
            yield Stuck(what="nobody", about=request.id, values=values)
        elif not any(reachable(office, seat) for seat in request.open_seats):
            yield Stuck(
                what="unreachable",
                mend="deputy",
                about=request.id,
                people=people,
                values=values,
            )
        elif request.overdue:
            yield Stuck(
                what="overdue", mend="case", about=request.id, people=people, values=values
            )


def duties(work: Work, office: Office) -> Iterator[Stuck]:
    for task in tasks.unfinished(work, office.id):
        request = requests.peek(work, task.request)
        kind = tasking.kind_of(office, request).task(task.kind)
        if kind is None or SYSTEM in kind.actors:
            continue
        able = whose.able(office, request, kind, task)
        people = tuple(person.id for person in able)
        values = {"number": request.number, "task": kind.title}
        if not able:
            yield Stuck(what="task", about=task.id, values=values)
        elif task.due_at and task.due_at < office.now:
            yield Stuck(
                what="late",
                mend="task",
                about=task.id,
                people=(task.officer,) if task.officer else people,
                values={**values, "due": task.due_at},
            )


# ------------------------------------------------------------------ messages


def messages(work: Work, office: Office) -> Iterator[Stuck]:
    since = office.now - REMEMBERED
    for one in given_up.promises(work, office.id, since):
        if still_matters(work, one):
            yield Stuck(what="undelivered", mend="notice", about=one.id, promise=one)
    for letter in given_up.letters(work, office.id, since):
        values = {"channel": switching.named(letter.platform), "at": letter.at}
        yield Stuck(what="unread", mend="letter", about=letter.id, values=values)


def still_matters(work: Work, one: Promise) -> bool:
    """What asked for something that was done since is missed by nobody."""
    about, *rest = one.subject.split("/")
    match about:
        case About.ASK:
            request = requests.peek(work, int(rest[0]))
            here = asking(request, request.step) == one.subject
            person = one.to.person if isinstance(one.to, ToPerson) else ""
            return request.state is State.IN_APPROVAL and here and person in asked_now(request)
        case About.TASK:
            return not tasks.peek(work, int(rest[0])).over
    return True


def ways(work: Work, office: Office) -> Iterator[Stuck]:
    """Groups and channels through which nothing goes."""
    for one in given_up.failing_groups(work, office.id):
        values = {"n": one.count, "since": one.since}
        yield Stuck(what="group", mend="group", name=one.group, values=values)
    waiting = waking.waiting_for(work, office.id)
    for platform, switch in office.school.off.items():
        values = {"channel": switching.named(platform), "since": switch.since, "n": waiting}
        yield Stuck(what="off", mend="channel", name=platform.value, values=values)
    for line in lines.of_school(work, office.id):
        if line.told_at and line.platform not in office.school.off:
            since = line.heard_at or line.since
            name = f"{line.platform}_{line.chat}"
            yield Stuck(what="line", name=name, values={"since": since})


# ------------------------------------------------------------------ what comes from outside


def monitoring(work: Work, office: Office) -> Iterator[Stuck]:
    silent = [one for one in sources.of_school(work, office.id) if one.told_at]
    for source, those in telling_of_sources.by_source(silent):
        since = min(one.heard_at for one in those)
        yield Stuck(what="source", name=source, values={"n": len(those), "since": since})


def police(work: Work, office: Office) -> Iterator[Stuck]:
    if registry.POLICE_FILING not in office.pack.kinds:
        return
    late = [
        c for c in changes.unfiled(work, office.id) if c.at + registry.FILED_WITHIN < work.now
    ]
    if late:
        by = min(change.at for change in late) + registry.FILED_WITHIN
        yield Stuck(what="police", values={"n": len(late), "by": by})


def forgotten(work: Work, office: Office) -> Iterator[Stuck]:
    """What the watch found and could not mend."""
    for found in findings.here(work, office.id):
        if not found.mended:
            yield Stuck(what="watch", missing=found.what)


# ------------------------------------------------------------------ moving it


def mend(work: Work, office: Office, by: Person, which: str, about: int) -> None:
    """Raises StaleCard for what goes on by now."""
    switching.must_administer(by)
    match which:
        case "notice":
            resend(work, office, by, about)
        case "letter":
            if not given_up.read_again(work, office.id, about):
                raise StaleCard
            journal.append(work, office.id, "inbox.retried", {"row": about, "by": by.id})
        case "case":
            remind_signers(work, office, find(work, office, about))
        case "task":
            remind_actors(work, office, about)
        case _:
            raise StaleCard


def resend(work: Work, office: Office, by: Person, row: int) -> None:
    """To the same, by whatever way leads to him now."""
    lost = given_up.promise(work, office.id, row)
    if lost is None:
        raise StaleCard
    key = f"{lost.subject}/again/{row}/{office.now.isoformat()}"
    notice = Notice(
        school=office.id,
        to=lost.to,
        reason=lost.reason,
        subject=lost.subject,
        key=key,
        fresh=True,
    )
    outbox.owe(work, notice)
    journal.append(work, office.id, "notice.resent", {"row": row, "by": by.id})


def remind_signers(work: Work, office: Office, request: Request) -> None:
    """Once an hour, however often it is tapped."""
    if request.state is not State.IN_APPROVAL or not request.open_seats:
        raise StaleCard
    card = asking(request, request.step)
    for person in sorted(asked_now(request)):
        key = f"{card}/{request.token}/{person}/admin/{office.now:{ONCE_AN_HOUR}}"
        owe(work, office, ToPerson(person), Reason.REMINDED, card, key, fresh=True)


def remind_actors(work: Work, office: Office, number: int) -> None:
    try:
        task = tasks.peek(work, number)
        request = find(work, office, task.request)
    except LookupError:
        raise StaleCard from None
    kind = tasking.kind_of(office, request).task(task.kind)
    if task.over or kind is None:
        raise StaleCard
    card = subject(About.TASK, task.id)
    able = [p.id for p in whose.able(office, request, kind, task)]
    for person in [task.officer] if task.officer else able:
        key = f"{card}/{person}/admin/{office.now:{ONCE_AN_HOUR}}"
        owe(work, office, ToPerson(person), Reason.LATE, card, key, fresh=True)


def find(work: Work, office: Office, number: int) -> Request:
    try:
        request = requests.peek(work, number)
    except LookupError:
        raise StaleCard from None
    if request.school != office.id:
        raise StaleCard
    return request
