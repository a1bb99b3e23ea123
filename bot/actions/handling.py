"""我来处理: somebody has an outage in hand, for a while."""

from dataclasses import replace

from bot.actions import alarming, whose
from bot.actions.office import Office
from bot.alerts.outage import NOBODY, Outage, Stage
from bot.approvals.pack import TaskKind
from bot.approvals.refusals import Refusal, StaleCard
from bot.followup.task import Stage as TaskStage
from bot.people.person import Person, PersonId
from storage import journal, outages, requests, tasks
from storage.store import Work


class NotYourOutage(Refusal):
    """values: role"""

    code = "not_your_outage"


class Recovered(Refusal):
    """It works again: there is nothing to take in hand."""

    code = "outage_recovered"


class InOtherHands(Refusal):
    """values: who, until"""

    code = "outage_in_hand"


def find(work: Work, office: Office, number: int) -> Outage:
    try:
        return outages.load(work, office.id, number)
    except LookupError:
        raise StaleCard from None


def handle(work: Work, office: Office, by: Person, number: int) -> Outage:
    outage = find(work, office, number)
    must_be_competent(work, office, by, outage)
    if outage.stage is not Stage.OPEN:
        raise Recovered
    rules = office.pack.alerts
    assert rules is not None  # there are no outages without
    if outage.handled(office.now) and outage.handler != by.id:
        raise InOtherHands(who=outage.handler, until=outage.handled_until)
    until = office.now + rules.handling
    kept = outages.keep(work, replace(outage, handler=by.id, handled_until=until))
    data = {"outage": outage.id, "by": by.id}
    journal.append(work, office.id, "outage.handled", data)
    alarming.changed(work, office, kept)
    return kept


def in_hand(work: Work, office: Office, outage: Outage) -> PersonId:
    """Who said so lately, else whoever has taken the task of its ticket that is open; nobody."""
    if outage.handled(office.now):
        return outage.handler
    if outage.request is None:
        return NOBODY
    open_tasks = (t for t in tasks.of_request(work, outage.request) if not t.over)
    return next((t.officer for t in open_tasks if t.state is TaskStage.TAKEN), NOBODY)


def must_be_competent(work: Work, office: Office, person: Person, outage: Outage) -> None:
    if not competent(work, office, person, outage):
        roles = [office.pack.roles[role].name for role in roles_of(office)]
        raise NotYourOutage(role=roles)


def competent(work: Work, office: Office, person: Person, outage: Outage) -> bool:
    """Whoever may do a task of its ticket; before there is one, whoever could."""
    if outage.request is None:
        return sees_all(office, person)
    request = requests.peek(work, outage.request)
    kind = office.pack.kinds[request.kind]
    for task in tasks.of_request(work, request.id):
        known = kind.task(task.kind)
        if known and person in whose.able(office, request, known, task):
            return True
    return False


def sees_all(office: Office, person: Person) -> bool:
    """Whether he hears of every outage: who carries tickets out, and who is told of late ones."""
    return any(person in office.directory.holders(role) for role in roles_of(office, told=True))


def roles_of(office: Office, *, told: bool = False) -> list[str]:
    kind = office.pack.ticket
    named = [role for task in kind.tasks for role in of_task(task, told=told)] if kind else []
    return [role for role in dict.fromkeys(named) if role in office.pack.roles]


def of_task(task: TaskKind, *, told: bool) -> tuple[str, ...]:
    hearing = (*task.tells, *(role for rung in task.rungs for role in rung.tells))
    return (*task.actors, *hearing) if told else task.actors
