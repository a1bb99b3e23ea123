"""Faults become outages: those of one cause are told together, with one ticket and one clock."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions import alarming, ticketing
from bot.actions.hearing_alarms import cover
from bot.actions.office import Office
from bot.alerts import grouping
from bot.alerts.fault import Fault
from bot.alerts.grouping import Group, Standing
from bot.alerts.outage import NOBODY, Outage, Stage
from bot.alerts.rules import AlertRules
from bot.alerts.troubles import Trouble
from bot.notices import Reason, ToPerson
from storage import faults, journal, outages
from storage.store import Work


def waits(work: Work, office: Office) -> bool:
    """Whether there is anything to gather. Only looks."""
    return office.pack.alerts is not None and faults.wait(work, office.id)


def gather(work: Work, office: Office) -> int:
    """How many outages began, began again, or grew."""
    rules = office.pack.alerts
    if rules is None:
        return 0
    faults.one_at_a_time(work, office.id)
    here = uncovered(work, office, rules)
    again = begin_again(work, office, rules, here)
    waiting = [fault for fault in here if fault.waits]
    if not grouping.ready(waiting, rules, office.now):
        return again
    heard = [grouping.by_now(fault, office.now) for fault in waiting]
    groups = grouping.gathered(heard, standing(work, office), office.devices, rules)
    for group in groups:
        if group.joins is None:
            begin(work, office, rules, group.faults, grouping.first_heard(group, here, rules))
        else:
            grow(work, office, rules, group)
    return again + len(groups)


def uncovered(work: Work, office: Office, rules: AlertRules) -> list[Fault]:
    """Everything that is wrong now, hidden or not as things stand."""
    over = cover(work, office, rules)
    found = []
    for fault in faults.open_here(work, office.id):
        shown = over.shown(fault)
        if shown != fault:
            faults.keep(work, shown)
        found.append(shown)
    return found


def standing(work: Work, office: Office) -> list[Standing]:
    here = outages.here(work, office.id)
    return [
        Standing(outage=one, faults=tuple(faults.of_outage(work, one.id)))
        for one in here
        if one.stage is Stage.OPEN
    ]


# ------------------------------------------------------------------ new


def begin(
    work: Work,
    office: Office,
    rules: AlertRules,
    those: Sequence[Fault],
    heard_at: datetime,
) -> Outage:
    """The ticket is filed and the groups are told in the same breath."""
    devices = office.devices
    new = outages.add(
        work,
        Outage(
            school=office.id,
            cause=grouping.cause(those, devices),
            trouble=grouping.trouble(those),
            severity=grouping.severity(those, key_places(office, rules, those)),
            began_at=min(fault.began_at for fault in those),
            heard_at=heard_at,
            opens=grouping.returns(those),
        ),
    )
    belong(work, new, those)
    data = {"outage": new.id, "faults": [fault.id for fault in those], "cause": new.cause}
    journal.append(work, office.id, "outage.opened", data)
    return told(work, office, rules, ticketing.open_ticket(work, office, rules, new, those))


def belong(work: Work, outage: Outage, those: Iterable[Fault]) -> None:
    for fault in those:
        faults.keep(work, replace(fault, outage=outage.id))


def told(work: Work, office: Office, rules: AlertRules, outage: Outage) -> Outage:
    """The groups hear of it, and are called when nobody has it in hand by then."""
    kept = outages.keep(
        work, replace(outage, told_at=office.now, rung=0, ring_at=office.now + rules.calls[0])
    )
    alarming.alarm(work, office, kept)
    alarming.changed(work, office, kept)
    tell_of_unapproved(work, office, rules, kept)
    return kept


def tell_of_unapproved(work: Work, office: Office, rules: AlertRules, outage: Outage) -> None:
    """Approved works are hidden: whoever covers or moves a camera now has asked nobody."""
    if any(f.trouble is Trouble.COVERED for f in faults.of_outage(work, outage.id)):
        for person in office.directory.holders_of(rules.unapproved):
            to, mark = ToPerson(person.id), f"{outage.opens}"
            alarming.tell(work, office, outage, to, Reason.ALARMED, mark)


def key_places(
    office: Office, rules: AlertRules, those: Iterable[Fault]
) -> frozenset[tuple[str, str]]:
    """Device and area of those whose footage the school can least do without."""
    return frozenset((f.device, f.zone) for f in those if is_key(office, rules, f))


def is_key(office: Office, rules: AlertRules, fault: Fault) -> bool:
    zone, camera = office.places.zones.get(fault.zone), office.places.cameras.get(fault.device)
    flags = {*(zone.flags if zone else ()), *(camera.flags if camera else ())}
    return fault.zone in rules.patrol.zones or not flags.isdisjoint(rules.patrol.flags)


# ------------------------------------------------------------------ more of one that stands


def grow(work: Work, office: Office, rules: AlertRules, group: Group) -> None:
    """Its cards are edited. They ring once more where a few have become many."""
    assert group.joins is not None
    before = [f for f in faults.of_outage(work, group.joins) if f.open]
    outage = outages.load(work, office.id, group.joins)
    belong(work, outage, group.faults)
    kept = outages.keep(work, as_they_are(office, rules, outage, [*before, *group.faults]))
    data = {"outage": outage.id, "faults": [fault.id for fault in group.faults]}
    journal.append(work, office.id, "outage.grew", data)
    ticketing.say_again(work, office, rules, kept, faults.of_outage(work, outage.id))
    if len(before) < rules.mass <= len(before) + len(group.faults):
        kept = outages.keep(work, replace(kept, rung=kept.rung + 1))
        alarming.call(work, office, kept)
    alarming.changed(work, office, kept)


def as_they_are(
    office: Office, rules: AlertRules, outage: Outage, those: Sequence[Fault]
) -> Outage:
    graver = grouping.severity(those, key_places(office, rules, those))
    return replace(
        outage,
        cause=grouping.cause(those, office.devices),
        trouble=grouping.trouble(those),
        severity=max(outage.severity, graver, key=grouping.GRAVE.index),
        began_at=min(outage.began_at, *(fault.began_at for fault in those)),
        heard_at=min(outage.heard_at, *(fault.since for fault in those)),
        opens=max(outage.opens, grouping.returns(those)),
    )


# ------------------------------------------------------------------ back again


def begin_again(work: Work, office: Office, rules: AlertRules, here: Iterable[Fault]) -> int:
    """An outage whose devices fail anew within a day is the same one, with its old start."""
    back = dict.fromkeys(f.outage for f in here if f.outage is not None and not f.hidden)
    found = [outages.load(work, office.id, number) for number in back]
    over = [outage for outage in found if outage.stage is not Stage.OPEN]
    for outage in over:
        reopen(work, office, rules, outage)
    return len(over)


def reopen(work: Work, office: Office, rules: AlertRules, outage: Outage) -> None:
    those = faults.of_outage(work, outage.id)
    open_now = [fault for fault in those if fault.open]
    again = replace(
        as_they_are(office, rules, outage, open_now),
        stage=Stage.OPEN,
        recovered_at=None,
        closed_at=None,
        handler=NOBODY,
        handled_until=None,
        opens=max(outage.opens, grouping.returns(those)),
    )
    kept = outages.keep(work, again)
    data = {"outage": outage.id, "faults": [fault.id for fault in open_now]}
    journal.append(work, office.id, "outage.reopened", data)
    kept = ticketing.open_again(work, office, rules, kept, open_now)
    if any(grouping.unstable(fault, rules) for fault in open_now):
        kept = outages.keep(work, replace(kept, ring_at=office.now + rules.calls[0]))
        alarming.changed(work, office, kept)  # it comes and goes: the card says so
    else:
        told(work, office, rules, kept)
