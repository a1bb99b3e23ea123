"""What a form begins with: all that is known before anybody answers, wherever it is opened."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.actions import carrying_out, extending, filing, finding, footage_gaps, tasking
from bot.approvals.pack import TaskKind
from bot.approvals.refusals import NotForYou, NotYours, StaleCard
from bot.approvals.request import Request
from bot.followup.task import Task, taken
from bot.handlers import errands
from bot.handlers.visit import Visit

Known = Mapping[str, Any]
NUMBER = re.compile(r"[0-9]{1,9}")


def known(visit: Visit, purpose: str) -> Known:
    """Raises the refusal that opening this form would raise; `StaleCard` for what is no form of
    this house."""
    name, *rest = purpose.split(":")
    if name not in BEGINNINGS:
        raise StaleCard
    return BEGINNINGS[name](visit, *rest)


def has_page(purpose: str) -> bool:
    """Whether this form is one that a page can ask."""
    return purpose.partition(":")[0] in BEGINNINGS


def _filing(visit: Visit, kind: str = "", *behalf: str) -> Known:
    rules = visit.office.kind(kind)
    if not filing.may_file(rules, visit.person):
        raise NotForYou(kind=rules.title)
    if behalf and errands.colleague(visit, ":".join(behalf)).id == visit.person.id:
        raise errands.YourOwn
    return {}


def _amending(visit: Visit, number: str = "", *more: str) -> Known:
    request = finding.visible(visit.work, visit.office, visit.person, numbered(number, *more))
    if visit.person.id not in request.owners:
        raise NotYours
    return request.answers


def _reporting(visit: Visit, number: str = "", *more: str) -> Known:
    task, request, kind = of_task(visit, numbered(number, *more))
    if kind.begins:
        raise StaleCard
    case = tasking.case_of(visit.work, request)
    expected = carrying_out.expected(visit.office, case, kind.form)
    dark = footage_gaps.foreseen(visit.work, visit.office, request, kind.form)
    return {**expected, **dark, **task.answers}


def _beginning(visit: Visit, begins: str = "", number: str = "", *more: str) -> Known:
    _, request, kind = of_task(visit, numbered(number, *more))
    if not begins or kind.begins != begins:
        raise StaleCard
    form = errands.form_of(visit.office.kind(begins))
    return carrying_out.to_begin(visit.office, tasking.case_of(visit.work, request), kind, form)


def _extending(visit: Visit, number: str = "", *more: str) -> Known:
    asked = numbered(number, *more)
    finding.visible(visit.work, visit.office, visit.person, asked)
    extending.may_ask(visit.work, visit.office, visit.person, asked)
    return {}


def of_task(visit: Visit, number: int) -> tuple[Task, Request, TaskKind]:
    task = finding.task(visit.work, visit.office, number)
    request = finding.request_seen(visit.work, visit.office, task.request)
    kind = carrying_out.may_do(visit.office, request, task, visit.person)
    # Not kept: the news of it would put the task's card where the first question now stands.
    taken(task, visit.person.id, visit.office.now)
    return task, request, kind


def numbered(number: str, *more: str) -> int:
    if more or not NUMBER.fullmatch(number):
        raise StaleCard
    return int(number)


BEGINNINGS: dict[str, Callable[..., Known]] = {
    "file": _filing,
    "amend": _amending,
    "outcome": _reporting,
    "begin": _beginning,
    "extend": _extending,
}
