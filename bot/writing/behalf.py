"""To the person in whose name somebody filed: what it is, and one button to stop it."""

from bot.approvals.request import Ending, State
from bot.cards import Button, Card, Style
from bot.notices import About, subject
from bot.taps import Tap, Verb
from bot.writing import case
from bot.writing.scene import Scene
from storage import messages, requests

OPEN = (State.IN_APPROVAL, State.RETURNED, State.APPROVED)


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    request = requests.peek(scene.work, int(about[0]))
    at, name = scene.reader, subject(About.BEHALF, *about)
    shown = messages.at(scene.work, scene.office.id, name, at.platform, at.address)
    if request.ending is Ending.UNDONE and not shown:
        return None
    say = scene.voice.say
    stop = Button(
        text=say("behalf.not_mine"),
        tap=Tap(Verb.NOT_MINE, request.id),
        style=Style.STOP,
        typed=say("behalf.not_mine_typed", number=request.id),
    )
    filer = case.name(scene.office, request.filed_by)
    return Card(
        title=case.titled(scene.office, request, scene.voice),
        body=(say("behalf.filed", name=filer),),
        facts=case.facts(scene.office, request, scene.voice),
        buttons=((stop,),) if request.state in OPEN else (),
        closed="" if request.state in OPEN else case.ended(request, scene.voice),
    )
