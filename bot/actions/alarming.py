"""Who is told of an outage, and when: its groups at once, of minor ones in the morning; called
again while nobody has it in hand; and everybody who was alarmed when it is over."""

from datetime import datetime

from bot.actions import quieting, whose
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.alerts.outage import Outage
from bot.alerts.troubles import Severity
from bot.notices import About, Reason, Recipient, ToGroup, ToPerson, subject
from bot.people.person import Person, PersonId
from storage import outages, outbox, requests, tasks
from storage.snapshots import GroupAddress
from storage.store import Work


def card_of(outage: Outage) -> str:
    return subject(About.OUTAGE, outage.id)


def groups(office: Office) -> list[ToGroup]:
    """Every chat that hears of outages, once: the pack's groups for alarms, and those in which the
    tasks of a ticket are taken."""
    rules = office.pack.alerts
    if rules is None:
        return []
    kind = office.pack.ticket
    taken_in = [task.group for task in kind.tasks if task.group] if kind else []
    named: dict[GroupAddress, str] = {}
    for name in dict.fromkeys((*rules.groups, *taken_in)):
        for place in office.school.groups.get(name, ()):
            named.setdefault(place, name)
    found = (f"{name}@{place.platform}" for place, name in named.items())
    return [ToGroup(name) for name in dict.fromkeys(found)]


def alarm(work: Work, office: Office, outage: Outage) -> None:
    """The first card. A minor trouble wakes nobody: the morning tells of all of them together."""
    morning = waits_until(office, outage)
    if morning is not None:
        tell_in_the_morning(work, office, morning)
        return
    for to in groups(office):
        tell(work, office, outage, to, Reason.ALARMED, f"{outage.opens}")


def call(work: Work, office: Office, outage: Outage) -> None:
    """Once more, with the number of this call in `outage.rung`; not sent if it is in hand by
    then."""
    if waits_until(office, outage) is None:
        for to in groups(office):
            tell(work, office, outage, to, Reason.CALLED, f"{outage.opens}/{outage.rung}")


def recovered(work: Work, office: Office, outage: Outage) -> None:
    """Everybody who heard of it hears of its end."""
    for to in alarmed(work, office, outage):
        tell(work, office, outage, to, Reason.RECOVERED, f"{outage.opens}")
    changed(work, office, outage)


def changed(work: Work, office: Office, outage: Outage) -> None:
    outbox.owe_refresh(work, office.id, card_of(outage))


def alarmed(work: Work, office: Office, outage: Outage) -> list[Recipient]:
    told = outbox.recipients(work, office.id, card_of(outage))
    morning = quieting.quiet_end(office, outage.heard_at.astimezone(office.now.tzinfo))
    if morning is not None and outage.severity is Severity.MINOR:
        night = overnight(morning)
        told += outbox.recipients(work, office.id, night, sent=True)
    return list(dict.fromkeys(told))


def tell(
    work: Work, office: Office, outage: Outage, to: Recipient, why: Reason, mark: str
) -> None:
    """`mark` tells one such occasion from the next. Who is told at night was chosen before."""
    card = card_of(outage)
    key = f"{card}/{why}/{mark}/{whom(to)}"
    owe(work, office, to, why, card, key, fresh=True, urgent=True)


def whom(to: Recipient) -> str:
    return to.name if isinstance(to, ToGroup) else to.person


def without_group(work: Work, office: Office, number: int, why: Reason) -> None:
    """A group could not be told: whoever may do something about it is, himself."""
    outage = outages.load(work, office.id, number)
    for person in able(work, office, outage):
        if any(account.reachable for account in person.accounts):
            mark = f"{outage.opens}/{outage.rung}"
            tell(work, office, outage, ToPerson(person.id), why, mark)


def able(work: Work, office: Office, outage: Outage) -> list[Person]:
    """Who may do the tasks of its ticket that are open; while it has none, who could."""
    found: dict[PersonId, Person] = {}
    if outage.request is None:
        ticket = office.pack.ticket
        roles = [role for task in ticket.tasks[:1] for role in task.actors] if ticket else []
        return list(office.directory.holders_of(roles))
    request = requests.peek(work, outage.request)
    kind = office.pack.kinds[request.kind]
    for task in tasks.of_request(work, request.id):
        known = kind.task(task.kind)
        if known and not task.over:
            found |= {p.id: p for p in whose.able(office, request, known, task)}
    return list(found.values())


# ------------------------------------------------------------------ at night


def waits_until(office: Office, outage: Outage) -> datetime | None:
    """The morning, for a minor trouble at night."""
    if outage.severity is not Severity.MINOR:
        return None
    return quieting.quiet_end(office, office.now)


def overnight(morning: datetime) -> str:
    return subject(About.OVERNIGHT, f"{morning:%Y-%m-%d}")


def tell_in_the_morning(work: Work, office: Office, morning: datetime) -> None:
    card = overnight(morning)
    for to in groups(office):
        key, why = f"{card}/{to.name}", Reason.OVERNIGHT
        owe(work, office, to, why, card, key, fresh=True, due=morning, urgent=True)
