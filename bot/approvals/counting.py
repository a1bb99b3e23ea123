"""When a step has been decided: its mode, and the verdicts that stand on its seats."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from bot.approvals.chain import Mode, Place, Step
from bot.approvals.request import Decision, Verdict


class Tally(StrEnum):
    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"


def tally(step: Step, verdicts: Mapping[int, Decision], awaited: Collection[int]) -> Tally:
    """Count a step. `awaited` are the seats that could still sign.

    ALL and IN_ORDER fail with the first no and pass when nobody is awaited. ANY passes with the
    first yes and fails when the last seat has said no. A QUORUM passes with `needed` yeses and
    fails as soon as they cannot be reached any more; where seats fell away (a conflict of interest,
    a vacancy a later step makes good), it needs no more than there are seats left.

    Signers added to a seat speak with it: it has said yes when all of them have, no with the first
    no. Where the seat itself fell away, their yes stands for nothing.
    """
    no = {step.root(i) for i, d in verdicts.items() if d.verdict is not Verdict.APPROVE}
    waits = {step.root(i) for i in awaited}
    yes = {i for i in verdicts if step.root(i) == i} - no - waits
    seats = len(no | waits | yes)
    needed = min(_needed(step, seats), seats)
    if len(no) > seats - needed:
        return Tally.FAILED
    return Tally.PASSED if len(yes) >= needed else Tally.OPEN


def turn_of(step: Step, verdicts: Mapping[int, Decision], awaited: Sequence[int]) -> list[int]:
    """Which of the awaited seats are asked now, and which wait for others of their step.

    A seat waits for the signers added before it, those added after it wait for the seat; nobody is
    asked beside a no. Where a step goes in order, one seat with its added signers after the other.
    """
    refused = {step.root(i) for i, d in verdicts.items() if d.verdict is not Verdict.APPROVE}
    left = [i for i in awaited if step.root(i) not in refused]
    roots = sorted({step.root(i) for i in left})
    if step.mode is Mode.IN_ORDER:
        roots = roots[:1]
    return [
        i for root in roots for i in _next_of([n for n in left if step.root(n) == root], step)
    ]


def _next_of(group: list[int], step: Step) -> list[int]:
    def among(*places: Place) -> list[int]:
        return [i for i in group if step.seats[i].added and step.seats[i].place in places]

    own = [i for i in group if not step.seats[i].added]
    return among(Place.BEFORE) or [*own, *among(Place.BESIDE)] or group


def _needed(step: Step, seats: int) -> int:
    match step.mode:
        case Mode.ALL | Mode.IN_ORDER:
            return seats
        case Mode.ANY:
            return 1
        case Mode.QUORUM:
            return max(step.needed, 1)
