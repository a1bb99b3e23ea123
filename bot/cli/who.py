"""`who`: who would get this request, or hear of this camera, on which channel and when."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.deputies import in_office, known
from bot.cli.routing import facts_in
from bot.cli.settings import AsJson, ConfigFile, SchoolName, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import DONE, NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.actions.office import Office
    from storage.store import Work

Kind = Annotated[str, typer.Option("--kind", help=say("cli.option.kind"))]
Facts = Annotated[str, typer.Option("--facts", metavar="FILE|-", help=say("cli.option.facts"))]
By = Annotated[str, typer.Option("--by", metavar="PERSON", help=say("cli.option.who_by"))]
Zones = Annotated[
    list[str] | None, typer.Option("--zone", metavar="ZONE", help=say("cli.option.who_zone"))
]
Camera = Annotated[str, typer.Option("--camera", help=say("cli.option.who_camera"))]


def who(
    school: SchoolName,
    kind: Kind = "",
    facts: Facts = "",
    by: By = "",
    zone: Zones = None,
    camera: Camera = "",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    if bool(camera) == bool(kind and facts):
        raise Stop(say("cli.who_one_of"))
    said = {} if camera else facts_in(facts)

    def job(work: "Work", office: "Office") -> tuple[dict[str, Any], list[str]]:
        look = looking(work, office, config)
        if camera:
            return alarmed(look, camera)
        return asked(look, kind, said, by, zone or [])

    told, lines = in_office(config, school, job, write=True)
    print(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(lines))
    raise typer.Exit(DONE if told["outcome"] in ("route", "alarm") else NO)


def looking(work: "Work", office: "Office", config: Any) -> Any:
    """Over the platforms that the settings connect."""
    from bot.people.person import Platform
    from bot.speech import Voice
    from bot.writing.rehearsals import Looking

    its = the_school(read_settings(config), office.id)
    connected = [platform for platform in Platform if getattr(its, platform) is not None]
    voice = Voice(VOICE.language, office.rules.zone, office.now)
    return Looking(work=work, office=office, voice=voice, connected=connected)


def alarmed(look: Any, camera: str) -> tuple[dict[str, Any], list[str]]:
    from bot.actions import rehearsing
    from bot.writing import rehearsals

    found = rehearsing.dark(look.work, look.office, camera)
    return rehearsals.told_alarm(look, found), rehearsals.alarm(look, found)


def asked(
    look: Any, kind: str, facts: Any, by: str, zones: list[str]
) -> tuple[dict[str, Any], list[str]]:
    from bot.actions import rehearsing
    from bot.approvals import rules
    from bot.approvals.refusals import RefusedByRule
    from bot.writing import rehearsals

    asker = known(look.office, by) if by else None
    if unknown := [zone for zone in zones if zone not in look.office.places.zones]:
        raise Stop(say("cli.no_such_zone", zones=", ".join(unknown)))
    try:
        request = rehearsing.stated(look.office, kind, facts, by=asker, zones=zones)
    except rules.BadFacts as bad:
        raise Stop(*(VOICE(mistake) for mistake in bad.mistakes)) from None
    except RefusedByRule as refused:
        return dict(rules.answer(refused, VOICE.language)), [VOICE(refused.saying)]
    found = rehearsing.case(look.office, request)
    return rehearsals.told_case(look, found), rehearsals.lines(look, found)
