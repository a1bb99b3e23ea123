"""The list of people beside the posts that were moved by approval since the last one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.cards import Saying
from bot.people.person import Account, Person, Post

PERSON = "person"
ACCOUNT = "account"  # unbound here: the list does not bind it again


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    people: tuple[Person, ...]
    conflicts: tuple[Saying, ...] = ()
    settled: tuple[tuple[str, str], ...] = ()


def merged(
    people: Iterable[Person], approved: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Merged:
    """`approved`: of a person, the posts he `gains` and `loses`."""
    kept, conflicts = [], []
    for person in people:
        posts = moved(person.posts, approved.get((PERSON, person.id), {}))
        if posts != person.posts:
            listed, right = [list(map(str, some)) for some in (person.posts, posts)]
            told = {"about": PERSON, "id": person.id, "name": person.name}
            conflicts.append(
                Saying("importing.kept_posts", {**told, "listed": listed, "approved": right})
            )
        kept.append(replace(person, posts=posts))
    differs = {(PERSON, one.values["id"]) for one in conflicts}
    settled = tuple(key for key in approved if key not in differs)
    return Merged(people=tuple(kept), conflicts=tuple(conflicts), settled=settled)


def unbound(
    people: Iterable[Person], approved: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Merged:
    """Accounts that were unbound here stay so, whatever the list says."""
    kept, conflicts = [], []
    listed = set()
    for person in people:
        gone = [a for a in person.accounts if _key(a) in approved]
        listed |= {_key(account) for account in gone}
        for account in gone:
            told = {"name": person.name, "channel": Saying(f"group.on_{account.platform}")}
            conflicts.append(Saying("importing.kept_unbound", told))
        left = tuple(account for account in person.accounts if account not in gone)
        kept.append(replace(person, accounts=left))
    settled = tuple(key for key in approved if key not in listed)
    return Merged(people=tuple(kept), conflicts=tuple(conflicts), settled=settled)


def _key(account: Account) -> tuple[str, str]:
    return ACCOUNT, f"{account.platform}/{account.address}"


def moved(posts: tuple[Post, ...], now: Mapping[str, Any]) -> tuple[Post, ...]:
    loses, gains = [tuple(map(Post.read, now.get(key, ()))) for key in ("loses", "gains")]
    return tuple(dict.fromkeys((*(p for p in posts if p not in loses), *gains)))
