"""People beside the ladder: an opinion is asked of somebody, or somebody is to know.

Neither signs anything: the seat that asks stays where it is, and no version changes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.approvals import events as happened
from bot.approvals.chain import NOBODY
from bot.approvals.progress import asked, may_judge
from bot.approvals.refusals import AlreadyAnswered, CannotBeAsked, NotAskedOf
from bot.approvals.request import Informed, Opinion, Request
from bot.approvals.walking import Outcome, Seating, still_seated
from bot.people.person import PersonId


def consult(
    request: Request,
    *,
    token: int,
    by: PersonId,
    to: PersonId,
    question: str,
    now: datetime,
    seating: Seating,
) -> Outcome:
    """Ask `to` what he thinks. Raises what `decide` raises, and `CannotBeAsked`."""
    _outsider(request, token, by, to, seating)
    waiting = [o for o in request.opinions if (o.by, o.to) == (by, to) and not o.answered_at]
    if waiting:
        raise CannotBeAsked(who=to, why="asked")
    asks = Opinion(by=by, to=to, step=request.step, question=question.strip(), at=now)
    news = happened.Consulted(number=len(request.opinions), to=to)
    return replace(request, opinions=(*request.opinions, asks)), (news,)


def answer(
    request: Request, *, number: int, by: PersonId, words: str, now: datetime
) -> Outcome:
    """Give the opinion back. Later than the case needs it, it still stands in the trail."""
    mine = answerable(request, number, by)
    given = replace(mine, answer=words.strip(), answered_at=now)
    rest = request.opinions
    opinions = (*rest[:number], given, *rest[number + 1 :])
    return replace(request, opinions=opinions), (happened.Answered(number=number, to=mine.by),)


def answerable(request: Request, number: int, by: PersonId) -> Opinion:
    """The opinion asked of `by`. Raises `NotAskedOf`, `AlreadyAnswered`."""
    if not 0 <= number < len(request.opinions) or request.opinions[number].to != by:
        raise NotAskedOf
    if request.opinions[number].answered_at:
        raise AlreadyAnswered
    return request.opinions[number]


def inform(
    request: Request,
    *,
    token: int,
    by: PersonId,
    to: PersonId,
    now: datetime,
    seating: Seating,
) -> Outcome:
    """`to` is to know of it, and says when he has read it."""
    _outsider(request, token, by, to, seating)
    if any(i.to == to for i in request.informed):
        raise CannotBeAsked(who=to, why="asked")
    news = happened.Told(number=len(request.informed), to=to)
    told = Informed(by=by, to=to, at=now)
    return replace(request, informed=(*request.informed, told)), (news,)


def acquaint(
    request: Request, *, to: Iterable[PersonId], now: datetime
) -> tuple[Request, tuple[happened.Told, ...]]:
    """The regulation itself wants them to know; nobody asked for it, so `by` stays empty."""
    known = {one.to for one in request.informed}
    new = [person for person in to if person not in known]
    first = len(request.informed)
    events = tuple(happened.Told(number=first + n, to=person) for n, person in enumerate(new))
    added = (Informed(by=NOBODY, to=person, at=now) for person in new)
    return replace(request, informed=(*request.informed, *added)), events


def read(request: Request, *, number: int, by: PersonId, now: datetime) -> Outcome:
    """Reading again changes nothing."""
    if not 0 <= number < len(request.informed) or request.informed[number].to != by:
        raise NotAskedOf
    told = request.informed[number]
    if told.read_at:
        return request, ()
    rest = request.informed
    seen = (*rest[:number], replace(told, read_at=now), *rest[number + 1 :])
    return replace(request, informed=seen), (happened.Read(number=number, to=told.by),)


def _outsider(
    request: Request, token: int, by: PersonId, to: PersonId, seating: Seating
) -> None:
    may_judge(request, by)
    asked(request, token, None, by)
    still_seated(request, by, seating)
    if to in request.askers:
        raise CannotBeAsked(who=to, why="requester")
    if to in request.parties:
        raise CannotBeAsked(who=to, why="party")
    if to == by:
        raise CannotBeAsked(who=to, why="asked")
