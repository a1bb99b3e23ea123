"""A PIN before a sensitive approval counts: set, tried, believed for a while, reset."""

from datetime import timedelta
from itertools import pairwise

from bot.actions.office import Office
from bot.actions.redeeming import redeem
from bot.approvals.confirming import demanded
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request, Verdict
from bot.people.person import Person, Platform
from storage import invites, journal, pins
from storage.store import Work

NEGATIVE = (Verdict.REJECT, Verdict.RETURN)  # saying no takes no proof


class PinNeeded(Refusal):
    """His approval counts once he has given his PIN on this account. values: number"""

    code = "pin_needed"


class PinNotSet(Refusal):
    code = "pin_not_set"


class PinWrong(Refusal):
    """values: left"""

    code = "pin_wrong"


class PinLocked(Refusal):
    """Too many wrong tries. values: minutes"""

    code = "pin_locked"


class PinTooEasy(Refusal):
    code = "pin_too_easy"


def account_of(platform: Platform, address: str) -> str:
    return f"{platform}:{address}"


def require(
    work: Work, office: Office, by: Person, request: Request, verdict: Verdict, account: str
) -> None:
    """Raises `PinNeeded` or `PinNotSet` where the school's rules want a PIN and none was given."""
    confirm = demanded(office.kind(request.kind), request, by.id)
    if confirm is None or confirm.by != "pin" or verdict in NEGATIVE:
        return
    require_set(work, office, by, request)
    within = timedelta(minutes=confirm.minutes)
    if not pins.proven(work, office.id, by.id, account, within):
        raise PinNeeded(number=request.number)


def require_set(work: Work, office: Office, by: Person, request: Request) -> None:
    """Raises `PinNotSet` where his approval will take a PIN and he has none."""
    confirm = demanded(office.kind(request.kind), request, by.id)
    if confirm and confirm.by == "pin" and not pins.has(work, office.id, by.id):
        raise PinNotSet


def propose(work: Work, office: Office, by: Person, pin: str) -> None:
    if too_easy(pin):
        raise PinTooEasy
    pins.propose(work, office.id, by.id, pin)


def too_easy(pin: str) -> bool:
    """All the same, or a run of neighbours up or down."""
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, -1}


def settle(work: Work, office: Office, by: Person, pin: str) -> bool:
    """False when it is not what was proposed."""
    if not pins.settle(work, office.id, by.id, pin):
        return False
    journal.append(work, office.id, "pin.set", {"by": by.id})
    return True


def tried(work: Work, office: Office, by: Person, pin: str, account: str) -> Refusal | None:
    """None: it is right. A refusal is returned, not raised: the wrong try must be counted."""
    if not pins.has(work, office.id, by.id):
        return PinNotSet()
    until = pins.locked_until(work, office.id, by.id)
    if until is None:
        left = pins.tried(work, office.id, by.id, pin, account)
        if left is None:
            return None
        journal.append(work, office.id, "pin.wrong", {"by": by.id})
        if left:
            return PinWrong(left=left)
        until = pins.locked_until(work, office.id, by.id) or work.now
    minutes = -int((work.now - until).total_seconds() // 60)
    return PinLocked(minutes=max(minutes, 1))


def reset(
    work: Work, office: Office, by: Person, code: str, platform: Platform, address: str
) -> Refusal | None:
    """Forget the PIN of whoever holds a fresh code from the administrator. As for binding, a wrong
    code is counted, so the refusal is returned."""
    person = redeem(work, office, code, platform, address)
    if isinstance(person, Refusal):
        return person
    if person != by.id:
        return invites.InviteUnknown()
    pins.forget(work, office.id, by.id)
    journal.append(work, office.id, "pin.reset", {"by": by.id})
    return None
