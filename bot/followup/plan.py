"""Which tasks of a case are to be opened now, and whether everything is done.

The ids of a case's tasks are frozen into it when it is filed (`Request.plan`), so a later pack
neither adds nor takes away what an open case owes; what each of them says is read from the pack.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.approvals.pack import REQUESTER, VIEWERS, Due, Kind, Opens, TaskKind
from bot.approvals.request import Ending, Request, State
from bot.approvals.scope import granted, scope_of
from bot.followup.deadline import Deadline
from bot.followup.task import NOBODY, Stage, Task
from bot.people.person import PersonId

LIVE = (State.IN_APPROVAL, State.RETURNED, State.APPROVED)
ENDED = (State.REJECTED, State.WITHDRAWN, State.REVOKED, State.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request with the tasks it has so far, in the order they were opened."""

    request: Request
    tasks: tuple[Task, ...] = ()

    def of(self, kind: str) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.kind == kind)

    def answered(self, kind: str) -> Mapping[str, Any]:
        """What the first done task of this kind reported; empty before."""
        return next((t.answers for t in self.of(kind) if t.state is Stage.DONE), {})

    def known(self) -> dict[str, Any]:
        """Every answer so far: of the form by its key, of a task by `task.key`."""
        told = {
            f"{task.kind}.{key}": value
            for task in self.tasks
            if task.state is Stage.DONE
            for key, value in task.answers.items()
        }
        wish = {"copy": allowed_copy(self.request), "state": self.request.state.value}
        return {**self.request.facts, **granted(self.request), **wish, **told}


def allowed_copy(request: Request) -> bool:
    return scope_of(request).copy


# ------------------------------------------------------------------ which are wanted


def wanted(task: TaskKind, known: Mapping[str, Any]) -> bool:
    return holds(task.when, known)


def told(case: Case, task: TaskKind, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a task's `when` is asked of. At the end of a case that is also what holds the parts that
    were added to it: they are released together with the rest."""
    if task.opens is not Opens.OVER:
        return known
    return {**known, **{k: by for one in case.request.extended for k, by in one.held.items()}}


def holds(when: Iterable[Mapping[str, Any]], known: Mapping[str, Any]) -> bool:
    """Whether one of its alternatives holds: each line names an answer and what it must be (one of
    some; of several answers one must be among them); `not_` turns a line round. Unanswered is
    no."""
    return any(all(_line(key, among, known) for key, among in table.items()) for table in when)


def _line(key: str, among: Any, known: Mapping[str, Any]) -> bool:
    name = key if key in known else key.removeprefix("not_")
    accepted = among if isinstance(among, list | tuple) else [among]
    answer = known.get(name, False)
    given = answer if isinstance(answer, list | tuple | frozenset | set) else [answer]
    return any(g in accepted for g in given) != (key != name)


def plan_of(kind: Kind, request: Request) -> Iterator[TaskKind]:
    return (task for task in kind.tasks if task.id in request.plan)


def openings(kind: Kind, case: Case) -> tuple[TaskKind, ...]:
    """The tasks whose moment has come and that are not there yet."""
    known = case.known()
    return tuple(
        task
        for task in plan_of(kind, case.request)
        if all(t.state is Stage.SENT_BACK for t in case.of(task.id))
        and persons_of(task, case.request)
        and wanted(task, told(case, task, known))
        and _may_begin(kind, case, task, known)
    )


def stays(kind: Kind, task: Task, request: Request) -> bool:
    """Whether it is owed although its case ended without approval; what was undone before anybody
    heard of it was never asked for."""
    known = kind.task(task.kind)
    if known is None:
        return False
    asked_for = request.ending is not Ending.UNDONE
    return known.opens is Opens.OVER or (known.outlives and asked_for)


def sent_back(kind: Kind, case: Case, by: Task) -> tuple[Task, ...]:
    """What is to be done again because of what `by`, just done, reports; `by` among them."""
    reporting = kind.task(by.kind)
    back = reporting.sends_back if reporting else None
    if back is None or not holds(back.when, case.known()):
        return ()
    order = [task.id for task in kind.tasks]
    again = order[order.index(back.to) : order.index(by.kind) + 1]
    return tuple(t for t in case.tasks if t.kind in again and t.state is Stage.DONE)


def _may_begin(kind: Kind, case: Case, task: TaskKind, known: Mapping[str, Any]) -> bool:
    state = case.request.state
    if not all(_behind(kind, case, name, known) for name in task.after):
        return False
    match task.opens:
        case Opens.FILED:
            return state in LIVE
        case Opens.APPROVED:
            return state is State.APPROVED
        case Opens.OVER:
            return state in ENDED or (state is State.APPROVED and _rest_done(kind, case, known))


def _behind(kind: Kind, case: Case, name: str, known: Mapping[str, Any]) -> bool:
    """Whether an earlier task needs no more waiting: done, or never wanted."""
    earlier = kind.task(name)
    there = case.of(name)
    if there:
        return all(task.over for task in there)
    if earlier is None or name not in case.request.plan:
        return True
    if not wanted(earlier, told(case, earlier, known)):
        return True
    if not persons_of(earlier, case.request):
        return True
    # What would open only for a live case will not come any more once that case has ended.
    return earlier.opens is not Opens.OVER and case.request.state in ENDED


def _settled(kind: Kind, case: Case, task: TaskKind, known: Mapping[str, Any]) -> bool:
    """As `_behind`, once all else is done: what was sent back and is not wanted any more will not
    be done again."""
    there = case.of(task.id)
    back = bool(there) and all(t.state is Stage.SENT_BACK for t in there)
    return _behind(kind, case, task.id, known) or (
        back and not wanted(task, told(case, task, known))
    )


def _rest_done(kind: Kind, case: Case, known: Mapping[str, Any]) -> bool:
    return all(
        _settled(kind, case, task, known)
        for task in plan_of(kind, case.request)
        if task.required and task.opens is not Opens.OVER
    )


def complete(kind: Kind, case: Case) -> bool:
    """An approved case with nothing left that it must wait for."""
    known = case.known()
    return case.request.state is State.APPROVED and all(
        _settled(kind, case, task, known)
        for task in plan_of(kind, case.request)
        if task.required
    )


# ------------------------------------------------------------------ whose, until when


def persons_of(task: TaskKind, request: Request) -> tuple[PersonId, ...]:
    """Each has a task of his own; (NOBODY,) for a task of whoever holds the role.

    Who looks for a student is the homeroom teacher who asked, so a form without `viewers` means the
    requester. People from outside have no account: nothing can be asked of them in a chat.
    """
    each = VIEWERS in task.actors
    viewers = granted(request).get("viewers")
    if REQUESTER in task.actors or (each and viewers is None):
        return (request.requester,)
    if each:
        return tuple(dict.fromkeys(_staff(viewers or ())))
    if task.named:
        return tuple(dict.fromkeys(_staff(granted(request).get(task.named) or ())))
    return (NOBODY,)


def _staff(viewers: Iterable[Mapping[str, str]]) -> Iterator[PersonId]:
    return (PersonId(viewer["id"]) for viewer in viewers if viewer.get("id"))


def deadline(due: Due | None, known: Mapping[str, Any], opened: datetime) -> Deadline | None:
    """None where nothing is due, or where what it counts from was not answered.

    A day counts to its end in `opened`'s zone.
    """
    if due is None:
        return None
    start = _moment(known.get(due.field), opened) if due.field else opened
    if start is None:
        return None
    return Deadline(start=start, hours=due.hours, days=due.days, counting=due.counting)


def _moment(answer: Any, opened: datetime) -> datetime | None:
    if isinstance(answer, Mapping):
        answer = answer.get("to")
    if not answer:
        return None
    at = datetime.fromisoformat(str(answer))
    if len(str(answer)) == len("2026-03-02"):
        at = at.replace(hour=23, minute=59)
    return at if at.tzinfo else at.replace(tzinfo=opened.tzinfo)
