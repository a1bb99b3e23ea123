"""The requester's living message: where his request stands and what he can do about it."""

from bot.actions.office import Office
from bot.approvals.request import Request, State
from bot.cards import Button, Card, Style
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case
from bot.writing.scene import Scene
from storage import requests

OPEN = (State.IN_APPROVAL, State.RETURNED, State.APPROVED)


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    request = requests.peek(scene.work, int(about[0]))
    return status(scene.office, request, scene.voice)


def status(office: Office, request: Request, voice: Voice) -> Card:
    return Card(
        title=case.titled(office, request, voice),
        body=(voice.say(f"status.{request.state}"),),
        facts=case.answered(office, request, voice),
        notes=tuple(filter(None, notes(office, request, voice))),
        buttons=tuple((button,) for button in buttons(request, voice)),
        closed="" if request.state in OPEN else voice.say(f"state.{request.state}"),
    )


def notes(office: Office, request: Request, voice: Voice) -> list[str]:
    waiting = request.state in (State.IN_APPROVAL, State.RETURNED)
    return [
        *case.steps(office, request, voice),
        voice.say("case.copy_dropped") if "copy" in request.dropped else "",
        case.countdown(office, request, voice) if waiting else "",
    ]


def buttons(request: Request, voice: Voice) -> list[Button]:
    offered = []
    if request.state is State.RETURNED:
        tap = Tap(Verb.AMEND, request.id, request.token)
        word = voice.say("status.amend")
        offered.append(Button(text=word, tap=tap, style=Style.GO, typed=word))
    if request.state in OPEN:
        tap = Tap(Verb.WITHDRAW, request.id, request.token)
        offered.append(
            Button(text=voice.say("status.withdraw"), tap=tap, typed=withdraw(request, voice))
        )
    return offered


def withdraw(request: Request, voice: Voice) -> str:
    return voice.say("status.withdraw_typed", number=request.id)
