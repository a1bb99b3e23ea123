"""Where a key place stays without a picture for hours, somebody walks there."""

from dataclasses import replace

from bot.actions import filing, gathering, ticketing
from bot.actions.office import Office
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.alerts.rules import AlertRules
from bot.alerts.tickets import symptom
from bot.approvals.refusals import Refusal
from bot.people.person import Person
from storage import duties, faults, journal, outages
from storage.store import Work

DUTY = "outage_patrol"  # in the table of what was filed by itself: once for each outage


def send(work: Work, office: Office) -> int:
    """How many patrols were asked for."""
    rules = office.pack.alerts
    if rules is None or not rules.patrol.kind:
        return 0
    here = [one for one in outages.here(work, office.id) if one.stage is Stage.OPEN]
    return sum(send_for(work, office, rules, outage) for outage in here)


def send_for(work: Work, office: Office, rules: AlertRules, outage: Outage) -> bool:
    dark = blind(work, office, rules, outage)
    by = in_whose_name(office, rules)
    if not dark or by is None or not duties.claim(work, office.id, DUTY, str(outage.id)):
        return False
    devices = office.devices
    answers = {
        "zones": ticketing.zones(office, devices, dark),
        "reason": symptom(dark, devices, rules),
    }
    try:
        drawn = filing.drawn_up(office, by, rules.patrol.kind, answers)
    except Refusal:
        return False
    drawn = replace(drawn, outage=outage.id, fell_at=office.now)
    filed = filing.sent(work, office, by, drawn)
    duties.filed(work, office.id, DUTY, str(outage.id), "", request=filed.id)
    data = {"outage": outage.id, "request": filed.id}
    journal.append(work, office.id, "outage.patrolled", data)
    return True


def blind(work: Work, office: Office, rules: AlertRules, outage: Outage) -> list[Fault]:
    """What of it has been dark for so long where it must not be."""
    long_ago = office.now - rules.patrol.after
    return [
        f
        for f in faults.of_outage(work, outage.id)
        if f.open and f.dark and not f.hidden and f.since <= long_ago and key(office, rules, f)
    ]


def key(office: Office, rules: AlertRules, fault: Fault) -> bool:
    """It stands in a key place, or what is dark with it does."""
    if gathering.is_key(office, rules, fault):
        return True
    behind = office.devices.behind(fault.device)
    zones = {camera: office.places.cameras[camera].zone for camera in behind}
    return any(
        gathering.is_key(office, rules, replace(fault, device=camera, zone=zone))
        for camera, zone in zones.items()
    )


def in_whose_name(office: Office, rules: AlertRules) -> Person | None:
    kind = office.pack.kinds.get(rules.patrol.kind)
    held = office.directory.holders_of(kind.may_file if kind else ())
    return next(iter(held), None)
