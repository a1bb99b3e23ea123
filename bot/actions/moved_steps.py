"""The time of a signature, as it follows the school's calendar."""

from collections.abc import Iterator
from datetime import datetime

from bot.actions import announcing, timing
from bot.actions.office import Office
from bot.approvals.request import Request, State, asked_now
from bot.followup.deadline import moved
from bot.notices import About, subject
from bot.people.calendar import Calendar, Counting
from storage import requests, rings
from storage.moves import Move
from storage.store import Work


def find(work: Work, office: Office, calendar: Calendar) -> Iterator[Move]:
    """Steps whose time runs. Once it is over the next in line was asked, and stays asked."""
    for wait in rings.counting(work, office.id, Counting.WORKING_DAYS):
        request = requests.peek(work, wait.request)
        if request.state is not State.IN_APPROVAL or not wait.due_at:
            continue
        if wait.due_at <= office.now:
            continue
        deadline = timing.deadline_of(office, wait)
        due = moved(deadline, wait.due_at, office.calendar, calendar, office.now)
        due = before_it_is_gone(work, office, request, wait.due_at, due)
        if due != wait.due_at:
            yield Move(
                about=subject(About.ASK, request.id),
                was=wait.due_at,
                due=due,
                owes=tuple(sorted(asked_now(request))),
                waits=tuple(dict.fromkeys((request.requester, *request.owners))),
            )


def before_it_is_gone(
    work: Work, office: Office, request: Request, was: datetime, due: datetime
) -> datetime:
    """No holiday lets a signature take longer than the footage lasts."""
    end = timing.unsafe_until(work, office, request)
    return due if end is None or due <= end else max(was, end)


def keep(work: Work, office: Office, move: Move) -> None:
    """With its bells: at half of the time, and when all of it is gone."""
    number = int(move.about.partition("/")[2])
    wait = rings.wait_of(work, number)
    assert wait is not None
    timing.move(work, office, wait, move.due)
    request = requests.peek(work, number)
    announcing.refresh(work, office, request, {request.step})
