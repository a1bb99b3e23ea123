"""What a done task changes outside its own case. A pack names effects (`does = [...]`)."""

from collections.abc import Callable, Mapping

from bot.actions.office import Office
from bot.approvals.request import Request
from bot.followup.task import Task
from storage.store import Work

Effect = Callable[[Work, Office, Request, Task], None]

EFFECTS: Mapping[str, Effect] = {}
