"""`report`: the month in numbers, as a picture or a page."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.books import Written, no_font
from bot.cli.settings import ConfigFile, SchoolName, in_store, rules_of, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.writing.monthly import Report
    from storage.store import Work


class Format(StrEnum):
    PNG = "png"
    PDF = "pdf"


MonthName = Annotated[
    datetime, typer.Option("--month", formats=["%Y-%m"], help=say("cli.option.month"))
]


def report(
    school: SchoolName,
    month: MonthName,
    output: Written,
    format_: Annotated[
        Format, typer.Option("--format", help=say("cli.option.report_format"))
    ] = Format.PDF,
    config: ConfigFile = None,
) -> None:
    from bot.actions import reporting
    from bot.actions.office import Office
    from bot.exporting import monthly, pdf
    from bot.speech import Voice
    from bot.writing.monthly import written

    settings = read_settings(config)
    place = the_school(settings, school)
    rules = rules_of(place, school)
    voice = Voice(VOICE.language, place.zone)

    def read(work: "Work") -> "Report":
        office = Office.open(work, rules)
        counted = reporting.month(work, office, month.date().replace(day=1))
        return written(office, counted, voice, place.name)

    try:
        found = in_store(settings, read)
        output.write_bytes(monthly.written(found, format_))
    except LookupError:
        raise Stop(say("cli.empty_school", school=school), code=NO) from None
    except pdf.NoChineseFont:
        raise no_font() from None
    print(say("cli.report_done", path=str(output)))
