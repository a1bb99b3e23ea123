"""Open deadlines move with the calendar: whatever counts in working time, and nothing else.

A kind of deadline is one line of MOVERS: how to find what would move, and how to keep it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.actions import moved_steps, moved_tasks
from bot.actions.office import Office
from bot.notices import About
from bot.people.calendar import Calendar
from storage.moves import Move
from storage.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    find: Callable[[Work, Office, Calendar], Iterable[Move]]  # the calendar as it will be
    keep: Callable[[Work, Office, Move], None]  # the office has it by then


def foreseen(work: Work, office: Office, calendar: Calendar) -> list[Move]:
    """What would move if the office's calendar became this one. Nothing is changed."""
    return [move for mover in MOVERS.values() for move in mover.find(work, office, calendar)]


def keep(work: Work, office: Office, moved: Iterable[Move]) -> None:
    for move in moved:
        MOVERS[About(move.about.partition("/")[0])].keep(work, office, move)


MOVERS: Mapping[About, Mover] = {
    About.TASK: Mover(find=moved_tasks.find, keep=moved_tasks.keep),
    About.ASK: Mover(find=moved_steps.find, keep=moved_steps.keep),
}
