"""Numbers for typed decisions are given back once nobody can mean the old case any more.

Else a busy approver's numbers would grow past what he cares to type.
"""

from datetime import timedelta

from bot.approvals.request import Request, State
from bot.notices import About
from storage import requests, slots, tasks
from storage.store import Work

ABOUT_A_REQUEST = (About.ASK, About.SECOND, About.OPINION, About.INFORMED)
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
    if kind not in ABOUT_A_REQUEST:
        return False
    request = requests.peek(work, int(number))
    if still_meant(request, kind, *map(int, step)):
        return False
    since = request.settled_at or request.opened_at or request.filed_at
    return since < work.now - KEPT


def still_meant(request: Request, kind: str, *rest: int) -> bool:
    """Whether the number on that card may still be typed and do something."""
    match kind:
        case About.ASK:
            current = (State.IN_APPROVAL, *rest)
            return (request.state, request.step, request.round) == current
        case About.SECOND:
            return request.token == rest[1]
    return request.state is State.IN_APPROVAL
