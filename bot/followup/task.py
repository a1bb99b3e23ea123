"""A task of a case: opened, taken by one person, done with what he reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.approvals.refusals import Refusal
from bot.people.person import PersonId

NOBODY = PersonId("")


class Stage(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    DROPPED = "dropped"  # the request ended before anybody did it
    SENT_BACK = "sent_back"  # done, and to be done again when its turn comes


class TaskTaken(Refusal):
    """Another person has it. values: who."""

    code = "task_taken"


class TaskOver(Refusal):
    """It is done; an entry is never changed."""

    code = "task_over"


class TaskSentBack(Refusal):
    """An earlier task is done again first; whoever's turn it is will be told."""

    code = "task_sent_back"


class TaskDropped(Refusal):
    """The request was taken back or refused; there is nothing to carry out any more."""

    code = "task_dropped"


class NotYourTask(Refusal):
    """Only the role, or the person, the pack names does this. values: role."""

    code = "not_your_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    id: int
    school: str
    request: int
    kind: str  # id of the pack's TaskKind
    # The one person whose task it is (the requester, each viewer); empty: any holder of the role.
    person: PersonId = NOBODY
    state: Stage = Stage.OPEN
    officer: PersonId = NOBODY
    # What its form was answered with, empty until it is done; sent back, what stood before.
    answers: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    version: int = 1
    opened_at: datetime
    due_at: datetime | None = None
    # When somebody must next be told that it is late; None: nobody, or everybody was.
    remind_at: datetime | None = None
    taken_at: datetime | None = None
    done_at: datetime | None = None

    @property
    def over(self) -> bool:
        return self.state in (Stage.DONE, Stage.DROPPED)


def taken(task: Task, by: PersonId, now: datetime) -> Task:
    """The task with `by` as its officer; taking one's own again changes nothing."""
    if task.state is Stage.DROPPED:
        raise TaskDropped
    if task.over:
        raise TaskOver
    if task.state is Stage.SENT_BACK:
        raise TaskSentBack
    if task.officer not in (NOBODY, by):
        raise TaskTaken(who=task.officer)
    return replace(task, state=Stage.TAKEN, officer=by, taken_at=task.taken_at or now)


def done(task: Task, by: PersonId, answers: Mapping[str, Any], now: datetime) -> Task:
    ready = taken(task, by, now)
    return replace(ready, state=Stage.DONE, answers=dict(answers), done_at=now, remind_at=None)


def sent_back(task: Task) -> Task:
    return replace(task, state=Stage.SENT_BACK, officer=NOBODY)


def reopened(task: Task, now: datetime, due: datetime | None, remind: datetime | None) -> Task:
    """Its answers stay, so that only what was wrong is written anew."""
    open_again = replace(task, state=Stage.OPEN, officer=NOBODY, opened_at=now)
    return replace(open_again, taken_at=None, done_at=None, due_at=due, remind_at=remind)


def dropped(task: Task) -> Task:
    if task.state is Stage.DONE:
        raise TaskOver
    return replace(task, state=Stage.DROPPED, remind_at=None)
