"""Who may see a case, and how much of it.

One answer for every door: chat, typed numbers, pages, papers, lists. Whoever may see nothing is to
be told what he would be told if the case did not exist.
"""

from collections.abc import Collection
from enum import IntEnum

from bot.approvals.chain import NOBODY
from bot.approvals.pack import Kind, Pack
from bot.approvals.request import Request, asked_now
from bot.people.person import Person, PersonId

NONE: frozenset[PersonId] = frozenset()


class Sight(IntEnum):
    NOTHING = 0
    CASE = 1  # everything but who is concerned
    WHOLE = 2  # with the parties concerned: reviewers, and who wrote them down


def sight(
    request: Request,
    person: Person,
    pack: Pack,
    *,
    tasked: Collection[PersonId] = NONE,
    filed_for: Collection[PersonId] = NONE,
) -> Sight:
    """`tasked` hold one of its follow-up tasks or may take one; `filed_for` it was filed."""
    if not person.active:
        return Sight.NOTHING
    if person.id in request.owners:
        return Sight.WHOLE
    if person.id in request.parties:
        return Sight.NOTHING
    kind = pack.kinds.get(request.kind)
    if kind and kind.visible_to:
        return _into_restricted(request, person, kind)
    if person.id in reviewers(request):
        return Sight.WHOLE
    knows = {*tasked, *filed_for, *told(request), *request.askers}
    if person.id in knows or _holds(person, pack.sees_all):
        return Sight.CASE
    return Sight.NOTHING


def _into_restricted(request: Request, person: Person, kind: Kind) -> Sight:
    """The named roles, and whoever is asked in their place for as long as he is asked."""
    if _holds(person, kind.visible_to) or person.id in asked_now(request):
        return Sight.WHOLE
    return Sight.NOTHING


def _holds(person: Person, roles: Collection[str]) -> bool:
    return any(post.role in roles for post in person.posts)


def reviewers(request: Request) -> frozenset[PersonId]:
    """Everybody who is or was asked for a signature. Who was asked beside the one who signed has
    the case in his chat as well, and is told who was faster."""
    made = request.decisions
    before = frozenset(p for d in made for p in (d.by, d.confirmed_by, *d.asked))
    # Whoever lets somebody sign before him, or passed his seat on, has read it.
    moved = frozenset(move.by for move in request.moves)
    return (asked_now(request) | before | moved) - {NOBODY}


def told(request: Request) -> frozenset[PersonId]:
    """Whose opinion was asked, and who was to know: the case, but not who is concerned."""
    return frozenset((*(o.to for o in request.opinions), *(i.to for i in request.informed)))


def restricted(pack: Pack, kind: str) -> bool:
    """Never in a group, and in nobody else's lists, books or statistics."""
    found = pack.kinds.get(kind)
    return bool(found and found.visible_to)


def may_open(pack: Pack, book: str, person: Person) -> bool:
    """Whether a register may be shown to `person`: one that restricted kinds are written into is
    for the roles who see all of them."""
    writing = [k for k in pack.kinds.values() if any(book in task.books for task in k.tasks)]
    return all(not kind.visible_to or _holds(person, kind.visible_to) for kind in writing)
