"""The second person's card: the whole case, who approved it, and whether he confirms that."""

from dataclasses import replace

from bot.actions import seconding
from bot.approvals.refusals import Refusal
from bot.approvals.request import Consent, Pending, Request, awaiting_second
from bot.approvals.scope import cuts, narrowed, scope_of
from bot.cards import Button, Card, Style
from bot.notices import About, subject
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case, trail
from bot.writing.scene import Scene
from storage import messages, requests, slots


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    request = requests.peek(scene.work, int(about[0]))
    seat, token = int(about[1]), int(about[2])
    noted = next(
        (p for p in awaiting_second(request) if (p.seat, p.token) == (seat, token)), None
    )
    name = subject(About.SECOND, *about)
    if noted is None:
        return closed(scene, request, seat, token) if stands(scene, name) else None
    at = scene.reader
    slot = slots.assign(scene.work, scene.office.id, at.platform, at.address, name)
    who = case.name(scene.office, noted.by)
    left = as_confirmed(request, noted)
    asked = scene.voice.say("second.asked", name=who, at=scene.voice.brief(noted.at))
    return Card(
        title=case.titled(scene.office, request, scene.voice),
        body=(asked, *said(scene, request, noted)),
        facts=case.facts(scene.office, left, scene.voice, whole=True),
        notes=(
            *trail.cut(scene.office, left, scene.voice),
            *case.steps(scene.office, request, scene.voice),
        ),
        buttons=(buttons(request, noted, scene.voice, slot),),
    )


def as_confirmed(request: Request, noted: Pending) -> Request:
    """The case with what the first person leaves of it."""
    stands = scope_of(request)
    try:
        cut = cuts(stands, narrowed(stands, noted.said.scope))
    except Refusal:  # less stands by now than he left; confirming says so
        return request
    return replace(request, approved={**request.approved, **cut})


def said(scene: Scene, request: Request, noted: Pending) -> tuple[str, ...]:
    """What the first person said beside yes."""
    say, name = scene.voice.say, case.name(scene.office, noted.by)
    role = case.role_name(
        scene.office, request.chain.steps[request.step].seats[noted.seat], scene.voice
    )
    words, report = noted.said.reason, noted.said.report
    lines = (
        say("second.consent", name=name) if noted.said.consent is Consent.GIVEN else "",
        say("trail.report", role=role, name=name, words=report) if report else "",
        say("second.words", name=name, words=words) if words else "",
    )
    return tuple(line for line in lines if line)


def stands(scene: Scene, name: str) -> bool:
    at = scene.reader
    return bool(messages.at(scene.work, scene.office.id, name, at.platform, at.address))


def buttons(request: Request, noted: Pending, voice: Voice, slot: int) -> tuple[Button, ...]:
    def button(verb: Verb, key: str, style: Style, digit: int) -> Button:
        tap = Tap(verb, request.id, noted.token, str(noted.seat))
        return Button(text=voice.say(key), tap=tap, style=style, typed=f"{slot}{digit}")

    return (
        button(Verb.CONFIRM, "second.confirm", Style.GO, 1),
        button(Verb.DOUBT, "second.doubt", Style.STOP, 2),
    )


def closed(scene: Scene, request: Request, seat: int, token: int) -> Card:
    made = [d for d in request.decisions if (d.seat, d.token) == (seat, token)]
    by = made[-1].confirmed_by if made else ""
    say = scene.voice.say
    return Card(
        title=case.titled(scene.office, request, scene.voice),
        facts=case.facts(scene.office, request, scene.voice, whole=True),
        notes=case.steps(scene.office, request, scene.voice),
        closed=say("second.confirmed", name=case.name(scene.office, by))
        if by
        else say("second.over"),
    )


def lines(scene: Scene, request: Request) -> list[str]:
    """For everybody's card of the case: whose approval waits for whom."""
    return [
        scene.voice.say(
            "second.waits",
            name=case.name(scene.office, noted.by),
            names=[
                case.name(scene.office, p)
                for level in seconding.levels(scene.office, request, noted.by)[:1]
                for p in level
            ],
        )
        for noted in awaiting_second(request)
    ]
