"""The duty room's card. In a group names are masked and the reason is not told."""

from bot.actions.office import Office
from bot.approvals.request import Request
from bot.cards import Button, Card, Fact, Style
from bot.conversation.form import Field
from bot.notices import About, subject
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.viewing.viewing import Stage, Viewing
from bot.writing import case
from bot.writing.scene import Reader, Scene
from storage import requests, slots, viewings
from storage.store import Work

PUBLIC_FACTS = ("zones", "cameras", "span", "viewing_room")


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    viewing = viewings.peek(scene.work, int(about[0]))
    request = requests.peek(scene.work, viewing.request)
    return Card(
        title=scene.voice.say("task.title", number=request.number),
        body=(stage(scene.office, viewing, scene.voice, masked=scene.reader.person is None),),
        facts=facts(scene.office, request, scene.reader, scene.voice),
        notes=tuple(filter(None, [case.countdown(scene.office, request, scene.voice)]))
        if viewing.state is not Stage.RECORDED
        else (),
        buttons=buttons(
            viewing, scene.voice, slot(scene.work, scene.office, viewing, scene.reader)
        ),
        closed=scene.voice.say(f"task.{viewing.state}_closed") if viewing.over else "",
    )


def slot(work: Work, office: Office, viewing: Viewing, reader: Reader) -> int:
    if reader.person is None or viewing.over:
        return 0
    name = subject(About.TASK, viewing.id)
    return slots.assign(work, office.id, reader.platform, reader.address, name)


def stage(office: Office, viewing: Viewing, voice: Voice, *, masked: bool) -> str:
    who = ""
    if viewing.officer:
        shown = case.masked_name if masked else case.name
        who = shown(office, viewing.officer)
    return voice.say(f"task.{viewing.state}", who=who)


def facts(office: Office, request: Request, reader: Reader, voice: Voice) -> tuple[Fact, ...]:
    if reader.person is not None:
        return case.facts(office, request, voice)
    who = case.masked_name(office, request.requester)
    first = Fact(label=voice.say("case.requester"), value=who)
    shown = {voice(f.label) for f in public_fields(office, request)}
    return (first, *(f for f in case.answered(office, request, voice) if f.label in shown))


def public_fields(office: Office, request: Request) -> list[Field]:
    form = office.kind(request.kind).form
    return [f for f in form.fields if f.key in PUBLIC_FACTS] if form else []


def buttons(viewing: Viewing, voice: Voice, slot: int) -> tuple[tuple[Button, ...], ...]:
    def button(verb: Verb, key: str, number: int) -> tuple[Button, ...]:
        typed = f"{slot}{number}" if slot else ""
        tap = Tap(verb, viewing.id)
        return (Button(text=voice.say(key), tap=tap, style=Style.GO, typed=typed),)

    if viewing.state is Stage.OPEN:
        return (button(Verb.TAKE, "task.take", 1),)
    if viewing.state is Stage.TAKEN and slot:
        return (button(Verb.OUTCOME, "task.record", 2),)
    return ()
