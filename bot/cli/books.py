"""`book`: a register in the school's own columns."""

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import ConfigFile, SchoolName, in_store, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, Stop, say

if TYPE_CHECKING:
    from storage.books import Entry
    from storage.store import Work


class Format(StrEnum):
    """How a register can be written today; a PDF comes with the printed forms."""

    XLSX = "xlsx"
    CSV = "csv"


Day = Annotated[
    datetime, typer.Option("--from", formats=["%Y-%m-%d"], help=say("cli.option.from"))
]
LastDay = Annotated[
    datetime, typer.Option("--to", formats=["%Y-%m-%d"], help=say("cli.option.to"))
]
BookName = Annotated[str, typer.Argument(metavar="NAME", help=say("cli.option.book"))]
Written = Annotated[Path, typer.Option("-o", "--output", help=say("cli.option.output"))]


def book(
    name: BookName,
    school: SchoolName,
    first: Day,
    last: LastDay,
    output: Written,
    format_: Annotated[
        Format, typer.Option("--format", help=say("cli.option.format"))
    ] = Format.XLSX,
    config: ConfigFile = None,
) -> None:
    from bot.approvals import policy
    from bot.exporting import csv, xlsx
    from bot.registers.books import printed
    from storage import books

    settings = read_settings(config)
    place = the_school(settings, school)
    pack = policy.named(place.pack)
    if name not in pack.books:
        raise Stop(say("cli.no_such_book", book=name, known=list(pack.books)), code=NO)
    if last < first:
        raise Stop(say("cli.dates_reversed"))

    def read(work: "Work") -> "list[Entry]":
        start = datetime.combine(first.date(), datetime.min.time(), place.zone)
        # Both days belong to what is asked for.
        end = datetime.combine(last.date() + timedelta(days=1), datetime.min.time(), place.zone)
        return books.entries(work, school, name, start, end)

    entries = in_store(settings, read)
    page = printed(
        pack.books[name],
        entries,
        zone=place.zone,
        school=place.name,
        first=first.date(),
        last=last.date(),
    )
    writer = xlsx if format_ is Format.XLSX else csv
    output.write_bytes(writer.written(page))
    print(say("cli.book_done", entries=len(entries), path=str(output)))
