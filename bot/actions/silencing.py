"""静默: nobody is told of these devices or places until then. Never without a scope, an end and a
reason; what happens is recorded all the same, and told when it is over."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.actions import alarming, handling
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.alerts.outage import Stage
from bot.alerts.silence import Silence
from bot.approvals.refusals import Refusal, StaleCard
from bot.notices import About, Reason, Recipient, ToPerson, subject
from bot.people.person import Person
from storage import journal, outages, silences
from storage.store import Work

LONGEST = timedelta(days=7)  # whoever needs more has works, and asks for their approval
SHORTEST_REASON = 2


class SilenceWithoutScope(Refusal):
    code = "silence_without_scope"


class SilenceWithoutEnd(Refusal):
    """values: days (the longest it may last)"""

    code = "silence_without_end"


class SilenceWithoutReason(Refusal):
    code = "silence_without_reason"


def silence(
    work: Work,
    office: Office,
    by: Person,
    *,
    devices: Collection[str],
    zones: Collection[str],
    ends: datetime,
    reason: str,
) -> Silence:
    must_be_competent(office, by)
    if not devices and not zones:
        raise SilenceWithoutScope
    if not office.now < ends <= office.now + LONGEST:
        raise SilenceWithoutEnd(days=LONGEST.days)
    if len(reason.strip()) < SHORTEST_REASON:
        raise SilenceWithoutReason
    kept = silences.add(
        work,
        Silence(
            school=office.id,
            devices=tuple(devices),
            zones=tuple(zones),
            starts=office.now,
            ends=ends,
            reason=reason.strip(),
            by=by.id,
        ),
    )
    told = {"devices": list(kept.devices), "zones": list(kept.zones), "ends": ends.isoformat()}
    journal.append(
        work, office.id, "alerts.silenced", {"silence": kept.id, "by": by.id, **told}
    )
    show(work, office)
    return kept


def end(work: Work, office: Office, by: Person | None, number: int) -> Silence:
    """`by` None: its time is over."""
    try:
        found = silences.load(work, office.id, number)
    except LookupError:
        raise StaleCard from None
    if by is not None:
        must_be_competent(office, by)
    if not silences.end(work, found, min(office.now, found.ends)):
        raise StaleCard
    data = {"silence": found.id, "by": by.id if by else ""}
    journal.append(work, office.id, "alerts.silence_ended", data)
    whom: list[Recipient] = [*alarming.groups(office), ToPerson(found.by)]
    for to in whom:
        tell(work, office, found, to)
    show(work, office)
    return silences.load(work, office.id, number)


def over(work: Work, office: Office) -> int:
    """End those whose time has come. Gives how many."""
    late = [s for s in silences.unended(work, office.id) if s.ends <= office.now]
    for one in late:
        end(work, office, None, one.id)
    return len(late)


def must_be_competent(office: Office, person: Person) -> None:
    if not handling.sees_all(office, person):
        roles = handling.roles_of(office, told=True)
        raise handling.NotYourOutage(role=[office.pack.roles[role].name for role in roles])


def tell(work: Work, office: Office, ended: Silence, to: Recipient) -> None:
    """What it held back."""
    card = subject(About.SILENCE, ended.id)
    key, why = f"{card}/{alarming.whom(to)}", Reason.HELD_BACK
    owe(work, office, to, why, card, key, fresh=True, urgent=True)


def show(work: Work, office: Office) -> None:
    """The cards of what is dark say whether it is silenced."""
    for outage in outages.here(work, office.id):
        if outage.stage is Stage.OPEN:
            alarming.changed(work, office, outage)
