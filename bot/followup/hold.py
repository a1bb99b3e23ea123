"""Whether the footage of a case is safe: what became of the task that asks to hold it.

Nothing in the regulations protects footage while signatures are collected, and a recorder
overwrites it all the same. A lock on the recorder shows nobody anything, so it needs no approval.
What a pack calls `hold` is asked for when the request is filed; its field `method` says what could
be done.
"""

from enum import StrEnum

from bot.followup.plan import Case
from bot.followup.task import Stage

HOLD, ASIDE, RELEASES = "hold", "hold_copy", ("release", "release_crime")
SAFEGUARDS = (HOLD, ASIDE)
CONSENT = "hold_consent"
METHOD = "method"
LOCKS = {f"{HOLD}.{METHOD}": "locked", f"{CONSENT}.consent": "yes"}
# What an extension of a case has of its own: what it adds may be overwritten while signatures are
# collected, and if it is refused its lock is taken off again.
OF_AN_ADDITION = (HOLD, CONSENT, ASIDE, RELEASES[0])


class Holding(StrEnum):
    NONE = "none"  # nobody was asked
    ASKED = "asked"
    HELD = "held"  # locked on the recorder, or a sealed copy lies aside
    NO_LOCK = "no_lock"  # the recorder cannot lock, and nobody has copied it aside
    GONE = "gone"  # it was overwritten before anybody could
    RELEASED = "released"


def holds(case: Case) -> dict[str, str]:
    """What of this case's safeguards has to be taken off again, as `when` of the releases asks."""
    known = case.known()
    return {key: yes for key, yes in LOCKS.items() if known.get(key) == yes}


def holding(case: Case) -> Holding:
    if any(task.state is Stage.DONE for name in RELEASES for task in case.of(name)):
        return Holding.RELEASED
    if case.answered(ASIDE):
        return Holding.HELD
    method = case.answered(HOLD).get(METHOD)
    match method:
        case "locked":
            return Holding.HELD
        case "gone":
            return Holding.GONE
        case "no_lock":
            return Holding.NO_LOCK
    asked = any(not task.over for task in case.of(HOLD))
    return Holding.ASKED if asked else Holding.NONE
