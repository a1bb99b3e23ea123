"""The person answerable for a unit's cameras changes: the post moves, and with it what the old
holder could do."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.actions.office import Office
from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.followup.task import Task
from bot.people.approved import PERSON
from bot.people.person import Person, PersonId, Post
from bot.people.roles import Directory
from storage import approved, journal, people
from storage.store import Work

CUSTODIAN = "custodian"


def appoint(work: Work, office: Office, request: Request, _task: Task) -> None:
    """`successor` (of a change) or `custodian` (of a filing) holds the post, `predecessor` not."""
    asked = granted(request)
    post = Post(CUSTODIAN, request.unit)
    new = named(office, asked.get("successor") or asked.get("custodian") or ())
    old = [p for p in named(office, asked.get("predecessor") or ()) if p not in new]
    for person in old:
        keep = [p for p in person.posts if p != post]
        people.set_posts(work, office.id, person.id, keep)
        _remember(work, office, request, person, loses=post)
    for person in new:
        people.set_posts(work, office.id, person.id, dict.fromkeys((*person.posts, post)))
        _remember(work, office, request, person, gains=post)
    data = {
        "request": request.id,
        "post": str(post),
        "from": [person.id for person in old],
        "to": [person.id for person in new],
    }
    journal.append(work, office.id, "post.moved", data)


def _remember(
    work: Work, office: Office, request: Request, person: Person, **moved: Post
) -> None:
    """So that no older list gives the post back. What he gains he does not lose any more."""
    key = (PERSON, str(person.id))
    before = approved.of_school(work, office.id, (PERSON,)).get(key, {})
    ((how, post),) = moved.items()
    other = {"gains": "loses", "loses": "gains"}[how]
    now = {
        how: list(dict.fromkeys((*before.get(how, ()), str(post)))),
        other: [one for one in before.get(other, ()) if one != str(post)],
    }
    approved.keep(work, office.id, key, now, request.id)


def custodians(directory: Directory, unit: str) -> list[Person]:
    """Those named for this very unit."""
    holders = directory.holders(CUSTODIAN)
    return [p for p in holders if any(x.role == CUSTODIAN and x.unit == unit for x in p.posts)]


def named(office: Office, answer: Iterable[Mapping[str, Any]]) -> list[Person]:
    found = (office.directory.get(PersonId(one["id"])) for one in answer)
    return [person for person in found if person]
