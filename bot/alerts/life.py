"""Where an outage stands between being found and being closed, in the words people use. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from bot.alerts.outage import Outage, Stage
from bot.approvals.pack import Kind, TaskKind
from bot.followup import task as tasks
from bot.followup.task import Task


class Life(StrEnum):
    FOUND = "found"  # 发现
    REPORTED = "reported"  # 已报修
    DISPATCHED = "dispatched"  # 已派单
    UNDER_REPAIR = "under_repair"  # 维修中
    ON_HOLD = "on_hold"  # 挂起
    TO_RECHECK = "to_recheck"  # 待复核
    CLOSED = "closed"  # 已关闭


# What the tasks of a ticket are called in every pack; the report is the one with a breach.
DISPATCH, REPAIR, PARTS, RECHECK = "dispatch", "repair", "parts", "recheck"


def state_of(outage: Outage, kind: Kind | None, ticket: Sequence[Task]) -> Life:
    """`ticket`: the tasks of its ticket; none where there is none."""
    if outage.stage is Stage.CLOSED:
        return Life.CLOSED
    open_now = {t.kind for t in ticket if t.state in (tasks.Stage.OPEN, tasks.Stage.TAKEN)}
    done = {t.kind for t in ticket if t.state is tasks.Stage.DONE}
    if RECHECK in open_now:
        return Life.TO_RECHECK
    if PARTS in open_now:
        return Life.ON_HOLD
    if REPAIR in open_now and (_taken(ticket) or DISPATCH not in open_now | done):
        return Life.UNDER_REPAIR
    if REPAIR in open_now and DISPATCH in done:
        return Life.DISPATCHED
    return Life.REPORTED if kind and reported(kind, ticket) and open_now else Life.FOUND


def _taken(ticket: Sequence[Task]) -> bool:
    return any(t.kind == REPAIR and t.state is tasks.Stage.TAKEN for t in ticket)


def reports(kind: Kind) -> list[TaskKind]:
    """The task with the two hours; schools where units look after their own cameras have two."""
    return [task for task in kind.tasks if task.breach]


def reported(kind: Kind, ticket: Sequence[Task]) -> Task | None:
    """By a person: who says so, to whom, when."""
    named = {task.id for task in reports(kind)}
    return next(
        (t for t in ticket if t.kind in named and t.state is tasks.Stage.DONE and t.officer),
        None,
    )
