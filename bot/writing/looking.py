"""A case as it is shown to whoever may look at it, with nothing to decide."""

from bot.actions import papers
from bot.approvals.request import Request
from bot.approvals.sight import Sight
from bot.cards import Button, Card
from bot.people.person import Person
from bot.taps import Verb
from bot.writing import case, ladder
from bot.writing.scene import Scene
from bot.writing.sheets import button, printable


def card(scene: Scene, request: Request, reader: Person, seen: Sight) -> Card:
    office, voice = scene.office, scene.voice
    return Card(
        title=case.titled(office, request, voice),
        body=(voice.say(f"state.{request.state}"),),
        facts=case.facts(office, request, voice, whole=seen is Sight.WHOLE),
        notes=tuple(filter(None, ladder.notes(scene.work, office, request, voice))),
        buttons=tuple((button,) for button in shelf(scene, request, reader)),
    )


def shelf(scene: Scene, request: Request, reader: Person) -> list[Button]:
    """What of the case can be opened as a file."""
    offered = []
    if papers.open_to(scene.work, scene.office, request, reader):
        offered.append(button(Verb.FILES, "files", request, scene.voice))
    return [*offered, *printable(request, scene.voice)]
