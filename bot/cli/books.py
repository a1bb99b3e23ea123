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
    from bot.registers.books import Printed
    from storage.books import Entry
    from storage.store import Work


class Format(StrEnum):
    XLSX = "xlsx"
    PDF = "pdf"
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
    output.write_bytes(written(format_, page))
    print(say("cli.book_done", entries=len(entries), path=str(output)))


def written(format_: Format, page: "Printed") -> bytes:
    from bot.exporting import csv, pdf, xlsx

    match format_:
        case Format.XLSX:
            return xlsx.written(page)
        case Format.CSV:
            return csv.written(page)
        case Format.PDF:
            try:
                return pdf.written(page)
            except pdf.NoChineseFont:
                raise no_font() from None


def no_font() -> Stop:
    from bot.exporting.pdf import FONT_PACKAGE, FONTS

    return Stop(say("cli.no_font", package=FONT_PACKAGE, font=FONTS[0]), code=NO)
