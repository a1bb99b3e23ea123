"""Who holds what in one school, and what is known of each account."""

from datetime import datetime
from typing import Any

from bot.actions.office import Office
from bot.approvals import lint
from bot.people.person import Person, Post
from bot.people.posts import Held, held, reached
from storage import people
from storage.store import Work


def of_school(office: Office) -> tuple[Held, ...]:
    owners = dict.fromkeys(o for c in office.places.cameras.values() for o in c.owners)
    seats = lint.vacant_seats(office.pack, office.directory, owners)
    vacant = [Post(*seat) for seat in seats]
    kinds = office.pack.kinds.values()
    tasked = {role for kind in kinds for task in kind.tasks for role in task.actors}
    vacant += [Post(role) for role in office.pack.roles if role in tasked]
    empty = [p for p in dict.fromkeys(vacant) if not office.directory.holders(p.role, p.unit)]
    return held(office.directory, office.pack.roles, empty)


def last_seen(work: Work, office: Office, person: Person) -> list[datetime | None]:
    """Of each of his accounts, in their order."""
    return [
        people.last_seen(work, office.id, account.platform, account.address)
        for account in person.accounts
    ]


def stand_in(office: Office, person: Person) -> list[Person]:
    """Whoever stands in for him now, for some kinds or for all."""
    named = [d for d in office.directory.deputies if d.of == person.id]
    now = [d.by for d in named if d.start <= office.now < d.end]
    return [p for by in now if (p := office.directory.get(by))]


def told(work: Work, office: Office, person: Person) -> dict[str, Any]:
    """For a program. No address: it is of no use to anybody but the platform."""
    seen = last_seen(work, office, person)
    return {
        "id": person.id,
        "name": person.name,
        "unit": person.unit,
        "posts": [str(post) for post in person.posts],
        "classes": list(person.classes),
        "language": person.language,
        "reachable": reached(person),
        "accounts": [
            {
                "platform": account.platform.value,
                "reachable": account.reachable,
                "switched_off": account.waits,
                "last_seen": at.astimezone(office.rules.zone).isoformat() if at else None,
            }
            for account, at in zip(person.accounts, seen, strict=True)
        ],
        "deputies": [deputy.id for deputy in stand_in(office, person)],
    }
