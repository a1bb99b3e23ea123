"""`erase`: one person's wish to be erased, answered line by line."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.lists import DryRun
from bot.cli.settings import AsJson, ConfigFile, SchoolName, in_store, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, Stop, say

if TYPE_CHECKING:
    from bot.actions.striking import Line
    from storage.store import Work

Whom = Annotated[str, typer.Argument(metavar="WHO", help=say("cli.option.whom"))]


class _Looked(Exception):
    """A dry run ends by rolling back what it did."""


def erase(
    who: Whom,
    school: SchoolName,
    dry_run: DryRun = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    from bot.actions.office import Rules
    from bot.actions.striking import strike
    from bot.approvals import policy

    settings = read_settings(config)
    place = the_school(settings, school)
    rules = Rules(school=school, pack=policy.named(place.pack), zone=place.zone)

    def struck(work: "Work") -> "tuple[Line, ...]":
        found: tuple[Line, ...] = ()
        try:
            with work.savepoint():
                found = strike(work, rules, who)
                if dry_run:
                    raise _Looked
        except _Looked:
            pass
        return found

    try:
        lines = in_store(settings, struck, write=True)
    except LookupError:
        raise Stop(say("cli.empty_school", school=school), code=NO) from None
    if not lines:
        raise Stop(say("cli.erase_nobody", who=who), code=NO)
    if as_json:
        print(json.dumps([_plain(line) for line in lines], ensure_ascii=False))
        return
    for line in lines:
        print(_sentence(line, dry_run=dry_run))


def _sentence(line: "Line", *, dry_run: bool) -> str:
    what = say(f"cli.erase_what.{line.what}", which=line.which)
    if line.kept:
        return say("cli.erase_kept", what=what, why=say(f"cli.erase_why.{line.why}"))
    return say("cli.erase_would" if dry_run else "cli.erase_done", what=what)


def _plain(line: "Line") -> dict[str, Any]:
    return {"what": line.what, "which": line.which, "erased": not line.kept, "why": line.why}
