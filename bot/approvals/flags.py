"""What makes a case weigh more (敏感、重大、隐私): every reviewer may raise a flag, and only who
signs last may lower one again, with a reason."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.approvals import events as happened
from bot.approvals.chain import Chain
from bot.approvals.hands import own_seat
from bot.approvals.progress import enough
from bot.approvals.refusals import FlagFixed, LoweringIsForTheLast
from bot.approvals.request import Move, Request, Turn
from bot.approvals.resubmitting import signature
from bot.approvals.vocabulary import FLAGS
from bot.approvals.walking import Outcome, Seating, again, still_seated
from bot.people.person import PersonId


def standing_flags(request: Request) -> tuple[str, ...]:
    return tuple(request.facts.get(FLAGS, ()))


def reflag(
    request: Request,
    *,
    token: int,
    by: PersonId,
    flags: Collection[str],
    fixed: Collection[str],
    reason: str,
    facts: Mapping[str, Any],
    routed_chain: Chain,
    now: datetime,
    seating: Seating,
) -> Outcome:
    """The case has these flags from now on. `fixed` are those its places bring along.

    Raised flags may lengthen the ladder above the open step; no signature is lost by it. Lowering
    takes no step away: who lowers is the last to sign. Raises what `decide` raises, `FlagFixed`,
    `LoweringIsForTheLast` and `ReasonMissing`.
    """
    own_seat(request, token, by)
    still_seated(request, by, seating)
    before = standing_flags(request)
    raised = tuple(f for f in flags if f not in before)
    lowered = tuple(f for f in before if f not in flags)
    _may_lower(request, lowered, fixed, reason)
    if not raised and not lowered:
        return request, ()
    changed = replace(
        request,
        facts=facts,
        chain=grown(request.chain, request.step, routed_chain) if raised else request.chain,
        moves=(*request.moves, *_moves(request, by, raised, lowered, reason, now)),
    )
    after, events = again(changed, seating, now)
    news = happened.FlagsChanged(step=request.step, raised=raised, lowered=lowered)
    return after, (news, *events)


def _may_lower(
    request: Request, lowered: Collection[str], fixed: Collection[str], reason: str
) -> None:
    if not lowered:
        return
    if set(lowered) & set(fixed):
        raise FlagFixed
    if request.step + 1 < len(request.chain.steps):
        raise LoweringIsForTheLast
    enough(reason)


def _moves(
    request: Request,
    by: PersonId,
    raised: tuple[str, ...],
    lowered: tuple[str, ...],
    reason: str,
    now: datetime,
) -> list[Move]:
    return [
        Move(what=what, step=request.step, by=by, at=now, flags=flags, words=reason.strip())
        for what, flags in ((Turn.RAISED, raised), (Turn.LOWERED, lowered))
        if flags
    ]


def grown(chain: Chain, here: int, routed: Chain) -> Chain:
    """The ladder as it was climbed so far, and above it what the new route asks for besides."""
    climbed = chain.steps[: here + 1]
    signed = {signature(step) for step in climbed}
    ahead = (s for s in routed.steps if signature(s) not in signed)
    return Chain(steps=(*climbed, *ahead), tells=routed.tells)
