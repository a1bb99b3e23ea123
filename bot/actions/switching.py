"""通道: an administrator switches a platform off, and on again.

Nothing is promised there meanwhile; whoever has another account hears on that one at once, and
what has no other way waits. What people say there is heard and answered as ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.actions import tasking
from bot.actions.announcing import asking, reachable
from bot.actions.binding import NotAnAdministrator
from bot.actions.office import Office
from bot.actions.owing import ADMIN, owe, report_stuck
from bot.approvals.refusals import Refusal
from bot.approvals.request import State, unheard
from bot.cards import Saying
from bot.notices import About, Reason, ToPerson, subject
from bot.people.channels import Switch
from bot.people.person import Person, Platform
from storage import channels, journal, messages, outbox, requests, snapshots, waking
from storage.store import Work

CARRIERS = (Platform.TELEGRAM, Platform.WECOM)  # plain WeChat alone carries no deadline (C38)
SHORTEST_REASON = 2


class ChannelUnused(Refusal):
    """values: channel"""

    code = "channel_unused"


class ChannelIsOff(Refusal):
    """values: channel"""

    code = "channel_is_off"


class ChannelIsOn(Refusal):
    """values: channel"""

    code = "channel_is_on"


class LastChannel(Refusal):
    """values: channel"""

    code = "last_channel"


class ChannelEndPast(Refusal):
    code = "channel_end_past"


class ChannelReason(Refusal):
    code = "channel_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What it would mean to switch a platform off now."""

    moved: int  # people who hear on another account
    stranded: tuple[Person, ...]  # people who would not hear at all
    waiting: int  # cases whose signers are all among those
    groups: tuple[str, ...]  # names of groups that are bound nowhere else
    admins: int  # administrators who would still hear


def named(platform: Platform) -> Saying:
    return Saying(f"group.on_{platform}")


def used(office: Office) -> list[Platform]:
    """Platforms on which somebody of the school, or a group of it, can be found."""
    held = {a.platform for p in _people(office) for a in p.accounts}
    held |= {g.platform for bound in office.school.groups.values() for g in bound}
    return [platform for platform in Platform if platform in held]


def foresee(work: Work, office: Office, platform: Platform) -> Foreseen:
    here = [p for p in _people(office) if _on(p, platform)]
    stranded = tuple(p for p in here if not elsewhere(p, platform))
    lost = {p.id for p in stranded}
    waiting = requests.in_state(work, office.id, State.IN_APPROVAL)
    asked = [{p for seat in r.open_seats for p in seat.persons} for r in waiting]
    others = [p for p in Platform if p is not platform and p not in office.school.off]
    groups = tuple(
        name
        for name, bound in sorted(office.school.groups.items())
        if any(g.platform is platform for g in bound)
        and not any(g.platform in others for g in bound)
    )
    admins = office.directory.holders(ADMIN)
    return Foreseen(
        moved=len(here) - len(stranded),
        stranded=stranded,
        waiting=sum(bool(persons) and persons <= lost for persons in asked),
        groups=groups,
        admins=sum(elsewhere(admin, platform) for admin in admins),
    )


def may_switch_off(office: Office, by: Person, platform: Platform) -> None:
    """Raises what stands against it."""
    must_administer(by)
    if platform not in used(office):
        raise ChannelUnused(channel=named(platform))
    if platform in office.school.off:
        raise ChannelIsOff(channel=named(platform))
    left = [p for p in CARRIERS if p is not platform and p not in office.school.off]
    if not any(_on(person, p) for person in _people(office) for p in left):
        raise LastChannel(channel=named(platform))


def switch_off(
    work: Work,
    office: Office,
    by: Person,
    platform: Platform,
    *,
    until: datetime | None,
    reason: str,
) -> Switch:
    may_switch_off(office, by, platform)
    if until is not None and until <= office.now:
        raise ChannelEndPast
    if len(reason.strip()) < SHORTEST_REASON:
        raise ChannelReason
    switch = Switch(
        platform=platform, since=office.now, until=until, reason=reason.strip(), by=by.id
    )
    channels.switch_off(work, office.id, switch)
    snapshots.changed(work, office.id)
    ends = until.isoformat() if until else ""
    data = {"platform": platform.value, "by": by.id, "until": ends}
    journal.append(work, office.id, "channel.off", data)
    after = Office.open(work, office.rules)
    tell(work, after, by, "off", platform)
    waking.wake(work, office.id)
    put_before_elsewhere(work, after, platform)
    return switch


def switch_on(work: Work, office: Office, by: Person | None, platform: Platform) -> None:
    """`by` None: its time is over."""
    if by is not None:
        must_administer(by)
    switch = office.school.off.get(platform)
    if switch is None or not channels.switch_on(work, office.id, platform):
        raise ChannelIsOn(channel=named(platform))
    snapshots.changed(work, office.id)
    data = {"platform": platform.value, "by": by.id if by else ""}
    journal.append(work, office.id, "channel.on", data)
    after = Office.open(work, office.rules)
    waking.wake(work, office.id)
    for card in waking.edited_meanwhile(work, office.id, platform, switch.since):
        outbox.owe_refresh(work, office.id, card)
    tell(work, after, by, "on", platform)


def over(work: Work, office: Office) -> int:
    """Switch on those whose time has come. Gives how many."""
    late = [one.platform for one in office.school.off.values() if one.over(office.now)]
    for platform in late:
        switch_on(work, Office.open(work, office.rules), None, platform)
    return len(late)


def tell(work: Work, office: Office, by: Person | None, what: str, platform: Platform) -> None:
    """Every administrator who did not do it himself."""
    card = subject(About.CHANNEL, what, platform.value)
    for admin in office.directory.holders(ADMIN):
        if by is None or admin.id != by.id:
            key = f"{card}/{admin.id}/{office.now.isoformat()}"
            to = ToPerson(admin.id)
            owe(work, office, to, Reason.SWITCHED, card, key, fresh=True, urgent=True)


# ------------------------------------------------------------------ what stands on it already


def put_before_elsewhere(work: Work, office: Office, platform: Platform) -> None:
    """What waits for somebody on a card there is put before him on his other account; a case whose
    signers have none is told to the administrators."""
    for person in _people(office):
        here = any(a.waits for a in person.accounts if a.platform is platform)
        if here and elsewhere(person, platform):
            for card, why in waits_for(work, office, person):
                _move(work, office, person, card, why)
    for request in requests.in_state(work, office.id, State.IN_APPROVAL):
        asked = [seat for seat in request.open_seats if seat.persons]
        if asked and not any(reachable(office, seat) for seat in asked):
            report_stuck(work, office, "unreachable", request)


def arrived(work: Work, office: Office, person: Person, card: str) -> None:
    """It was on its way when its channel was switched off: whoever did that saw no message of it
    yet."""
    for one, why in waits_for(work, office, person):
        if one == card:
            _move(work, office, person, card, why)


def _move(work: Work, office: Office, person: Person, card: str, why: Reason) -> None:
    messages.alone(work, office.id, card)
    if _only_there(work, office, person, card):
        key = f"{card}/{person.id}/moved/{office.now.isoformat()}"
        owe(work, office, ToPerson(person.id), why, card, key, fresh=True)


def waits_for(work: Work, office: Office, person: Person) -> Iterator[tuple[str, Reason]]:
    for one in requests.waiting_on(work, office.id, person.id):
        if not unheard(one.request, office.now):
            yield asking(one.request, one.request.step), Reason.ASKED
    for task in tasking.waiting_on(work, office, person):
        yield subject(About.TASK, task.id), Reason.TASKED


def _only_there(work: Work, office: Office, person: Person, card: str) -> bool:
    """He has its message, and none of them on an account that still hears."""
    shown = {
        account.reachable
        for account in person.accounts
        if messages.at(work, office.id, card, account.platform, account.address)
    }
    return shown == {False}


# ------------------------------------------------------------------ people


def must_administer(by: Person) -> None:
    if not by.holds(ADMIN):
        raise NotAnAdministrator


def elsewhere(person: Person, platform: Platform) -> bool:
    return any(a.reachable for a in person.accounts if a.platform is not platform)


def _on(person: Person, platform: Platform) -> bool:
    return any(a.reachable for a in person.accounts if a.platform is platform)


def _people(office: Office) -> list[Person]:
    return [p for p in office.directory.persons.values() if p.active]
