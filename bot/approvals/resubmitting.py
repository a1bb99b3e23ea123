"""A returned request is sent on with new answers: what was signed holds where it still fits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.approvals import events as happened
from bot.approvals.chain import Chain, Step
from bot.approvals.progress import must_be_requester
from bot.approvals.refusals import StaleCard, TooLate
from bot.approvals.request import (
    NOWHERE,
    Decision,
    Request,
    State,
    Verdict,
    standing,
)
from bot.approvals.scope import Scope, asked_scope, held_to
from bot.approvals.walking import Outcome, Seating, advance
from bot.people.person import PersonId

_STILL_OPEN = (State.IN_APPROVAL, State.APPROVED)


def resubmit(
    request: Request,
    *,
    by: PersonId,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    parties: tuple[PersonId, ...],
    routed_chain: Chain,
    dropped: tuple[str, ...],
    now: datetime,
    seating: Seating,
) -> Outcome:
    """Send a returned request on, with its new answers and the ladder they lead to.

    Where the ladder is the same up to the step that returned it, that step opens again at once:
    earlier signatures hold, and so do those already given beside the one who returned it. Where it
    differs, where somebody who has signed is now a party, or where somebody approved only a part
    that cannot be compared with what is asked for now, approval starts again at the first step
    affected. The last step is always signed on the new answers.
    """
    must_be_requester(request, by)
    if request.state is not State.RETURNED:
        raise StaleCard if request.state in _STILL_OPEN else TooLate(state=request.state)
    fresh = replace(request, answers=answers, facts=facts, parties=parties, dropped=dropped)
    now_asked = asked_scope(fresh)
    start = _resuming_at(request, fresh, routed_chain)
    chain = _with_added(request.chain, routed_chain, start)
    decisions = _kept(request, fresh, start, routed_chain)
    again = replace(
        fresh,
        chain=chain,
        round=request.round + 1,
        decisions=decisions,
        approved=_left(now_asked, decisions),
        back_to=NOWHERE,
    )
    after, events = advance(again, start, seating, now)
    return after, (happened.Resubmitted(step=start), *events)


def _resuming_at(request: Request, fresh: Request, chain: Chain) -> int:
    asked = asked_scope(fresh)
    differing = next(
        (
            index
            for index in range(request.step)
            if index >= len(chain.steps)
            or not alike(request.chain.steps[index], chain.steps[index])
            or not all(_holds(d, fresh, asked) for d in standing(request, index).values())
        ),
        request.step,
    )
    return max(min(differing, len(chain.steps) - 1), 0)


def _holds(made: Decision, fresh: Request, asked: Scope) -> bool:
    return made.by not in fresh.parties and held_to(asked, made.cut) is not None


def alike(one: Step, other: Step) -> bool:
    """Whether two steps ask for the same signatures; the rules behind them may differ, and who was
    added to them or took a seat over."""
    return signature(one) == signature(other)


def signature(step: Step) -> tuple[Any, ...]:
    seats = (seat for seat in step.seats if not seat.added)
    return step.mode, step.needed, tuple((s.role, s.unit) for s in seats)


def _with_added(old: Chain, new: Chain, start: int) -> Chain:
    """The new ladder, with the signers people added to the steps that hold."""
    steps = tuple(
        old.steps[index] if _goes_on(old, new, start, index) else step
        for index, step in enumerate(new.steps)
    )
    return replace(new, steps=steps)


def _goes_on(old: Chain, new: Chain, start: int, index: int) -> bool:
    return index <= start and alike(old.steps[index], new.steps[index])


def _kept(request: Request, fresh: Request, start: int, chain: Chain) -> tuple[Decision, ...]:
    """The trail, with what no longer counts marked as undone.

    The step that returned it keeps its yeses; a no said there may be thought over on the new
    answers.
    """
    asked = asked_scope(fresh)
    resumes = (
        start == request.step
        and start < len(chain.steps)
        and _goes_on(request.chain, chain, start, start)
    )

    def stands(d: Decision) -> bool:
        beside = resumes and d.step == start and d.verdict is Verdict.APPROVE
        return _holds(d, fresh, asked) and (d.step < start or beside)

    return tuple(d if stands(d) else replace(d, undone=True) for d in request.decisions)


def _left(asked: Scope, decisions: tuple[Decision, ...]) -> dict[str, Any]:
    """What the cuts that still stand leave of the new answers."""
    left: dict[str, Any] = {}
    for made in decisions:
        if made.cut and not made.undone:
            now = Scope(limits={**asked.limits, **left}, kinds=asked.kinds)
            left |= held_to(now, made.cut) or {}
    return left
