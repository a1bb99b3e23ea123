"""A case as it is shown to whoever may look at it, with nothing to decide."""

from bot.actions.office import Office
from bot.approvals.request import Request
from bot.approvals.sight import Sight
from bot.cards import Button, Card
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case, ladder
from storage.store import Work


def card(work: Work, office: Office, request: Request, voice: Voice, seen: Sight) -> Card:
    return Card(
        title=case.titled(office, request, voice),
        body=(voice.say(f"state.{request.state}"),),
        facts=case.facts(office, request, voice, whole=seen is Sight.WHOLE),
        notes=tuple(filter(None, ladder.notes(work, office, request, voice))),
        buttons=((files(request, voice),),) if case.paper_ids(request) else (),
    )


def files(request: Request, voice: Voice) -> Button:
    return Button(text=voice.say("ask.files"), tap=Tap(Verb.FILES, request.id))
