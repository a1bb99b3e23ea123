"""What devices said becomes faults, each once, with what hides them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions import alarming
from bot.actions.office import Office
from bot.alerts import grouping, hearing
from bot.alerts.fault import Fault
from bot.alerts.hearing import Said
from bot.alerts.hiding import Cover
from bot.alerts.rules import AlertRules
from bot.alerts.signal import Phase
from bot.alerts.troubles import Trouble
from bot.cameras.devices import Devices
from storage import faults, outages, silences, works
from storage.signals import Heard
from storage.store import Work

NEWS = (Phase.OPEN, Phase.CLOSE, Phase.PULSE)
SLOW = timedelta(hours=1)  # so far a source's clock may be behind when it says that it is over


def decide(work: Work, office: Office, heard: Sequence[Heard]) -> None:
    """In the order they were heard. What the list of cameras does not know is left to whoever
    keeps the strangers; where the pack has no tickets, nothing is decided."""
    rules = office.pack.alerts
    said = list(about_devices(office.devices, heard)) if rules else []
    if rules is None or not said:
        return
    faults.one_at_a_time(work, office.id)
    changed = [fault.outage for fault in _heard(work, office, rules, said)]
    for outage in dict.fromkeys(number for number in changed if number is not None):
        noted(work, office, outage)


def about_devices(devices: Devices, heard: Iterable[Heard]) -> Iterator[Said]:
    for one in heard:
        if one.signal.phase not in NEWS:
            continue
        if device := devices.find(one.signal.device, one.signal.channel):
            zone = devices.zone(device)
            yield Said(device=device, zone=zone, at=one.at, signal=one.signal)


def cover(work: Work, office: Office, rules: AlertRules) -> Cover:
    return Cover(
        devices=office.devices,
        faults=faults.lately(work, office.id, office.now - rules.stable - SLOW),
        windows=works.unended(work, office.id),
        silences=silences.unended(work, office.id),
        stable=rules.stable,
        now=office.now,
    )


def _heard(
    work: Work, office: Office, rules: AlertRules, said: Sequence[Said]
) -> Iterator[Fault]:
    """The faults that changed, as they were kept."""
    known = _lately(work, office, rules, said)
    devices, over = office.devices, None
    for one in said:
        mine = known[one.device, one.signal.trouble]
        fault = hearing.hear(list(mine.values()), one, office.id, rules)
        if fault is None:
            continue
        if not fault.id:
            over = over or cover(work, office, rules)
        kept = _kept(work, fault, over)
        if devices.behind(kept.device) != (kept.device,):
            over = None  # what hangs behind it may be hidden now
        mine[kept.id] = kept
        yield kept


def _lately(
    work: Work, office: Office, rules: AlertRules, said: Sequence[Said]
) -> dict[tuple[str, Trouble], dict[int, Fault]]:
    known: dict[tuple[str, Trouble], dict[int, Fault]] = defaultdict(dict)
    named = {one.device for one in said}
    start = min(one.at for one in said) - max(rules.reopens, rules.flaps_within) - SLOW
    for fault in faults.during(work, office.id, named, start, office.now + SLOW):
        known[fault.device, fault.trouble][fault.id] = fault
    return known


def _kept(work: Work, fault: Fault, over: Cover | None) -> Fault:
    if over is not None and not fault.id:
        return faults.add(work, replace(fault, hidden=over.why(fault)))
    faults.keep(work, fault)
    return fault


def noted(work: Work, office: Office, number: int) -> None:
    """Its cards show the new state, and how often it has come back."""
    outage = outages.load(work, office.id, number)
    opens = grouping.returns(faults.of_outage(work, number))
    if opens > outage.opens:
        outage = outages.keep(work, replace(outage, opens=opens))
    alarming.changed(work, office, outage)
