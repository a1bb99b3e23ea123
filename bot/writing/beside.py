"""Cards for people without a seat: an opinion is asked of them, or they are to know."""

from bot.actions.office import Office
from bot.approvals.request import Informed, Request
from bot.cards import Button, Card, Style
from bot.notices import About, subject
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import asking, case, trail
from bot.writing.scene import Scene
from storage import requests


def opinion(scene: Scene, about: tuple[str, ...]) -> Card | None:
    request, number = requests.peek(scene.work, int(about[0])), int(about[1])
    one, voice = request.opinions[number], scene.voice
    if scene.reader.person is None or scene.reader.person.id != one.to:
        return None
    by = case.name(scene.office, one.by)
    tap = Tap(Verb.OPINE, request.id, arg=str(number))
    typed = (
        f"{asking.slot(scene, subject(About.OPINION, *about))}1" if not one.answered_at else ""
    )
    button = Button(text=voice.say("opinion.answer"), tap=tap, style=Style.GO, typed=typed)
    return Card(
        title=case.titled(scene.office, request, voice),
        body=(voice.say("opinion.asked", by=by, question=one.question),),
        facts=case.facts(scene.office, request, voice),
        notes=notes(scene.office, request, voice),
        buttons=((button,),) if not one.answered_at else (),
        hint="" if one.answered_at else voice.say("opinion.hint"),
        closed=voice.say("opinion.given", answer=one.answer) if one.answered_at else "",
    )


def informed(scene: Scene, about: tuple[str, ...]) -> Card | None:
    request, number = requests.peek(scene.work, int(about[0])), int(about[1])
    one, voice = request.informed[number], scene.voice
    if scene.reader.person is None or scene.reader.person.id != one.to:
        return None
    tap = Tap(Verb.READ, request.id, arg=str(number))
    typed = f"{asking.slot(scene, subject(About.INFORMED, *about))}1" if not one.read_at else ""
    button = Button(text=voice.say("informed.read"), tap=tap, style=Style.GO, typed=typed)
    return Card(
        title=case.titled(scene.office, request, voice),
        body=(_why_told(scene, one),),
        facts=case.facts(scene.office, request, voice),
        notes=notes(scene.office, request, voice),
        buttons=((button,),) if not one.read_at else (),
        closed=voice.say("informed.seen", at=voice.brief(one.read_at)) if one.read_at else "",
    )


def _why_told(scene: Scene, one: Informed) -> str:
    if not one.by:
        return scene.voice.say("informed.by_rule")
    return scene.voice.say("informed.told", by=case.name(scene.office, one.by))


def notes(office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    return (*trail.cut(office, request, voice), *case.steps(office, request, voice))
