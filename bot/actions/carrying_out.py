"""Doing a task: take it, report on it."""

from collections.abc import Mapping
from typing import Any

from bot.actions import (
    bringing_about,
    extending,
    finding,
    qualifying,
    tasking,
    unfinished,
    whose,
)
from bot.actions.office import Office
from bot.approvals.pack import TaskKind
from bot.approvals.refusals import NotApproved, StaleCard
from bot.approvals.request import Request, State
from bot.approvals.scope import granted
from bot.conversation.form import Form
from bot.followup import guards, wishes
from bot.followup.plan import Case
from bot.followup.task import NotYourTask, Task, done, taken
from bot.people.person import Person
from storage import journal, qualifications, tasks
from storage.store import Work


def kind_of(office: Office, request: Request, task: Task) -> TaskKind:
    kind = tasking.kind_of(office, request).task(task.kind)
    if kind is None:
        raise StaleCard  # the regulation knows this task no more
    return kind


def may_do(office: Office, request: Request, task: Task, by: Person) -> TaskKind:
    """The task as the pack describes it. Raises NotYourTask."""
    kind = kind_of(office, request, task)
    people = whose.able(office, request, kind, task)
    if by.id not in {person.id for person in people}:
        raise NotYourTask(
            role=[office.pack.roles[r].name for r in kind.actors if r in office.pack.roles]
            or kind.title
        )
    return kind


def may_begin(work: Work, office: Office, request: Request, task: Task, by: Person) -> TaskKind:
    """As `may_do`; raises as well what would be refused of him whatever he reports."""
    kind = may_do(office, request, task, by)
    guards.check_doer(_report(work, office, request, kind, by, {}))
    return kind


def _report(
    work: Work,
    office: Office,
    request: Request,
    kind: TaskKind,
    by: Person,
    answers: Mapping[str, Any],
) -> guards.Report:
    return guards.Report(
        case=tasking.case_of(work, request),
        task=kind,
        answers=answers,
        by=by.id,
        directory=office.directory,
        now=office.now,
        places=office.places,
        trained_until=qualifications.until(work, office.id, by.id),
    )


def take(work: Work, office: Office, by: Person, task_id: int) -> Task:
    task = finding.task(work, office, task_id)
    request = finding.request(work, office, task.request)
    may_begin(work, office, request, task, by)
    mine = taken(task, by.id, office.now)
    if mine == task:
        return mine
    kept = tasks.keep(work, mine)
    data = {"request": request.id, "task": task.kind, "by": by.id}
    journal.append(work, office.id, "task.taken", data)
    tasking.refresh(work, office, request, kept)
    return kept


def record(
    work: Work, office: Office, by: Person, task_id: int, answers: Mapping[str, Any]
) -> Request:
    """Report on a task; raises the refusal of the guard that does not hold."""
    task = finding.task(work, office, task_id)
    request = finding.request(work, office, task.request)
    kind = may_do(office, request, task, by)
    answers = wishes.fulfilled(kind.form, request.answers, answers)
    answers = {**answers, **unfinished.listed(work, office, kind, request)}
    answers |= qualifying.lasting(office, kind, request, answers)
    ready = done(task, by.id, answers, office.now)
    if request.state in (State.IN_APPROVAL, State.RETURNED) and kind.opens != "filed":
        raise NotApproved
    guards.check(_report(work, office, request, kind, by, answers))
    tasking.conclude(work, office, request, kind, ready)
    bringing_about.bring_about(work, office, request, kind, ready, by)
    request = extending.overtaken(work, office, request, by)
    return tasking.proceed(work, office, request, by.id)


def form_of(office: Office, request: Request, kind: TaskKind) -> Form:
    """What is asked of whoever does it, with what the requester wished among the answers."""
    return wishes.offered(kind.form, request.answers, office.now)


def to_begin(office: Office, case: Case, kind: TaskKind, form: Form) -> dict[str, Any]:
    """What is known already of the request this task begins."""
    day = case.request.filed_at.astimezone(office.rules.zone).date().isoformat()
    return {**expected(office, case, form), **({kind.begins_on: day} if kind.begins_on else {})}


def expected(office: Office, case: Case, form: Form) -> dict[str, Any]:
    """What is known already, so that it is only confirmed: an answer of the request, or of an
    earlier task, to a question of the same name and kind."""
    request = case.request
    kind = tasking.kind_of(office, request)
    forms = [kind.form, *(t.form for t in kind.tasks if case.answered(t.id))]
    told = [granted(request), *(case.answered(t.id) for t in kind.tasks if case.answered(t.id))]
    kinds = {f.key: f.kind for f in form.fields}
    found: dict[str, Any] = {}
    for asked, answers in zip(forms, told, strict=True):
        for field in asked.fields if asked else ():
            if kinds.get(field.key) is field.kind and field.key in answers:
                found[field.key] = answers[field.key]
    if "viewers" in kinds and "viewers" not in found:
        own = office.directory[request.requester]
        found["viewers"] = [{"id": own.id, "name": own.name}]
    return found
