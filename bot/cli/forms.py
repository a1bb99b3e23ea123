"""`form`: the filled approval form, for the wet signature and the file."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.books import Written, no_font
from bot.cli.settings import ConfigFile, SchoolName, in_store, rules_of, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, Stop, say

if TYPE_CHECKING:
    from bot.writing.paper import Paper
    from storage.store import Work


class Format(StrEnum):
    PDF = "pdf"


def form(
    number: Annotated[
        str, typer.Argument(metavar="REQUEST_NO", help=say("cli.option.request_no"))
    ],
    school: SchoolName,
    output: Written,
    format_: Annotated[  # noqa: ARG001 — only one so far, and the contract names it
        Format, typer.Option("--format", help=say("cli.option.format"))
    ] = Format.PDF,
    config: ConfigFile = None,
) -> None:
    from bot.actions.office import Office
    from bot.exporting import forms
    from bot.exporting.pdf import NoChineseFont
    from bot.speech import Voice
    from bot.writing import paper
    from storage import books, requests

    settings = read_settings(config)
    place = the_school(settings, school)
    voice = Voice("zh", place.zone)  # the paper is the school's own

    def read(work: "Work") -> "Paper":
        found = requests.by_number(work, school, number)
        if found is None:
            raise Stop(say("cli.no_such_request", number=number), code=NO)
        return paper.filled(
            Office.open(work, rules_of(place, school)),
            found,
            voice,
            school=place.name,
            entered=books.of_request(work, school, found.id),
            # A request that cannot be narrowed has nothing of the kind.
            approved=found.approved,
        )

    try:
        output.write_bytes(forms.written(in_store(settings, read), voice))
    except NoChineseFont:
        raise no_font() from None
    print(say("cli.form_done", number=number, path=str(output)))
