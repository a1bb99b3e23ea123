"""The systems units built themselves: which of them were filed with the security office."""

from bot.actions.office import Office
from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.followup.task import Task
from storage import filings, journal
from storage.store import Work


def file_system(work: Work, office: Office, request: Request, _task: Task) -> None:
    zones = granted(request)["zones"]
    filings.put(work, office.id, request.unit, zones, request.id)
    data = {"request": request.id, "zones": list(zones)}
    journal.append(work, office.id, "system.filed", data)


def renew_filing(work: Work, office: Office, request: Request, task: Task) -> None:
    """A year later the custodian said that it is still so."""
    filings.confirm(work, office.id, request.id)
    data = {"request": request.id, "by": task.officer}
    journal.append(work, office.id, "system.confirmed", data)
