"""`accesses`: a recorder's access log beside the approvals."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.settings import AsJson, ConfigFile, SchoolName, in_store, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import DONE, NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.registers.accesses import Compared
    from bot.speech import Voice

LogFile = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.option.accesses"))]


def accesses(
    file: LogFile, school: SchoolName, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    from bot.actions.comparing import approvals
    from bot.actions.office import Rules
    from bot.approvals import policy
    from bot.registers import accesses as log
    from bot.speech import Voice

    settings = read_settings(config)
    place = the_school(settings, school)
    looked, mistakes = log.accesses(file.read_bytes(), place.zone)
    if mistakes:
        raise Stop(*(f"{file}: {VOICE(mistake)}" for mistake in mistakes), code=NO)
    rules = Rules(school=school, pack=policy.named(place.pack), zone=place.zone)
    try:
        allowed = in_store(settings, lambda work: approvals(work, rules))
    except LookupError:
        raise Stop(say("cli.empty_school", school=school), code=NO) from None
    found = log.compared(looked, allowed)
    if as_json:
        print(json.dumps(_plain(found), ensure_ascii=False))
    else:
        voice = Voice(VOICE.language, place.zone)
        _tell(found, len(looked), voice)
    raise typer.Exit(NO if found.unapproved else DONE)


def _tell(found: "Compared", looked: int, voice: "Voice") -> None:
    for one in found.unapproved:
        values = {
            "at": voice.moment(one.access.at),
            "who": one.access.who,
            "camera": one.access.camera,
            "span": voice.span(one.access.start, one.access.end),
            "why": say(f"cli.accesses_why.{one.why}"),
        }
        print(say("cli.accesses_without", **values))
    for approval in found.unused:
        print(say("cli.accesses_unused", number=approval.number))
    counted = {"n": looked, "without": len(found.unapproved), "unused": len(found.unused)}
    print(say("cli.accesses_done", **counted))


def _plain(found: "Compared") -> dict[str, Any]:
    return {
        "without_approval": [
            {
                "who": one.access.who,
                "camera": one.access.camera,
                "from": one.access.start.isoformat(),
                "to": one.access.end.isoformat(),
                "when": one.access.at.isoformat(),
                "why": one.why,
            }
            for one in found.unapproved
        ],
        "unused": [approval.number for approval in found.unused],
    }
