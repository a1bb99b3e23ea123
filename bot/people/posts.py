"""谁担任什么: each post with whoever holds it, and those nobody holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.people.person import Person, Post
from bot.people.roles import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """`holders` empty: it is vacant."""

    post: Post
    holders: tuple[Person, ...] = ()


def held(
    directory: Directory, roles: Iterable[str], vacant: Iterable[Post] = ()
) -> tuple[Held, ...]:
    """In the order of `roles`; of one bound to units, one for each, the vacant ones last."""
    found: list[Held] = []
    empty = list(vacant)
    for role in roles:
        holders = directory.holders(role)
        units = dict.fromkeys(p.unit for h in holders for p in h.posts if p.role == role)
        for unit in sorted(units):
            post = Post(role, unit)
            there = tuple(h for h in holders if post in h.posts)
            found.append(Held(post=post, holders=there))
        found += [Held(post=post) for post in empty if post.role == role]
    return tuple(found)


def reached(person: Person) -> bool:
    return any(account.reachable for account in person.accounts)


def matching(directory: Directory, words: str) -> tuple[Person, ...]:
    """Active people whose name or unit contains the words, whole names first."""
    said = words.strip().lower()
    active = [p for p in directory.persons.values() if p.active]
    found = [p for p in active if said and (said in p.name.lower() or said in p.unit.lower())]
    return tuple(sorted(found, key=lambda p: p.name.lower() != said))
