"""An outage ends with its ticket: people have looked, and the device says so too."""

from dataclasses import replace

from bot.actions import alarming
from bot.actions.office import Office
from bot.alerts.outage import Outage, Stage
from bot.approvals.request import Request
from bot.followup.plan import LIVE
from storage import faults, journal, outages, requests
from storage.store import Work


def of(work: Work, office: Office, request: Request) -> Outage | None:
    """Whose ticket this is."""
    rules = office.pack.alerts
    if rules is None or request.kind != rules.ticket:
        return None
    return outages.of_request(work, request.id)


def ticket_changed(work: Work, office: Office, request: Request) -> None:
    if outage := of(work, office, request):
        alarming.changed(work, office, outage)


def ticket_over(work: Work, office: Office, request: Request) -> None:
    """What no signal ends, ends when people say so. What the device still says is wrong stays open,
    and its groups are called again."""
    outage = of(work, office, request)
    if outage is None or outage.stage is Stage.CLOSED:
        return
    left = [f for f in faults.of_outage(work, outage.id) if f.open]
    for fault in left:
        if fault.by_eye:
            faults.keep(work, replace(fault, ended_at=office.now, last_at=office.now))
    if any(not fault.by_eye and not fault.hidden for fault in left):
        still_dark(work, office, outage)
    else:
        close(work, office, outage)


def still_dark(work: Work, office: Office, outage: Outage) -> None:
    kept = outages.keep(work, replace(outage, ring_at=office.now, rung=0))
    data = {"outage": outage.id, "request": outage.request}
    journal.append(work, office.id, "outage.still_open", data)
    alarming.changed(work, office, kept)


def close(work: Work, office: Office, outage: Outage) -> None:
    closed = outages.keep(
        work,
        replace(
            outage,
            stage=Stage.CLOSED,
            recovered_at=outage.recovered_at or office.now,
            closed_at=office.now,
            ring_at=None,
        ),
    )
    journal.append(work, office.id, "outage.closed", {"outage": outage.id})
    if outage.stage is Stage.OPEN:
        alarming.recovered(work, office, closed)
    alarming.changed(work, office, closed)


def without_ticket(work: Work, office: Office, number: int) -> None:
    """One that recovered and waits for no ticket is closed."""
    outage = outages.load(work, office.id, number)
    ticket = requests.peek(work, outage.request) if outage.request is not None else None
    if outage.stage is Stage.RECOVERED and (ticket is None or ticket.state not in LIVE):
        close(work, office, outage)
