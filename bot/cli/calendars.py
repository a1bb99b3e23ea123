"""`calendar show|add|remove|import|export`: what a school itself writes above the official days."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.deputies import console, in_office
from bot.cli.lists import DryRun, ListFile
from bot.cli.settings import AsJson, ConfigFile, SchoolName
from bot.cli.speaking import NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.actions.office import Office
    from bot.cards import Saying
    from bot.people.calendar import Calendar
    from bot.people.days import Almanac, Day
    from storage.store import Work

DAYS = ["%Y-%m-%d"]
First = Annotated[
    datetime, typer.Argument(metavar="DATE", formats=DAYS, help=say("cli.option.day"))
]
Last = Annotated[
    datetime | None, typer.Option("--to", formats=DAYS, help=say("cli.option.last_day"))
]
From = Annotated[
    datetime | None, typer.Option("--from", formats=DAYS, help=say("cli.option.from"))
]
KindWord = Annotated[str, typer.Option("--kind", help=say("cli.option.day_kind"))]
Name = Annotated[str, typer.Option("--name", help=say("cli.option.day_name"))]
Flags = Annotated[list[str] | None, typer.Option("--flag", help=say("cli.option.day_flag"))]
Told = Annotated[str, typer.Option("--announced", help=say("cli.option.announced"))]

AHEAD = timedelta(days=365)
ISO = "%Y-%m-%d"


def add(
    day: First,
    school: SchoolName,
    kind: KindWord,
    name: Name,
    to: Last = None,
    flag: Flags = None,
    announced: Told = "",
    dry_run: DryRun = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    from bot.people import calendar_sheet

    row = [
        f"{day:{ISO}}",
        f"{to:{ISO}}" if to else "",
        kind,
        name,
        ";".join(flag or ()),
        announced,
    ]

    def changed(office: "Office") -> "Almanac":
        new, wrong = understood(office, table([calendar_sheet.COLUMNS, row]))
        none_wrong(wrong, "cli.calendar")
        return office.school.almanac.with_(new)

    rewrite(config, school, changed, dry_run=dry_run, as_json=as_json)


def remove(
    day: First,
    school: SchoolName,
    to: Last = None,
    name: Annotated[str, typer.Option("--name", help=say("cli.option.only_named"))] = "",
    dry_run: DryRun = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    def changed(office: "Office") -> "Almanac":
        before = office.school.almanac
        after = before.without(day.date(), (to or day).date(), name)
        if after == before:
            raise Stop(say("cli.calendar_nothing_there", day=day.date()), code=NO)
        return after

    rewrite(config, school, changed, dry_run=dry_run, as_json=as_json)


def import_(
    file: ListFile,
    school: SchoolName,
    dry_run: DryRun = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    data = file.read_bytes()

    def changed(office: "Office") -> "Almanac":
        new, wrong = understood(office, data)
        none_wrong(wrong, str(file))
        return new

    rewrite(config, school, changed, dry_run=dry_run, as_json=as_json)


def export(
    school: SchoolName,
    config: ConfigFile = None,
    output: Annotated[Path | None, typer.Option("-o", help=say("cli.option.output"))] = None,
) -> None:
    """A file that `import` reads again."""
    from bot.people import calendar_sheet

    def job(_work: "Work", office: "Office") -> list[tuple[str, ...]]:
        return list(calendar_sheet.rows(office.school.almanac))

    data = table([calendar_sheet.COLUMNS, *in_office(config, school, job)])
    if output:
        output.write_bytes(data)
    else:
        print(data.decode("utf-8-sig"), end="")


def table(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # which Excel needs to see Chinese as Chinese


def understood(office: "Office", data: bytes) -> "tuple[Almanac, tuple[Saying, ...]]":
    from bot.people import calendar_sheet

    return calendar_sheet.almanac(data, flags=set(office.pack.flags), zone=office.rules.zone)


def none_wrong(mistakes: "Iterable[Saying]", where: str) -> None:
    lines = [f"{where}: {VOICE(mistake)}" for mistake in mistakes]
    if lines:
        raise Stop(*lines, say("cli.nothing_imported", count=len(lines)), code=NO)


def rewrite(
    config: Path | None,
    school: str,
    changed: "Callable[[Office], Almanac]",
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Deadlines move in the transaction that writes; a dry run says which would."""
    from bot.actions import writing_calendar

    def job(work: "Work", office: "Office") -> dict[str, Any]:
        almanac = changed(office)
        if dry_run:
            moved = writing_calendar.foreseen(work, office, almanac)
        else:
            moved = writing_calendar.write(work, office, almanac, console())
        counted = {"days": len(almanac.changes), "periods": len(almanac.periods)}
        return {"school": school, **counted, "moved": len(moved)}

    done = in_office(config, school, job, write=not dry_run)
    key = "cli.calendar_would" if dry_run else "cli.calendar_done"
    print(json.dumps(done, ensure_ascii=False) if as_json else say(key, **done))


# ------------------------------------------------------------------ looking


def show(
    school: SchoolName,
    start: From = None,
    to: Last = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Every day that is not as the week has it, and every period, for a year from today."""

    def job(_work: "Work", office: "Office") -> list[dict[str, Any]]:
        first = (start or datetime.now(UTC).astimezone(office.rules.zone)).date()
        last = to.date() if to else first + AHEAD
        calendar = office.calendar
        spell = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        days = [day_told(calendar.day_of(day)) for day in spell if named(calendar.day_of(day))]
        unknown = [
            year for year in range(first.year, last.year + 1) if not calendar.knows(year)
        ]
        return [*days, *periods_told(calendar, first, last), *map(unknown_told, unknown)]

    rows = in_office(config, school, job)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(line(row))


def named(day: "Day") -> bool:
    return bool(day.name.zh)


def day_told(day: "Day") -> dict[str, Any]:
    iso = day.date.isoformat()
    return {"from": iso, "to": iso, "kind": day.kind.value, "name": VOICE(day.name)}


def periods_told(calendar: "Calendar", first: Any, last: Any) -> list[dict[str, Any]]:
    return [
        {
            "from": period.start.isoformat(),
            "to": period.end.isoformat(),
            "kind": period.kind.value,
            "name": period.name,
        }
        for period in calendar.own.periods
        if period.end >= first and period.start <= last
    ]


def unknown_told(year: int) -> dict[str, Any]:
    return {"kind": "unknown", "year": year}


def line(row: dict[str, Any]) -> str:
    if row["kind"] == "unknown":
        return say("calendar.unknown_year", year=row["year"])
    kind = say(f"calendar.kind_{row['kind']}")
    dates = row["from"] if row["from"] == row["to"] else f"{row['from']} – {row['to']}"
    return f"{dates}\t{kind}\t{row['name']}"
