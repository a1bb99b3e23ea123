"""The month in numbers, in the reader's words: what the picture and the paper are drawn from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.actions import reporting
from bot.actions.office import Office
from bot.cards import Card
from bot.registers.monthly import OUTCOMES, Month
from bot.speech import Voice
from bot.writing.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`parts` by outcome, or one part; drawn to a scale common to the whole chart."""

    label: str
    parts: tuple[int, ...]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    number: str
    label: str
    alarming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    bars: tuple[Bar, ...] = ()
    legend: tuple[str, ...] = ()
    shades: tuple[int, ...] = (0, 1, 2, 3)  # good, bad, pale, waiting: of each part
    tiles: tuple[Tile, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    nothing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    school: str
    title: str
    made: str
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    source: str


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """Said only where nothing can be drawn: this machine has no Chinese letters."""
    return Card(
        title=title(first_of(about), scene.voice), body=(scene.voice.say("month.undrawn"),)
    )


def first_of(about: tuple[str, ...] | list[str]) -> date:
    return date.fromisoformat(f"{about[0]}-01")


def name_of(about: tuple[str, ...] | list[str], voice: Voice) -> str:
    """Of the file."""
    return f"{title(first_of(about), voice)}.{about[1]}"


def title(first: date, voice: Voice) -> str:
    return voice.say(
        "month.title", year=first.year, month=voice.say(f"month.name_{first.month}")
    )


def written(office: Office, month: Month, voice: Voice, school: str) -> Report:
    return Report(
        school=school,
        title=title(month.start.date(), voice),
        made=voice.say("month.made", at=office.now),
        tiles=(
            Tile(number=str(month.filed), label=voice.say("month.filed")),
            Tile(number=str(month.total("done")), label=voice.say("month.done")),
            Tile(number=str(month.total("open")), label=voice.say("month.open")),
            Tile(
                number=str(month.tasks.late + month.tasks.overdue),
                label=voice.say("month.late"),
                alarming=month.tasks.late + month.tasks.overdue > 0,
            ),
        ),
        sections=(
            kinds(month, voice),
            steps(month, voice),
            tasks(month, voice),
            faults(month, voice),
            books(month, voice),
        ),
        source=voice.say("month.source"),
    )


def kinds(month: Month, voice: Voice) -> Section:
    return Section(
        title=voice.say("month.kinds"),
        bars=tuple(
            Bar(
                label=voice(row.title),
                parts=tuple(row.outcomes[name] for name in OUTCOMES),
                value=str(row.filed),
            )
            for row in month.kinds
        ),
        legend=tuple(voice.say(f"month.outcome_{name}") for name in OUTCOMES),
        nothing=voice.say("month.no_requests"),
    )


def steps(month: Month, voice: Voice) -> Section:
    return Section(
        title=voice.say("month.steps"),
        bars=tuple(
            Bar(
                label=voice(row.role),
                parts=(minutes(row.median),),
                value=voice.say("month.took", median=row.median, n=row.signed),
            )
            for row in month.steps
        ),
        nothing=voice.say("month.no_signatures"),
    )


def minutes(span: timedelta) -> int:
    return max(1, int(span.total_seconds() // 60))


def tasks(month: Month, voice: Voice) -> Section:
    found = month.tasks
    counted = (("in_time", found.in_time), ("late", found.late), ("overdue", found.overdue))
    return Section(
        title=voice.say("month.tasks"),
        bars=()
        if not found.due
        else (
            Bar(
                label=voice.say("month.tasks_due"),
                parts=tuple(n for _, n in counted),
                value=str(found.due),
            ),
        ),
        legend=tuple(voice.say(f"month.task_{name}", n=n) for name, n in counted),
        shades=(0, 3, 1),
        lines=tuple(
            (voice(label), voice.say("month.times_late", n=n)) for label, n in found.worst
        ),
        nothing=voice.say("month.no_tasks"),
    )


def faults(month: Month, voice: Voice) -> Section:
    found = month.faults
    judged = found.reported_in_time + found.reported_late
    tiles = (
        Tile(number=str(found.repaired), label=voice.say("month.repaired")),
        Tile(
            number=f"{found.reported_in_time}/{judged}",
            label=voice.say("month.reported_in_time"),
            alarming=found.reported_late > 0,
        ),
        Tile(number=brief(found.to_repair, voice), label=voice.say("month.to_repair")),
        Tile(
            number=str(found.unrepaired),
            label=voice.say("month.unrepaired"),
            alarming=found.unrepaired > 0,
        ),
    )
    return Section(
        title=voice.say("month.faults"),
        tiles=tiles if found.repaired or found.unrepaired else (),
        nothing=voice.say("month.no_faults"),
    )


def brief(span: timedelta | None, voice: Voice) -> str:
    return voice.lasting(span) if span is not None else "—"


def books(month: Month, voice: Voice) -> Section:
    return Section(
        title=voice.say("month.books"),
        lines=tuple(
            (voice(title), voice.say("month.entries", n=n)) for title, n in month.books
        ),
        nothing=voice.say("month.no_entries"),
    )


def report_for(scene: Scene, about: Iterable[str]) -> Report:
    first = first_of(tuple(about))
    month = reporting.month(scene.work, scene.office, first)
    return written(scene.office, month, scene.voice, scene.office.rules.name)
