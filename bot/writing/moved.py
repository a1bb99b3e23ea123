"""The calendar changed: what is due later or earlier for this reader, all on one card."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import tasking
from bot.approvals.request import State
from bot.cards import Card
from bot.notices import About
from bot.people.days import PeriodKind
from bot.speech import Voice
from bot.writing.scene import Scene
from storage import moves, requests, rings, tasks
from storage.moves import Move

SHOWN = 6  # entries of the calendar named on a card; what moved is named whole


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """What still stands as it was moved; a deadline met or moved again has nothing left to say."""
    reader, change = scene.reader.person, int(about[0])
    if reader is None:
        return None
    standing = [m for m in moves.of_change(scene.work, change) if stands(scene, m)]
    owed = [m for m in standing if reader.id in m.owes]
    awaited = [m for m in standing if reader.id in m.waits and m not in owed]
    if not owed and not awaited:
        return None
    voice = scene.voice
    return Card(
        title=voice.say("moved.title"),
        body=(
            *written(scene, change),
            *section(scene, "moved.owed", owed),
            *section(scene, "moved.awaited", awaited),
        ),
        hint=voice.say("moved.hint"),
    )


def stands(scene: Scene, move: Move) -> bool:
    what, number = parted(move)
    return MOVING[what].due(scene, number) == move.due


def parted(move: Move) -> tuple[About, int]:
    what, _, number = move.about.partition("/")
    return About(what), int(number)


def section(scene: Scene, heading: str, some: Iterable[Move]) -> tuple[str, ...]:
    lines = [line(scene, move) for move in some]
    return (scene.voice.say(heading), *lines) if lines else ()


def line(scene: Scene, move: Move) -> str:
    voice, (what, number) = scene.voice, parted(move)
    times = {"was": voice.brief(move.was), "due": voice.brief(move.due)}
    return voice.say("moved.line", what=MOVING[what].title(scene, number), **times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """What can be moved: until when it is due now (None: not any more), and what it is called."""

    due: Callable[[Scene, int], datetime | None]
    title: Callable[[Scene, int], str]


def task_due(scene: Scene, number: int) -> datetime | None:
    task = tasks.peek(scene.work, number)
    return None if task.over else task.due_at


def task_title(scene: Scene, number: int) -> str:
    task = tasks.peek(scene.work, number)
    request = requests.peek(scene.work, task.request)
    kind = tasking.kind_of(scene.office, request).task(task.kind)
    title = scene.voice(kind.title) if kind else task.kind
    return scene.voice.say("task.title", task=title, number=request.number)


def step_due(scene: Scene, number: int) -> datetime | None:
    wait, request = rings.wait_of(scene.work, number), requests.peek(scene.work, number)
    return wait.due_at if wait and request.state is State.IN_APPROVAL else None


def step_title(scene: Scene, number: int) -> str:
    request = requests.peek(scene.work, number)
    return scene.voice.say("moved.step", number=request.number)


MOVING: Mapping[About, Moving] = {
    About.TASK: Moving(due=task_due, title=task_title),
    About.ASK: Moving(due=step_due, title=step_title),
}


# ------------------------------------------------------------------ what was written


def written(scene: Scene, change: int) -> tuple[str, ...]:
    """New entries first; an entry that was only corrected is not told as gone."""
    what = moves.peek(scene.work, change)
    days = {entry[0] for entry in what.added}
    gone = [entry for entry in what.removed if entry[0] not in days]
    told = [entry_line(scene.voice, *entry) for entry in what.added]
    told += [scene.voice.say("moved.gone", entry=entry_line(scene.voice, *e)) for e in gone]
    more = len(told) - SHOWN
    rest = (scene.voice.say("moved.more", n=more),) if more > 0 else ()
    return (*told[:SHOWN], *rest)


def entry_line(voice: Voice, first: str, last: str, kind: str, name: str) -> str:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    shape = "period" if kind in set(PeriodKind) else "day"
    return voice.say(
        f"calendar.{shape}",
        days=voice.days(start, end),
        kind=voice.say(f"calendar.kind_{kind}"),
        name=name,
    )
