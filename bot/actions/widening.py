"""What becomes of a viewing when more was asked for: widened, or as it was. Either way whoever
carries it out is told."""

from dataclasses import replace

from bot.actions import tasking, whose
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.approvals import extension
from bot.approvals.request import Extends, Request, State
from bot.followup import plan
from bot.followup.hold import holds
from bot.followup.task import Task, dropped
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import PersonId
from storage import journal, outbox, requests, scopes, tasks
from storage.store import Work


def follow(work: Work, office: Office, asked: Request, by: PersonId) -> None:
    """An extension was decided: its case is widened in the same transaction, or left as it was.
    Nothing of its own is left to do then, so that its approval is its end; only where its case
    ended meanwhile it takes off its lock itself."""
    assert asked.extends
    if asked.state is State.APPROVED:
        drop_open(work, office, asked)
        if requests.load(work, asked.extends.of).state is not State.APPROVED:
            tasking.proceed(work, office, asked, by)
            return
        tasking.carried_out(work, office, asked, by)
        widen(work, office, asked, asked.extends, by)
    elif asked.state in plan.ENDED:
        let_go(work, office, asked, asked.extends, by)


def drop_open(work: Work, office: Office, asked: Request) -> None:
    """What was to be locked is looked at now."""
    for task in tasks.of_request(work, asked.id):
        if not task.over:
            tasking.refresh(work, office, asked, tasks.keep(work, dropped(task)))


def widen(work: Work, office: Office, asked: Request, of: Extends, by: PersonId) -> None:
    case = requests.load(work, of.of)
    added = extension.extension_of(asked, holds(tasking.case_of(work, asked)))
    after = replace(case, extension=0, extended=(*case.extended, added))
    requests.keep(work, after)
    scopes.keep(work, after, office.places)
    data = {"request": case.id, "number": case.number, "by": by, "extension": asked.id}
    journal.append(work, office.id, "request.extended", data)
    for task in viewings(work, office, after):
        tasking.refresh(work, office, after, task)
        for person in carrying(work, office, after, task, of.by):
            ring(work, office, person, subject(About.TASK, task.id), asked)


def let_go(work: Work, office: Office, asked: Request, of: Extends, by: PersonId) -> None:
    case = replace(requests.load(work, of.of), extension=0)
    requests.keep(work, case)
    outbox.owe_refresh(work, office.id, subject(About.STATUS, case.id))
    for task in viewings(work, office, case):
        tasking.refresh(work, office, case, task)
        for person in carrying(work, office, case, task, of.by):
            if person != by:
                ring(
                    work, office, person, subject(About.NEWS, "unextended", asked.id, 0), asked
                )


def pending(work: Work, office: Office, case: Request, asked: Request) -> None:
    """More is asked for: what would be added is to be locked, and not to be played."""
    requests.keep(work, replace(case, extension=asked.id))
    assert asked.extends
    for task in viewings(work, office, case):
        tasking.refresh(work, office, case, task)
        for person in carrying(work, office, case, task, asked.extends.by):
            if person != asked.extends.by:
                ring(work, office, person, subject(About.TASK, task.id), asked)


def ring(work: Work, office: Office, to: PersonId, card: str, asked: Request) -> None:
    key = f"{card}/{asked.id}/{asked.state}/{to}"
    owe(work, office, ToPerson(to), Reason.PROGRESSED, card, key, fresh=True)


def viewings(work: Work, office: Office, case: Request) -> tuple[Task, ...]:
    """The open tasks whose scope may be widened."""
    kind = tasking.kind_of(office, case)
    return tuple(
        task
        for task in tasks.of_request(work, case.id)
        if not task.over
        and (known := kind.task(task.kind))
        and extension.offered(office.pack, kind, known)
    )


def carrying(
    work: Work, office: Office, case: Request, task: Task, asker: PersonId
) -> tuple[PersonId, ...]:
    """Whoever has the viewing in hand; the requester reads of it on his own card."""
    kind = tasking.kind_of(office, case).task(task.kind)
    assert kind
    people = whose.actors(office, case, kind, task)
    hand = tasking.in_hand(work, kind, task, people)
    found = (task.officer, hand.id if hand else "", asker)
    able = {person.id for person in people}
    return tuple(dict.fromkeys(PersonId(one) for one in found if one in able))
