"""`audit`: has everything open a next step?"""

import json
from typing import TYPE_CHECKING

import typer

from bot.cli.settings import AsJson, ConfigFile, SchoolName, in_store, rules_of, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import DONE, NO, VOICE, Stop, say

if TYPE_CHECKING:
    from storage.findings import Missing
    from storage.store import Work


def audit(school: SchoolName, config: ConfigFile = None, as_json: AsJson = False) -> None:
    from bot.actions import watching
    from bot.actions.office import Office
    from bot.speech import Voice
    from bot.writing.watching import line

    settings = read_settings(config)
    place = the_school(settings, school)
    rules = rules_of(place, school)
    voice = Voice(VOICE.language, place.zone)

    def look(work: "Work") -> "list[tuple[Missing, str]]":
        office = Office.open(work, rules)
        return [(one, line(work, office, one, voice)) for one in watching.look(work, rules)]

    try:
        found = in_store(settings, look)
    except LookupError:
        raise Stop(say("cli.empty_school", school=school), code=NO) from None
    if as_json:
        print(json.dumps([_plain(*one) for one in found], ensure_ascii=False))
    else:
        _tell(school, [sentence for _, sentence in found])
    raise typer.Exit(NO if found else DONE)


def _tell(school: str, sentences: list[str]) -> None:
    for sentence in sentences:
        print(sentence)
    ending = "cli.audit_found" if sentences else "cli.audit_good"
    print(say(ending, school=school, n=len(sentences)))


def _plain(one: "Missing", sentence: str) -> dict[str, object]:
    return {
        "proof": one.proof,
        "request": one.request,
        "about": one.about,
        "person": one.person,
        "says": sentence,
    }
