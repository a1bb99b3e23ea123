"""What works again, for long enough to be believed."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import alarming, closing, ticketing
from bot.actions.office import Office
from bot.alerts.fault import Fault
from bot.alerts.grouping import unstable
from bot.alerts.outage import Outage, Stage
from bot.alerts.rules import AlertRules
from storage import faults, journal, outages
from storage.store import Work


def anything(work: Work, office: Office) -> bool:
    """Whether anything is wrong, or an outage is not closed. Only looks."""
    if office.pack.alerts is None:
        return False
    return bool(faults.open_here(work, office.id) or outages.here(work, office.id))


def recover(work: Work, office: Office) -> int:
    """How many outages are over. Everybody who was alarmed hears of it, once."""
    rules = office.pack.alerts
    if rules is None:
        return 0
    faults.one_at_a_time(work, office.id)
    end_what_is_gone(work, office)
    here = [one for one in outages.here(work, office.id) if one.stage is Stage.OPEN]
    over = [one for one in here if works_again(work, office, rules, one)]
    for outage in over:
        settle(work, office, rules, outage)
    return len(over)


def end_what_is_gone(work: Work, office: Office) -> None:
    """A device that left the list is spoken of no more, and nobody would ever say that it works."""
    devices = office.devices
    for fault in faults.open_here(work, office.id):
        if fault.device not in devices:
            faults.keep(work, replace(fault, ended_at=office.now, last_at=office.now))
            data = {"fault": fault.id, "device": fault.device}
            journal.append(work, office.id, "fault.device_gone", data)


def works_again(work: Work, office: Office, rules: AlertRules, outage: Outage) -> bool:
    those = faults.of_outage(work, outage.id)
    if not those or any(fault.open and not fault.hidden for fault in those):
        return False
    return all(f.last_at + patience(f, rules) <= office.now for f in those if not f.hidden)


def patience(fault: Fault, rules: AlertRules) -> timedelta:
    """What comes and goes is believed later."""
    return rules.flaps_within if unstable(fault, rules) else rules.stable


def settle(work: Work, office: Office, rules: AlertRules, outage: Outage) -> None:
    ended = [f.ended_at for f in faults.of_outage(work, outage.id) if f.ended_at]
    kept = outages.keep(
        work,
        replace(
            outage,
            stage=Stage.RECOVERED,
            recovered_at=max(ended, default=office.now),
            ring_at=None,
        ),
    )
    journal.append(work, office.id, "outage.recovered", {"outage": outage.id})
    alarming.recovered(work, office, kept)
    ticketing.close_unreported(work, office, rules, kept)
    closing.without_ticket(work, office, kept.id)
