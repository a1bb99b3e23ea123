"""An approver's card: the whole case, the time left, one tap."""

from bot.actions.office import Office
from bot.approvals.request import Decision, Ending, Request, State
from bot.cards import Button, Card, Style
from bot.notices import About, subject
from bot.people.person import Person
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case, earlier, links, seconding
from bot.writing.scene import Scene
from storage import messages, requests, slots


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    request = requests.peek(scene.work, int(about[0]))
    step, round_ = int(about[1]), int(about[2])
    signer = scene.reader.person
    if request.ending is Ending.UNDONE and not stands(scene, subject(About.ASK, *about)):
        return None
    if signer is None or not may_decide(request, signer, step, round_):
        return closed(scene.office, request, step, round_, scene.voice)
    name = subject(About.ASK, *about)
    slot = slots.assign(
        scene.work, scene.office.id, scene.reader.platform, scene.reader.address, name
    )
    rules = scene.office.rules
    return Card(
        title=case.titled(scene.office, request, scene.voice),
        facts=case.facts(scene.office, request, scene.voice),
        notes=(*own_notes(scene, request), *notes(scene.office, request, scene.voice)),
        buttons=buttons(request, scene.voice, slot),
        hint=scene.voice.say("ask.hint"),
        link=links.url(rules.public_url, scene.office.id, rules.link_key, name, signer.id),
    )


def stands(scene: Scene, name: str) -> bool:
    """Whether this chat shows the card already: then it must tell how the case ended."""
    at = scene.reader
    return bool(messages.at(scene.work, scene.office.id, name, at.platform, at.address))


def closed(office: Office, request: Request, step: int, round_: int, voice: Voice) -> Card:
    """The same card with its outcome, once there is nothing left to press."""
    return Card(
        title=case.titled(office, request, voice),
        facts=case.facts(office, request, voice),
        notes=tuple(notes(office, request, voice)),
        closed=settled(office, request, step, round_, voice),
    )


def may_decide(request: Request, signer: Person, step: int, round_: int) -> bool:
    current = (request.state, request.step, request.round) == (State.IN_APPROVAL, step, round_)
    return current and any(signer.id in seat.persons for seat in request.open_seats)


def own_notes(scene: Scene, request: Request) -> list[str]:
    """What only whoever must decide now needs to know."""
    return [
        *acting(scene, request),
        *earlier.lines(scene, request),
        *seconding.lines(scene, request),
    ]


def acting(scene: Scene, request: Request) -> list[str]:
    """For whom he signs, where it is not for himself."""
    reader = scene.reader.person
    whom = [s.acting[reader.id] for s in request.open_seats if reader and reader.id in s.acting]
    return [
        scene.voice.say("ask.acting", whom=case.signs_for(scene.office, w, scene.voice))
        for w in whom
    ]


def notes(office: Office, request: Request, voice: Voice) -> list[str]:
    waits = request.state is State.IN_APPROVAL
    lines = (
        *case.steps(office, request, voice),
        dropped(request, voice),
        case.countdown(office, request, voice) if waits else "",
    )
    return [line for line in lines if line]


def dropped(request: Request, voice: Voice) -> str:
    return voice.say("case.copy_dropped") if "copy" in request.dropped else ""


def settled(office: Office, request: Request, step: int, round_: int, voice: Voice) -> str:
    """What the dead button says: the verdict of this step, or how the case went on without it."""
    made = [d for d in request.decisions if d.step == step and d.round == round_]
    if made:
        last = made[-1]
        return said(office, last, voice)
    return case.ended(request, voice)


def said(office: Office, made: Decision, voice: Voice) -> str:
    """已同意 · 李卫国 · 11月22日 09:10"""
    return voice.say(
        f"settled.{made.verdict}", name=case.name(office, made.by), at=voice.brief(made.at)
    )


def buttons(request: Request, voice: Voice, slot: int) -> tuple[tuple[Button, ...], ...]:
    def button(verb: Verb, key: str, style: Style, number: int) -> Button:
        tap = Tap(verb, request.id, request.token)
        return Button(text=voice.say(key), tap=tap, style=style, typed=f"{slot}{number}")

    first = (
        button(Verb.APPROVE, "ask.approve", Style.GO, 1),
        button(Verb.REJECT, "ask.reject", Style.STOP, 2),
    )
    second = [button(Verb.RETURN, "ask.return", Style.PLAIN, 3)]
    if any(request.answers.get(key) for key in ("files", "seal")):
        second.append(button(Verb.FILES, "ask.files", Style.PLAIN, 4))
    return (first, tuple(second))
