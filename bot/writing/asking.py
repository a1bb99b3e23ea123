"""An approver's card: the whole case, the time left, one tap."""

from bot.actions import finding
from bot.actions.office import Office
from bot.approvals.hands import removable
from bot.approvals.progress import last_signers
from bot.approvals.request import Decision, Ending, Request, State
from bot.approvals.sight import Sight
from bot.cards import Button, Card, Style
from bot.notices import About, subject
from bot.people.person import Person
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case, choices, earlier, links, seconding, trail, until
from bot.writing.choices import Rows
from bot.writing.scene import Scene
from storage import messages, requests, slots


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    request = requests.peek(scene.work, int(about[0]))
    step, round_ = int(about[1]), int(about[2])
    signer = scene.reader.person
    if request.ending is Ending.UNDONE and not stands(scene, subject(About.ASK, *about)):
        return None
    if signer is None or not reviews(scene, signer, request):
        return case.withheld(scene.office, request, scene.voice)
    if not may_decide(request, signer, step, round_):
        return closed(scene, request, step, round_)
    return asks(scene, request, signer, choices.first)


def more(scene: Scene, request: Request) -> Card | None:
    """The same card, with what else may be done."""
    signer = scene.reader.person
    if signer is None or not may_decide(request, signer, request.step, request.round):
        return closed(scene, request, request.step, request.round)
    return asks(scene, request, signer, choices.further)


def asks(scene: Scene, request: Request, signer: Person, offered: choices.Offered) -> Card:
    name = subject(About.ASK, request.id, request.step, request.round)
    rules, mine = scene.office.rules, desk(scene, request, signer)
    return Card(
        title=case.titled(scene.office, request, scene.voice),
        body=told(scene.office, request, signer, scene.voice),
        facts=case.facts(scene.office, request, scene.voice, whole=True),
        notes=(
            *own_notes(scene, request),
            *notes(scene.office, request, scene.voice),
            *until.for_signer(scene, request),
            *case.clock(scene.work, scene.office, request, scene.voice),
        ),
        buttons=offered(mine),
        hint=choices.hint(mine, scene.reader.platform),
        link=links.url(
            rules.public_url,
            scene.office.id,
            rules.link_key,
            name,
            signer.id,
            scene.reader.platform,
        ),
    )


def stands(scene: Scene, name: str) -> bool:
    """Whether this chat shows the card already: then it must tell how the case ended."""
    at = scene.reader
    return bool(messages.at(scene.work, scene.office.id, name, at.platform, at.address))


def reviews(scene: Scene, signer: Person, request: Request) -> bool:
    """Who was asked once and is no longer, having left or being concerned himself, sees no more."""
    return finding.sees(scene.work, scene.office, signer, request) is Sight.WHOLE


def desk(scene: Scene, request: Request, signer: Person) -> choices.Desk:
    name = subject(About.ASK, request.id, request.step, request.round)
    return choices.Desk(
        office=scene.office,
        request=request,
        signer=signer,
        voice=scene.voice,
        slot=slot(scene, name),
        reminded=until.reminded(scene, request),
    )


def typable(scene: Scene, about: list[str]) -> list[Button]:
    """What may be typed on this card now, on either of its pages."""
    request, reader = requests.peek(scene.work, int(about[0])), scene.reader.person
    step, round_ = int(about[1]), int(about[2])
    if reader is None or not may_decide(request, reader, step, round_):
        return [b for row in afterwards(scene, request, step, round_) for b in row]
    return choices.every(desk(scene, request, reader))


def slot(scene: Scene, name: str) -> int:
    reader = scene.reader
    if reader.on_page:
        return 0
    return slots.assign(scene.work, scene.office.id, reader.platform, reader.address, name)


def told(office: Office, request: Request, signer: Person, voice: Voice) -> tuple[str, ...]:
    """Who brought the signer in, where it was not the ladder, and why it came back to him."""
    mine = next(s for s in request.open_seats if signer.id in s.persons)
    seat = request.chain.steps[request.step].seats[mine.seat]
    lines = []
    if seat.person:
        kind = "added" if seat.added else "passed"
        lines.append(voice.say(f"ask.{kind}", by=case.name(office, seat.by), words=seat.words))
    sent = [
        d for d in request.decisions if d.to == request.step and d.round + 1 == request.round
    ]
    lines += [
        voice.say("ask.sent_back", by=case.name(office, d.by), reason=d.reason)
        for d in sent[-1:]
    ]
    return tuple(lines)


def closed(scene: Scene, request: Request, step: int, round_: int) -> Card:
    """The same card with its outcome, once there is nothing left to sign."""
    office, voice, reader = scene.office, scene.voice, scene.reader.person
    outcome = settled(office, request, step, round_, voice, reader)
    offered = afterwards(scene, request, step, round_)
    return Card(
        title=case.titled(office, request, voice),
        body=(outcome,) if offered else (),
        facts=case.facts(office, request, voice, whole=True),
        notes=tuple(notes(office, request, voice)),
        buttons=offered,
        closed="" if offered else outcome,
    )


def afterwards(scene: Scene, request: Request, step: int, round_: int) -> Rows:
    """What one who is not asked now may still take back: a signer he added, the last approval."""
    reader, voice = scene.reader.person, scene.voice
    if reader is None or (step, round_) != (request.step, request.round):
        return ()
    name = subject(About.ASK, request.id, step, round_)
    if request.state is State.APPROVED and reader.id in last_signers(request):
        tap = Tap(Verb.REVOKE, request.id, request.token)
        typed = f"{slot(scene, name)}8"
        return (
            (Button(text=voice.say("ask.revoke"), tap=tap, style=Style.STOP, typed=typed),),
        )
    added = removable(request, reader.id)
    if not added:
        return ()
    number = slot(scene, name)
    return tuple(
        (choices.take_back(scene.office, request, seat, voice, f"{number}7" if not n else ""),)
        for n, seat in enumerate(added)
    )


def may_decide(request: Request, signer: Person, step: int, round_: int) -> bool:
    current = (request.state, request.step, request.round) == (State.IN_APPROVAL, step, round_)
    return current and any(signer.id in seat.persons for seat in request.open_seats)


def is_asked(scene: Scene, about: tuple[str, ...]) -> bool:
    request, reader = requests.peek(scene.work, int(about[0])), scene.reader.person
    return reader is not None and may_decide(request, reader, int(about[1]), int(about[2]))


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
    lines = (
        *trail.cut(office, request, voice),
        *case.steps(office, request, voice),
        *trail.inner(office, request, voice),
        dropped(request, voice),
    )
    return [line for line in lines if line]


def dropped(request: Request, voice: Voice) -> str:
    return voice.say("case.copy_dropped") if "copy" in request.dropped else ""


def settled(
    office: Office,
    request: Request,
    step: int,
    round_: int,
    voice: Voice,
    reader: Person | None = None,
) -> str:
    """What the dead button says: the verdict of this step, or how the case went on without it."""
    if request.state in (State.REVOKED, State.EXPIRED):
        return voice.say(f"state.{request.state}")
    made = [d for d in request.decisions if d.step == step and d.round == round_]
    own = [d for d in made if reader and d.by == reader.id]
    if own:
        return said(office, own[-1], voice)
    if how := without(office, request, step, reader, voice):
        return how
    return said(office, made[-1], voice) if made else case.ended(request, voice)


def without(
    office: Office, request: Request, step: int, reader: Person | None, voice: Voice
) -> str:
    """How the step goes on without this reader, who has not signed it."""
    seats = request.chain.steps[step].seats if step < len(request.chain.steps) else ()
    if reader is None or request.state is not State.IN_APPROVAL or step != request.step:
        return ""
    if any(s.person == reader.id and s.removed for s in seats):
        return voice.say("settled.unasked")
    if passed := [s for s in seats if s.by == reader.id and not s.added]:
        return voice.say("settled.passed_on", name=case.name(office, passed[-1].person))
    if waits := [s for s in seats if s.by == reader.id and s.added and not s.removed]:
        names = [case.name(office, s.person) for s in waits]
        return voice.say("settled.waits", names=names)
    return ""


def said(office: Office, made: Decision, voice: Voice) -> str:
    """已同意 · 李卫国 · 11月22日 09:10"""
    key = "narrowed" if made.cut else made.verdict
    return voice.say(f"settled.{key}", name=case.name(office, made.by), at=voice.brief(made.at))
