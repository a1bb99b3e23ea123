"""What one shift leaves to the next: cases of some kinds with something still to be done."""

from collections import defaultdict

from bot.actions import tasking
from bot.actions.entering import place_in_words
from bot.actions.office import Office
from bot.approvals.pack import TaskKind
from bot.approvals.request import Request
from bot.registers.fields import OPEN_ITEMS
from bot.registers.wording import enumerated
from storage import requests, tasks
from storage.store import Work


def listed(
    work: Work, office: Office, kind: TaskKind, request: Request
) -> dict[str, list[str]]:
    """As the report keeps it; empty for a task that lists nothing."""
    return {OPEN_ITEMS: lines(work, office, kind, request)} if kind.lists else {}


def lines(work: Work, office: Office, kind: TaskKind, request: Request) -> list[str]:
    """故障〔2026〕0003 餐厅：维修. In the words of the book, which is the school's own."""
    waiting: dict[int, list[str]] = defaultdict(list)
    for task in tasks.unfinished(work, office.id) if kind.lists else ():
        if task.request != request.id:
            waiting[task.request].append(task.kind)
    found = ((requests.peek(work, number), todo) for number, todo in waiting.items())
    return [line(office, one, todo) for one, todo in found if one.kind in kind.lists]


def line(office: Office, request: Request, todo: list[str]) -> str:
    kind = tasking.kind_of(office, request)
    titles = [task.title.zh for name in dict.fromkeys(todo) if (task := kind.task(name))]
    place = enumerated(place_in_words(office, request)[:3])
    return f"{request.number} {place}：{'、'.join(titles)}".replace(" ：", "：")
