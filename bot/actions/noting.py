"""What became of a request, in the journal."""

from collections.abc import Iterable

from bot.actions.office import Office
from bot.approvals.events import Event
from bot.approvals.request import Request
from bot.people.person import PersonId
from storage import journal
from storage.store import Work


def note(
    work: Work, office: Office, request: Request, events: Iterable[Event], by: PersonId
) -> None:
    entries = ((f"request.{event.name}", told(request, event, by)) for event in events)
    journal.append_all(work, office.id, entries)


def told(request: Request, event: Event, by: PersonId) -> dict[str, object]:
    """Ids and verdicts, no names and no reasons: these can be erased."""
    return {"request": request.id, "number": request.number, "by": by, **event.record()}
