"""A standing authorisation taken back before its last day."""

from bot.actions import finding, granting, tasking
from bot.actions.office import Office
from bot.approvals.refusals import StaleCard
from bot.approvals.request import Request
from bot.followup.task import Task, done
from bot.people.person import Person
from storage import journal, tasks
from storage.store import Work

EXPIRY = "expiry"  # the task that waits for the last day


def take_back(work: Work, office: Office, by: Person, request_id: int) -> Request:
    """Its last day is today. Raises StaleCard where nothing is in force, or for anybody who could
    not have given it."""
    request = finding.request(work, office, request_id)
    waiting = [t for t in tasks.of_request(work, request.id) if open_expiry(t)]
    kind = tasking.kind_of(office, request).task(EXPIRY)
    if not granting.may_end(office, by) or not waiting or kind is None:
        raise StaleCard
    tasking.conclude(work, office, request, kind, done(waiting[0], by.id, {}, office.now))
    data = {"request": request.id, "by": by.id}
    journal.append(work, office.id, "grant.taken_back", data)
    return tasking.proceed(work, office, request, by.id)


def open_expiry(task: Task) -> bool:
    return task.kind == EXPIRY and not task.over
