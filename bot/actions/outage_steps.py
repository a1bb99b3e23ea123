"""Proofs that no fault is open without an outage, and no outage without a ticket or a next call.

As `next_steps`, for what belongs to no request.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.actions import closing, gathering, silent, ticketing
from bot.actions.office import Office
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.approvals.request import Request
from bot.followup.plan import LIVE
from storage import faults, outages, requests
from storage.findings import Missing
from storage.store import Work

PATIENCE = timedelta(minutes=5)  # the bell rings every few seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`misses` gives the faults or outages it is about."""

    name: str
    misses: Callable[[Work, Office], Iterator[int]]
    mend: Callable[[Work, Office, int], object]
    of_faults: bool = False


def look(work: Work, office: Office) -> list[Missing]:
    if office.pack.alerts is None:
        return []
    return [
        Missing(proof=proof.name, request=0, about=about)
        for proof in PROOFS
        for about in proof.misses(work, office)
    ]


def knows(missing: Missing) -> bool:
    return missing.proof in BY_NAME


def mend(work: Work, office: Office, missing: Missing) -> None:
    BY_NAME[missing.proof].mend(work, office, missing.about)


def named(work: Work, office: Office, missing: Missing) -> str:
    """The device it is about; of several, the first."""
    devices = office.devices
    if BY_NAME[missing.proof].of_faults:
        here = (f for f in faults.open_here(work, office.id) if f.id == missing.about)
    else:
        here = (f for f in faults.of_outage(work, missing.about))
    fault = next(here, None)
    return devices.name(fault.device) if fault else ""


# ------------------------------------------------------------------ faults


def ungathered(work: Work, office: Office) -> Iterator[int]:
    """It is dark, and nobody will hear of it."""
    return (f.id for f in open_long(work, office) if f.outage is None)


def astray(work: Work, office: Office) -> Iterator[int]:
    """Its outage is over, as everybody was told; it is not."""
    over = {one.id for one in outages.here(work, office.id) if one.stage is Stage.OPEN}
    named = (f for f in open_long(work, office) if f.outage is not None)
    return (f.id for f in named if f.outage not in over)


def open_long(work: Work, office: Office) -> list[Fault]:
    rules = office.pack.alerts
    assert rules is not None
    known = office.now - PATIENCE - max(rules.gather, rules.mass_within)
    here = faults.open_here(work, office.id)
    return [f for f in here if not f.hidden and f.since < known]


def gather_now(work: Work, office: Office, _fault: int) -> None:
    gathering.gather(work, office)


# ------------------------------------------------------------------ outages


def under_way(work: Work, office: Office) -> list[Outage]:
    here = outages.here(work, office.id)
    return [one for one in here if one.stage is Stage.OPEN]


def ticket(work: Work, outage: Outage) -> Request | None:
    return requests.peek(work, outage.request) if outage.request is not None else None


def unticketed(work: Work, office: Office) -> Iterator[int]:
    """Nobody has to report it for repair, and nobody asked for silence."""
    for outage in under_way(work, office):
        if outage.request is None and not silent.until(work, office, outage):
            yield outage.id


def file_it(work: Work, office: Office, number: int) -> None:
    rules = office.pack.alerts
    assert rules is not None
    outage = outages.load(work, office.id, number)
    those = [f for f in faults.of_outage(work, number) if f.open]
    if outage.request is None and those:
        ticketing.open_ticket(work, office, rules, outage, those)


def uncalled(work: Work, office: Office) -> Iterator[int]:
    """Its groups will never be called again, whoever forgets it."""
    return (one.id for one in under_way(work, office) if one.ring_at is None)


def call_now(work: Work, office: Office, number: int) -> None:
    outage = outages.load(work, office.id, number)
    outages.keep(work, replace(outage, ring_at=office.now))


def unclosed(work: Work, office: Office) -> Iterator[int]:
    """It works, its ticket is closed, and it is still counted as under way."""
    for outage in outages.here(work, office.id):
        filed = ticket(work, outage)
        if outage.stage is Stage.RECOVERED and (filed is None or filed.state not in LIVE):
            yield outage.id


PROOFS: tuple[Proof, ...] = (
    Proof(name="ungathered", misses=ungathered, mend=gather_now, of_faults=True),
    Proof(name="astray", misses=astray, mend=gather_now, of_faults=True),
    Proof(name="unticketed", misses=unticketed, mend=file_it),
    Proof(name="uncalled", misses=uncalled, mend=call_now),
    Proof(name="unclosed", misses=unclosed, mend=closing.without_ticket),
)
BY_NAME = {proof.name: proof for proof in PROOFS}
