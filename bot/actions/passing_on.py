"""Whoever took a task may leave his post before it is done: then it is anybody's again."""

from dataclasses import replace

from bot.actions import tasking, whose
from bot.actions.office import Office
from bot.followup.task import NOBODY, Stage, Task
from storage import journal, requests, tasks
from storage.store import Work


def pass_on(work: Work, office: Office) -> int:
    """How many tasks were opened again. Who had the card already sees it change."""
    left = [task for task in tasks.in_hand(work, office.id) if abandoned(work, office, task)]
    for seen in left:
        task = tasks.load(work, seen.id)
        if task and abandoned(work, office, task):
            reopen(work, office, task)
    return len(left)


def abandoned(work: Work, office: Office, task: Task) -> bool:
    """Taken, by somebody who could not take it today."""
    if task.state is not Stage.TAKEN:
        return False
    request = requests.peek(work, task.request)
    kind = tasking.kind_of(office, request).task(task.kind)
    people = whose.able(office, request, kind, task) if kind else ()
    return bool(people) and task.officer not in {p.id for p in people if p.active}


def reopen(work: Work, office: Office, task: Task) -> None:
    request = requests.load(work, task.request)
    kind = tasking.kind_of(office, request).task(task.kind)
    assert kind is not None  # it is not abandoned without one
    free = tasks.keep(work, replace(task, state=Stage.OPEN, officer=NOBODY, taken_at=None))
    journal.append(
        work, office.id, "task.passed_on", {"request": request.id, "task": task.kind}
    )
    tasking.hand_over(work, office, request, kind, free)
    tasking.refresh(work, office, request, free)
