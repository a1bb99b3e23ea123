"""What happens when the bell rings for a request: it is asked whether that is still true, and only
then somebody hears of it (C30, C36, C49)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.actions import tasking, timing
from bot.actions.announcing import announce, say_again, still_asked, urgent_now
from bot.actions.filing import seating
from bot.actions.office import Office
from bot.actions.owing import report_stuck, tell_at
from bot.actions.timing import pace_of
from bot.approvals import deadlines, progress
from bot.approvals.chain import NOBODY
from bot.approvals.deadlines import Rung
from bot.approvals.pack import SYSTEM, Opens
from bot.approvals.request import Request, State, asked_now
from bot.followup.task import Stage
from bot.notices import Reason
from bot.people.person import PersonId
from storage import requests, rings, tasks
from storage.rings import EVERYBODY, Ring
from storage.store import Work

A_WHILE = timedelta(minutes=15)


def ring(work: Work, office: Office) -> int:
    """All that is due; how many that were. Ring as often as you like, in any number of
    processes: whoever comes second finds the ring gone."""
    late = rings.due(work, office.id, work.now)
    for request in dict.fromkeys(one.request for one in late):
        sound(work, office, request)
    return len(late)


def sound(work: Work, office: Office, request_id: int) -> None:
    """All that is due for one request, in its order: each ring may silence those after it."""
    request = requests.load(work, request_id)
    if not deadlines.waits(request):
        rings.forget(work, request.id)
    elif late := due_of(work, request_id):
        SOUNDS[late[0].rung](work, office, request, late[0])
        if late[1:]:
            sound(work, office, request_id)


def due_of(work: Work, request_id: int) -> list[Ring]:
    of = rings.of_request(work, request_id).values()
    return sorted((one for one in of if one.at <= work.now), key=lambda one: one.at)


def put_off(work: Work, request_id: int) -> None:
    """It could not be rung; the others must not wait for it."""
    at = work.now + A_WHILE
    rings.keep(work, [replace(one, at=at) for one in due_of(work, request_id)])


def arm_all(work: Work, office: Office) -> int:
    """Requests no bell would ring for get their time from now on: those of an older release, or
    whose rows were lost."""
    found = rings.unarmed(work, office.id)
    for number in found:
        timing.arm(work, office, requests.load(work, number))
    return len(found)


# ------------------------------------------------------------------ signatures


def half(work: Work, office: Office, request: Request, one: Ring) -> None:
    rings.drop(work, request.id, one.person)
    if one.person in asked_now(request):
        remind(work, office, request, {one.person}, one)


def ran_out(work: Work, office: Office, request: Request, one: Ring) -> None:
    """Nobody signed in time: whoever is next in line is asked as well, everybody else reminded."""
    before = asked_now(request)
    late, events = progress.run_out(request, seating(office), office.now)
    if not events:
        rings.drop(work, request.id, EVERYBODY)
        return
    requests.keep(work, late)
    asked = still_asked(request, late)
    announce(work, office, late, events, by=NOBODY, asked=asked)
    if late.overdue:
        remind(work, office, late, asked, one)
        if not asked_now(late) - before:
            report_stuck(work, office, "late", late)
        tell_at(work, office, late, Reason.RAN_OUT, one.at)
        ring_again(work, office, late, one)


def again(work: Work, office: Office, request: Request, one: Ring) -> None:
    wait = rings.wait_of(work, request.id)
    if wait is None or deadlines.given_up(pace_of(office), wait.opened_at, office.now):
        expire(work, office, request)
        return
    remind(work, office, request, asked_now(request), one)
    ring_again(work, office, request, one)


def ring_again(work: Work, office: Office, request: Request, one: Ring) -> None:
    wait = rings.wait_of(work, request.id)
    assert wait  # an open request has one
    time = timedelta(seconds=wait.allotted)
    at = deadlines.next_after_due(wait.opened_at, office.now, time)
    rung = Rung.AGAIN if request.state is State.IN_APPROVAL else one.rung
    rings.keep(work, [timing.ring_of(wait, EVERYBODY, rung, at)])


def remind(
    work: Work, office: Office, request: Request, whom: Collection[PersonId], one: Ring
) -> None:
    mark = f"{one.rung}/{one.at.isoformat()}"
    urgent = urgent_now(work, office, request)
    say_again(work, office, request, whom, Reason.REMINDED, mark, urgent=urgent)


# ------------------------------------------------------------------ the requester, the use


def supply(work: Work, office: Office, request: Request, one: Ring) -> None:
    """Returned, and nothing came: he is reminded until it is given up."""
    wait = rings.wait_of(work, request.id)
    if wait is None or deadlines.given_up(pace_of(office), wait.opened_at, office.now):
        expire(work, office, request)
        return
    tell_at(work, office, request, Reason.SUPPLYING, one.at)
    ring_again(work, office, request, one)


def soon(work: Work, office: Office, request: Request, one: Ring) -> None:
    wait = rings.wait_of(work, request.id)
    assert wait
    assert wait.due_at
    if not in_use(work, office, request):
        tell_at(work, office, request, Reason.SUPPLYING, one.at)
    rings.keep(work, [timing.ring_of(wait, EVERYBODY, Rung.VALID, wait.due_at)])


def valid(work: Work, office: Office, request: Request, _one: Ring) -> None:
    """Once it is being used, if only by an appointment, its tasks see to the rest. Else it is
    over."""
    if in_use(work, office, request):
        rings.drop(work, request.id, EVERYBODY)
    else:
        expire(work, office, request)


def in_use(work: Work, office: Office, request: Request) -> bool:
    kind = tasking.kind_of(office, request)
    done = (t.kind for t in tasks.of_request(work, request.id) if t.state is Stage.DONE)
    return any(
        task.opens is Opens.APPROVED and SYSTEM not in task.actors
        for name in done
        if (task := kind.task(name))
    )


def expire(work: Work, office: Office, request: Request) -> None:
    over, events = progress.expire(request, office.now)
    requests.keep(work, over)
    announce(work, office, over, events, by=NOBODY)


Sound = Callable[[Work, Office, Request, Ring], None]
SOUNDS: Mapping[Rung, Sound] = {
    Rung.HALF: half,
    Rung.DUE: ran_out,
    Rung.AGAIN: again,
    Rung.SUPPLY: supply,
    Rung.SOON: soon,
    Rung.VALID: valid,
}
