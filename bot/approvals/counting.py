"""When a step has been decided: its mode, and the verdicts that stand on its seats."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from bot.approvals.chain import Mode, Step
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
    """
    yes = sum(d.verdict is Verdict.APPROVE for d in verdicts.values())
    no = len(verdicts) - yes
    seats = len({*verdicts, *awaited})
    needed = min(_needed(step, seats), seats)
    if no > seats - needed:
        return Tally.FAILED
    return Tally.PASSED if yes >= needed else Tally.OPEN


def _needed(step: Step, seats: int) -> int:
    match step.mode:
        case Mode.ALL | Mode.IN_ORDER:
            return seats
        case Mode.ANY:
            return 1
        case Mode.QUORUM:
            return max(step.needed, 1)
