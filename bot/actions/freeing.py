"""Numbers for typed decisions are given back once nobody can mean the old case any more.

Else a busy approver's numbers would grow past what he cares to type.
"""

from datetime import timedelta

from bot.approvals.request import Request, State
from bot.notices import About
from storage import requests, slots, tasks
from storage.store import Work

KEPT = timedelta(days=30)  # a number on an older card may still be typed


def free_numbers(work: Work) -> int:
    """How many cases lost their number."""
    old = [(school, about) for school, about in slots.held(work) if long_over(work, about)]
    for school, about in old:
        slots.release(work, school, about)
    return len(old)


def long_over(work: Work, about: str) -> bool:
    kind, number, *step = about.split("/")
    if kind == About.TASK:
        task = tasks.peek(work, int(number))
        return task.over and task.opened_at < work.now - KEPT
    if kind not in (About.ASK, About.SECOND):
        return False
    request = requests.peek(work, int(number))
    if still_asked(request, kind, *map(int, step)):
        return False
    since = request.settled_at or request.opened_at or request.filed_at
    return since < work.now - KEPT


def still_asked(request: Request, kind: str, step_or_seat: int, round_or_token: int) -> bool:
    if kind == About.SECOND:
        return request.token == round_or_token
    current = (State.IN_APPROVAL, step_or_seat, round_or_token)
    return (request.state, request.step, request.round) == current
