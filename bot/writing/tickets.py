"""How far the ticket of an outage has come, and what can be done about it next."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.actions import tasking
from bot.alerts.life import Life, state_of
from bot.approvals.pack import SYSTEM, Kind, TaskKind
from bot.approvals.request import Request
from bot.conversation.form import FieldKind
from bot.followup import rungs
from bot.followup.plan import Case
from bot.followup.task import Stage, Task
from bot.writing import tasks as task_cards
from bot.writing.outage_words import Seen, hour
from storage import requests

REPORTED, REPAIRED = "reported_at", "repaired_at"  # the stamps of a pack's tasks
VENDOR = "vendor"  # the way of reporting that names a firm
RECOVERED = "recovered"  # nobody had to report it


@dataclass(frozen=True, slots=True)
class Ticket:
    request: Request
    case: Case

    def tasks(self, kind: Kind) -> Iterator[tuple[TaskKind, Task]]:
        for task in self.case.tasks:
            known = kind.task(task.kind)
            if known and SYSTEM not in known.actors and task.state is not Stage.DROPPED:
                yield known, task


def ticket_of(about: Seen) -> Ticket | None:
    if about.outage.request is None:
        return None
    request = requests.peek(about.scene.work, about.outage.request)
    return Ticket(request, tasking.case_of(about.scene.work, request))


def listed(about: Seen, ticket: Ticket) -> list[tuple[TaskKind, Task]]:
    return list(ticket.tasks(tasking.kind_of(about.office, ticket.request)))


def stamped(about: Seen, ticket: Ticket, stamp: str) -> tuple[TaskKind, Task] | None:
    return next(((k, t) for k, t in listed(about, ticket) if k.stamps == stamp), None)


def state(about: Seen, ticket: Ticket) -> str:
    """待报修, 已报修, 已派单, 维修中, 挂起, 待复核, 已关闭. A ticket people have closed is closed,
    though the device may still be dark."""
    steps = [task for _, task in listed(about, ticket)]
    if all(task.over for task in steps):
        return about.voice.say(f"outage.life.{Life.CLOSED}")
    kind = tasking.kind_of(about.office, ticket.request)
    return about.voice.say(f"outage.life.{state_of(about.outage, kind, steps)}")


def clock(about: Seen, ticket: Ticket) -> str:
    """Until when it has to be reported for repair, or that it was, or that it was too late."""
    found = stamped(about, ticket, REPORTED)
    due = found[1].due_at if found else None
    if found is None or found[1].done_at or due is None:
        return was_reported(about, ticket)
    began = hour(about, about.outage.heard_at)
    key = "outage.breached" if about.office.now >= due else "outage.must_report"
    return about.voice.say(key, began=began, due=hour(about, due))


def was_reported(about: Seen, ticket: Ticket) -> str:
    kind, task = stamped(about, ticket, REPORTED) or (None, None)
    if kind is None or task is None or task.done_at is None:
        return ""
    if RECOVERED in task.answers.values():
        return about.voice.say("outage.by_itself")
    told = reported(about, ticket, kind, task)
    return about.voice.say("outage.reported", at=hour(about, task.done_at), told=told)


def reported(about: Seen, ticket: Ticket, kind: TaskKind, task: Task) -> list[str]:
    """To which firm. Who repairs it himself is a person, whom a group does not read."""
    firm = VENDOR in task.answers.values()
    free = {f.key for f in kind.form.fields if f.kind is FieldKind.TEXT}
    keys = {f.key for f in kind.form.fields}
    if about.grouped:
        keys = set(kind.shows) if firm else set(kind.shows) - free
    return task_cards.reported(about.office, kind.form, ticket.case, task, about.voice, keys)


def called(about: Seen, ticket: Ticket) -> list[str]:
    """The roles that were told because it had not been done: no names, in a group."""
    found: dict[str, None] = {}
    for kind, task in listed(about, ticket):
        for rung in rungs.reached(kind, task, about.office.now) if not task.over else ():
            found |= dict.fromkeys(rung.tells)
    pack = about.office.pack
    return [about.voice(pack.roles[role].name) for role in found if role in pack.roles]


def open_steps(about: Seen, ticket: Ticket) -> list[tuple[TaskKind, Task]]:
    return [(k, t) for k, t in listed(about, ticket) if t.state in (Stage.OPEN, Stage.TAKEN)]
