"""A department's standing authorisation: it begins with the last signature and ends with its last
day, with the person's post, or before, when somebody who signed such things takes it back."""

from collections.abc import Iterable
from datetime import date

from bot.actions.office import Office
from bot.approvals.pack import Kind
from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.cameras.grant import Grant, Rights
from bot.followup.task import Task
from bot.people.person import Person, PersonId
from storage import grants, journal, snapshots
from storage.store import Work

KIND = "standing_authorisation"


def grant(work: Work, office: Office, request: Request, _task: Task) -> None:
    asked = granted(request)
    grants.add(
        work,
        Grant(
            school=office.id,
            request=request.id,
            unit=request.unit,
            zones=tuple(asked["zones"]),
            persons=tuple(PersonId(one["id"]) for one in asked["persons"]),
            rights=Rights(asked["rights"]),
            starts=date.fromisoformat(asked["starts"]),
            until=date.fromisoformat(asked["until"]),
        ),
    )
    snapshots.changed(work, office.id)
    journal.append(work, office.id, "grant.given", {"request": request.id})


def end_grant(work: Work, office: Office, request: Request, task: Task) -> None:
    if grants.end(work, request.id):
        snapshots.changed(work, office.id)
        data = {"request": request.id, "by": task.officer}
        journal.append(work, office.id, "grant.ended", data)


def standing(office: Office) -> list[Grant]:
    """The ledger: everything in force today, or from a later day on."""
    today = office.now.date()
    return [g for g in office.school.grants if g.ended_at is None and g.until >= today]


def seen_by(office: Office, person: Person) -> list[Grant]:
    """Those who give and take back see all of them, a department its own."""
    all_ = standing(office)
    if may_end(office, person):
        return all_
    return [g for g in all_ if g.unit == person.unit or person.id in g.persons]


def may_end(office: Office, person: Person) -> bool:
    kind = office.pack.kinds.get(KIND)
    return kind is not None and any(person.holds(role) for role in givers(kind))


def givers(kind: Kind) -> Iterable[str]:
    """The roles whose signatures give it: they may take it back."""
    return dict.fromkeys(
        role for rule in kind.base for step in rule.steps for role in step.roles
    )
