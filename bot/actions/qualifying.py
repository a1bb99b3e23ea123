"""Who passed a training, and until when it holds. Whose time runs out hears of it a month before
and when it is over; whoever keeps the training reads all of them, once a week."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.actions.chasing import begun, this_week
from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.approvals.pack import TaskKind
from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.followup.task import Stage, Task
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person, PersonId
from storage import journal, qualifications, tasks
from storage.store import Work

TRAINING = "training"
QUALIFY, TRAINED = "qualify", "trained"  # the effect, the guard
MONTHS = 12.0  # where the pack's clock training_valid_months says nothing
AHEAD = timedelta(days=30)


def lasting(
    office: Office, kind: TaskKind, request: Request, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The last day, counted from the day of the training, where the report names none."""
    if QUALIFY not in kind.does or answers.get("valid_until") or not passed(answers):
        return {}
    held = datetime.fromisoformat(granted(request)["held_at"]).astimezone(office.now.tzinfo)
    more = round(office.pack.clocks.get("training_valid_months", MONTHS))
    return {"valid_until": later(held.date(), more).isoformat()}


def passed(answers: Mapping[str, Any]) -> bool:
    """A drill qualifies nobody."""
    return answers.get("result") in ("passed", "some")


def later(day: date, more: int) -> date:
    """As many months later, on the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + more, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def qualify(work: Work, office: Office, request: Request, task: Task) -> None:
    """Those whom the report names; where all passed, everybody who signed in."""
    if not passed(task.answers):
        return
    until = date.fromisoformat(task.answers["valid_until"])
    who = _passed(work, request, task)
    qualifications.add(work, office.id, who, until, request=request.id)
    data = {"request": request.id, "persons": who, "until": until.isoformat()}
    journal.append(work, office.id, "training.passed", data)


def _passed(work: Work, request: Request, task: Task) -> list[PersonId]:
    if task.answers["result"] == "some":
        return [PersonId(one["id"]) for one in task.answers["passed"] if one["id"]]
    signed = (t for t in tasks.of_request(work, request.id) if t.kind == "sign_in")
    return [t.person for t in signed if t.state is Stage.DONE]


# ------------------------------------------------------------------ when it runs out


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsing:
    person: Person
    until: date | None  # None: never trained, where the pack wants it

    def over(self, today: date) -> bool:
        return self.until is None or self.until < today


def lapsing(work: Work, office: Office) -> list[Lapsing]:
    """Over or soon over, the oldest first. Who left the school owes nothing."""
    if TRAINING not in office.pack.kinds:
        return []
    known = qualifications.of_school(work, office.id)
    soon = office.now.date() + AHEAD
    found = [
        Lapsing(person=person, until=day)
        for id_, day in known.items()
        if day <= soon and (person := office.directory.get(id_)) and person.active
    ]
    never = [Lapsing(person=p, until=None) for p in wanted(office) if p.id not in known]
    return sorted(found + never, key=lambda one: (one.until or date.min, one.person.id))


def wanted(office: Office) -> list[Person]:
    """Those who may not do their work without a training."""
    guarded = (
        task
        for kind in office.pack.kinds.values()
        for task in kind.tasks
        if any(guard.name == TRAINED for guard in task.guards)
    )
    return list(office.directory.holders_of(role for task in guarded for role in task.actors))


def keepers(office: Office) -> list[Person]:
    """Whoever may begin a training."""
    return list(office.directory.holders_of(office.pack.kinds[TRAINING].may_file))


def remind(work: Work, rules: Rules) -> int:
    """Ring as often as you like: each word is owed once, the list once a week."""
    office = Office.open(work, rules)
    found = lapsing(work, office)
    for one in found:
        _tell(work, office, one)
    if found and begun(office.now):
        this_week(work, office, keepers(office), subject(About.TRAINING))
    return len(found)


def _tell(work: Work, office: Office, one: Lapsing) -> None:
    if one.until is None:
        return
    card = subject(About.TRAINING, one.person.id)
    rung = "over" if one.over(office.now.date()) else "soon"
    key = f"{card}/{one.until}/{rung}"
    owe(work, office, ToPerson(one.person.id), Reason.CHASED, card, key, fresh=True)
