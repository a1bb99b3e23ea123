"""The directory of one school: who holds which role today, and who stands in for whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.people.person import Account, Person, PersonId, Platform

NOBODY = PersonId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputy:
    """`by` signs for `of` between two instants (aware), for some kinds or for all."""

    of: PersonId
    by: PersonId
    start: datetime
    end: datetime
    kinds: tuple[str, ...] = ()
    reason: str = ""
    named_by: PersonId = NOBODY  # who named him, where it was not `of` himself

    def covers(self, kind: str, at: datetime) -> bool:
        return self.start <= at < self.end and (not self.kinds or kind in self.kinds)


class Directory:
    """Immutable snapshot of a school's people; lookups are by dictionary."""

    def __init__(self, persons: Iterable[Person], deputies: Iterable[Deputy] = ()) -> None:
        self.persons: Mapping[PersonId, Person] = {p.id: p for p in persons}
        self.deputies = tuple(deputies)
        self._accounts = {
            (a.platform, a.address): p for p in self.persons.values() for a in p.accounts
        }
        self._holders: dict[str, list[Person]] = defaultdict(list)
        for person in self.persons.values():
            for role in {post.role for post in person.posts}:
                self._holders[role].append(person)

    def with_(self, person: Person) -> "Directory":
        """As it is when this one of its persons is as given."""
        return Directory({**self.persons, person.id: person}.values(), self.deputies)

    def __getitem__(self, person: PersonId) -> Person:
        return self.persons[person]

    def get(self, person: PersonId) -> Person | None:
        return self.persons.get(person)

    def at(self, platform: Platform, address: str) -> Person | None:
        """The active person bound to this account."""
        person = self._accounts.get((platform, address))
        return person if person and person.active else None

    def account(self, platform: Platform, address: str) -> Account | None:
        person = self._accounts.get((platform, address))
        accounts = person.accounts if person else ()
        return next(
            (a for a in accounts if (a.platform, a.address) == (platform, address)), None
        )

    def holders(self, role: str, unit: str = "") -> tuple[Person, ...]:
        """Active holders of `role`; with a unit, those bound to it, else the school-wide ones."""
        active = [p for p in self._holders.get(role, ()) if p.active]
        if not unit:
            return tuple(active)
        bound = [p for p in active if any(x.role == role and x.unit == unit for x in p.posts)]
        return tuple(
            bound or [p for p in active if any(x.role == role and not x.unit for x in p.posts)]
        )

    def holders_of(self, roles: Iterable[str]) -> tuple[Person, ...]:
        """Active holders of any of these roles, each once."""
        return tuple({p.id: p for role in roles for p in self.holders(role)}.values())

    def deputies_of(self, person: PersonId, kind: str, at: datetime) -> tuple[Person, ...]:
        named = (d.by for d in self.deputies if d.of == person and d.covers(kind, at))
        return tuple(p for p in map(self.get, named) if p and p.active)

    def stood_in_for(self, person: PersonId, kind: str, at: datetime) -> tuple[Person, ...]:
        """Those whose deputy he is today."""
        of = (d.of for d in self.deputies if d.by == person and d.covers(kind, at))
        return tuple(p for p in map(self.get, of) if p and p.active)
