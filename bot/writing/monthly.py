"""The month in numbers, in the reader's words: what the picture and the paper are drawn from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.actions import reporting
from bot.actions.office import Office
from bot.cards import Card
from bot.registers.monthly import OUTCOMES, Month
from bot.registers.uptime import ZoneRow
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
            uptime(month, voice),
            troubles(month, voice),
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


WORST = 8  # zones drawn; the others stand in one line


def uptime(month: Month, voice: Voice) -> Section:
    found = month.uptime
    if not found.watched:
        return Section(title=voice.say("month.uptime"), nothing=voice.say("month.unwatched"))
    total = found.total
    worst = [row for row in found.zones if row.dark or row.planned][:WORST]
    rest = len(found.zones) - len(worst)
    least = found.zones[len(worst)].uptime if rest else 1.0
    return Section(
        title=voice.say("month.uptime"),
        bars=tuple(zone_bar(row) for row in worst),
        legend=tuple(voice.say(f"month.was_{name}") for name in ("alive", "dark", "planned")),
        tiles=(
            Tile(number=percent(total), label=voice.say("month.uptime_all")),
            Tile(number=hours(total.dark), label=voice.say("month.dark_hours")),
            Tile(number=hours(total.planned), label=voice.say("month.planned_hours")),
        ),
        lines=((voice.say("month.other_zones", n=rest), shown(least)),) if rest else (),
    )


TENTHS = 1000  # one bar: every zone is as wide, whatever hangs in it


def zone_bar(row: ZoneRow) -> Bar:
    """What is not nothing is a part that is seen."""
    dark, planned = (
        max(1, round(part / row.whole * TENTHS)) if part else 0
        for part in (row.dark, row.planned)
    )
    parts = (max(0, TENTHS - dark - planned), dark, planned)
    return Bar(label=row.zone, parts=parts, value=percent(row))


def percent(row: ZoneRow) -> str:
    return shown(row.uptime)


def shown(share: float) -> str:
    """Cut, not rounded: 100% is said of nothing that was dark for a moment."""
    return f"{int(share * 10_000) / 100:.4g}%"


def hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.1f}"


def troubles(month: Month, voice: Voice) -> Section:
    return Section(
        title=voice.say("month.troubles"),
        bars=tuple(
            Bar(
                label=voice.say(f"outage.trouble_{row.trouble}"),
                parts=(row.began - row.open, row.open),
                value=voice.say(
                    "month.trouble_value", n=row.began, median=brief(row.median, voice)
                ),
            )
            for row in month.uptime.troubles
        ),
        legend=(voice.say("month.trouble_over"), voice.say("month.trouble_open")),
        nothing=voice.say("month.no_troubles"),
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
