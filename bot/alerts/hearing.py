"""From what a device says to what is wrong with it. Pure.

Each time a trouble begins is a fault of its own, so that the faults of a camera say exactly when it
was dark; one that is back soon belongs to the outage it belonged to before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.fault import Fault
from bot.alerts.rules import AlertRules
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import NATURES, Ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A signal about a device of the list; `at` is when we received it."""

    device: str
    zone: str
    at: datetime
    signal: Signal


def hear(known: Sequence[Fault], said: Said, school: str, rules: AlertRules) -> Fault | None:
    """The fault that is new (without an id) or changed; None: nothing is. `known`: what this device
    had of this trouble lately, in any order."""
    latest = max(known, key=lambda f: (f.open, f.heard_at, f.id), default=None)
    match said.signal.phase:
        case Phase.OPEN | Phase.PULSE if latest and (latest.open or _told_again(latest, said)):
            return _repeated(latest, said) if latest.open else None
        case Phase.OPEN | Phase.PULSE:
            return _begun(known, latest, said, school, rules)
        case Phase.CLOSE if latest and latest.open:
            return _over(latest, said)
    return None


def _told_again(latest: Fault, said: Said) -> bool:
    """Under another key, after it was over: the same beginning, to the second."""
    return latest.began_at == said.signal.occurred_at


def _begun(
    known: Sequence[Fault],
    latest: Fault | None,
    said: Said,
    school: str,
    rules: AlertRules,
) -> Fault:
    lately = sum(f.heard_at > said.at - rules.flaps_within for f in known)
    return Fault(
        school=school,
        device=said.device,
        zone=said.zone,
        trouble=said.signal.trouble,
        began_at=min(said.signal.occurred_at, said.at),
        heard_at=said.at,
        last_at=said.at,
        outage=latest.outage if latest and _soon(latest, said, rules) else None,
        opens=lately + 1,
        by_eye=_needs_an_eye(said),
    )


def _soon(latest: Fault, said: Said, rules: AlertRules) -> bool:
    over = latest.ended_at and max(latest.ended_at, latest.last_at)
    return over is not None and said.at - over <= rules.reopens


def _repeated(fault: Fault, said: Said) -> Fault | None:
    """What is heard again never moves the two hours; what was heard earlier does."""
    same = replace(
        fault,
        began_at=min(fault.began_at, said.signal.occurred_at),
        heard_at=min(fault.heard_at, said.at),
        last_at=max(fault.last_at, said.at),
        by_eye=fault.by_eye and _needs_an_eye(said),
    )
    return None if same == fault else same


def _over(fault: Fault, said: Said) -> Fault:
    heard = replace(fault, last_at=max(fault.last_at, said.at))
    if fault.by_eye:
        return heard
    told = said.signal.occurred_at
    return replace(heard, ended_at=told if fault.began_at < told <= said.at else said.at)


def _needs_an_eye(said: Said) -> bool:
    nature = NATURES[said.signal.trouble]
    return said.signal.phase is Phase.PULSE or nature.ends is Ends.BY_EYE
