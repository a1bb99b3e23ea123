"""`stuck`: everything that does not go on by itself; 1 when there is something."""

import json
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.deputies import in_office
from bot.cli.settings import AsJson, ConfigFile, SchoolName
from bot.cli.speaking import DONE, NO, VOICE, say

if TYPE_CHECKING:
    from bot.actions.office import Office
    from storage.store import Work


def stuck(school: SchoolName, config: ConfigFile = None, as_json: AsJson = False) -> None:
    from bot.actions import stuck as stopped
    from bot.people.person import Platform
    from bot.speech import Voice
    from bot.writing import stuck as words
    from bot.writing.scene import Reader, Scene

    def job(work: "Work", office: "Office") -> list[dict[str, Any]]:
        nobody = Reader(person=None, platform=Platform.TELEGRAM, address="")
        voice = Voice(VOICE.language, office.rules.zone, office.now)
        scene = Scene(work=work, office=office, reader=nobody, voice=voice)
        return [
            {
                "what": one.what,
                "about": one.about or one.name,
                "people": list(one.people),
                "mend": one.mend,
                "says": words.line(scene, one),
            }
            for one in stopped.look(work, office)
        ]

    found = in_office(config, school, job)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(one["says"] for one in found) or say("stuck.none"))
    raise typer.Exit(NO if found else DONE)
