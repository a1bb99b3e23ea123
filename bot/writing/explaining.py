"""How a deadline comes to be when it is: its own account, stretch by stretch."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.actions import moved_tasks, tasking, timing
from bot.actions.office import Office
from bot.approvals.pack import SYSTEM
from bot.approvals.request import Request, State
from bot.cards import Button, Card
from bot.followup.deadline import Deadline
from bot.followup.plan import Case
from bot.followup.task import Task
from bot.notices import About
from bot.people.calendar import Counting, Line
from bot.people.days import Day, DayKind
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing.moved import MOVING
from bot.writing.scene import Scene
from storage import rings
from storage.store import Work

HOUR, ONE = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`due` is the moment that holds, whatever the deadline comes to."""

    what: About  # a key of MOVING
    number: int
    deadline: Deadline
    due: datetime


def card(scene: Scene, request: Request, task: int = 0) -> Card:
    """Every open deadline of a case; of one task where that is asked."""
    found = accounts(scene.work, scene.office, request, task)
    body = tuple(text(scene, account) for account in found)
    say = scene.voice.say
    return Card(
        title=say("explain.title", number=request.number), body=body or (say("explain.none"),)
    )


def accounts(work: Work, office: Office, request: Request, task: int = 0) -> Iterator[Account]:
    if not task and (step := of_step(work, office, request)):
        yield step
    case = tasking.case_of(work, request)
    for one in case.tasks:
        known = of_task(office, case, one) if task in (0, one.id) else None
        if known:
            yield known


def of_step(work: Work, office: Office, request: Request) -> Account | None:
    wait = rings.wait_of(work, request.id)
    if request.state is not State.IN_APPROVAL or wait is None or wait.due_at is None:
        return None
    deadline = timing.deadline_of(office, wait)
    return Account(what=About.ASK, number=request.id, deadline=deadline, due=wait.due_at)


def of_task(office: Office, case: Case, task: Task) -> Account | None:
    kind = tasking.kind_of(office, case.request).task(task.kind)
    if kind is None or task.over or task.due_at is None or SYSTEM in kind.actors:
        return None
    deadline = moved_tasks.deadline_of(office, case, task)
    if deadline is None:
        return None
    return Account(what=About.TASK, number=task.id, deadline=deadline, due=task.due_at)


# ------------------------------------------------------------------ in words


def text(scene: Scene, account: Account) -> str:
    """One account; its lines stand below each other."""
    calendar, deadline = scene.office.calendar, account.deadline
    said, comes_to = scene.voice, deadline.at(calendar)
    lines = deadline.lines(calendar)
    title = MOVING[account.what].title(scene, account.number)
    told = [title, rule(said, deadline)]
    if deadline.follows_calendar:
        told += [line(said, one) for one in lines]
    told.append(said.say("explain.due", at=said.brief(comes_to)))
    if comes_to != account.due:
        told.append(said.say("explain.kept", at=said.brief(account.due)))
    unknown = {day.date.year for one in lines for day in one.days if not day.known}
    told += [said.say("calendar.unknown_year", year=year) for year in sorted(unknown)]
    return "\n".join(told)


def rule(voice: Voice, deadline: Deadline) -> str:
    """Where it starts, how long it is, and what counts."""
    start = voice.brief(deadline.start)
    if deadline.days:
        return voice.say(f"explain.days_{deadline.counting}", at=start, n=deadline.days)
    span = timedelta(hours=deadline.hours)
    if span <= timedelta():
        return voice.say("explain.at_once", at=start)
    return voice.say(f"explain.{deadline.counting}", at=start, span=voice.lasting(span))


def line(voice: Voice, one: Line) -> str:
    key = "explain.counted" if one.counted else "explain.rest"
    length = voice.lasting(minute(one.end) - minute(one.start))
    stretch = spelled(voice, one.start, one.end)
    why = reasons(voice, one)
    return voice.say(f"{key}_why" if why else key, stretch=stretch, length=length, why=why)


def minute(at: datetime) -> datetime:
    """As it is shown: what is read adds up, whatever the seconds are."""
    return at.replace(second=0, microsecond=0)


def spelled(voice: Voice, start: datetime, end: datetime) -> str:
    """Whole days as days, anything else by the clock; a day ends at 24:00, not at the next 0:00."""
    midnight = time.min
    if start.time() == midnight and end.time() == midnight:
        return voice.days(start.date(), (end - ONE).date())
    if end.time() == midnight:
        return f"{voice.brief(start)}–24:00" if end - start <= ONE else voice.span(start, end)
    return voice.brief_span(start, end)


def reasons(voice: Voice, one: Line) -> list[str]:
    """Why a stretch is as it is; of an ordinary working day there is nothing to say."""
    return list(
        dict.fromkeys(filter(None, (reason(voice, day, one.counted) for day in one.days)))
    )


def reason(voice: Voice, day: Day, counted: bool) -> str:
    if day.works and not counted:
        return voice.say("explain.outside_hours")
    if day.kind is DayKind.WORKING:
        return ""
    if day.kind in (DayKind.MAKE_UP, DayKind.WEEKEND) or not day.name.zh:
        return voice.say(f"calendar.kind_{day.kind}")
    return voice(day.name)


# ------------------------------------------------------------------ the button


def button(voice: Voice, request: Request, task: int = 0) -> Button:
    return Button(
        text=voice.say("explain.ask"),
        tap=Tap(Verb.WHY, request.id, arg=str(task) if task else ""),
        typed=voice.say("explain.ask_typed", number=request.id),
    )


def puzzling(office: Office, account: Account | None) -> bool:
    """Whether days of rest lie in it, or it was set otherwise: then one wonders."""
    if account is None or account.deadline.counting is Counting.ALWAYS:
        return False
    rests = any(not one.counted for one in account.deadline.lines(office.calendar))
    return rests or account.deadline.at(office.calendar) != account.due
