"""Until when a case waits, as each of its people reads it; and what waits in the morning."""

from datetime import timedelta

from bot.actions import hurrying, tasking, timing, together
from bot.actions.office import Office
from bot.approvals.request import Request, State, Turn, unheard
from bot.cards import Button, Card, Style
from bot.followup.task import Task
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case
from bot.writing.scene import Scene
from storage import requests, rings
from storage.store import Work

SHOWN = 6  # cases named in the morning; the rest is counted
OPENED = 4  # of them with a button: with those below, as many as a card of WeCom has


def for_signer(scene: Scene, request: Request) -> list[str]:
    wait = rings.wait_of(scene.work, request.id)
    if request.state is not State.IN_APPROVAL or wait is None or wait.due_at is None:
        return []
    say, left = scene.voice.say, wait.due_at - scene.office.now
    if left > timedelta():
        lines = [say("until.sign", at=scene.voice.brief(wait.due_at))]
    else:
        lines = [say("until.sign_late", at=scene.voice.brief(wait.due_at))]
    if request.nudged_at and request.nudged_at >= wait.opened_at:
        lines.append(say("until.nudged", at=scene.voice.brief(request.nudged_at)))
    return lines


def reminded(scene: Scene, request: Request) -> bool:
    """Whether half of the step's time is gone, and not all of it."""
    wait = rings.wait_of(scene.work, request.id)
    if request.state is not State.IN_APPROVAL or wait is None or wait.due_at is None:
        return False
    half = timing.halfway(scene.office, wait, wait.opened_at)
    return half <= scene.office.now < wait.due_at


def for_requester(work: Work, office: Office, request: Request, voice: Voice) -> list[str]:
    wait = rings.wait_of(work, request.id)
    if wait is None:
        return []
    match request.state:
        case State.IN_APPROVAL if wait.due_at and not unheard(request, office.now):
            key = "until.step_late" if request.overdue else "until.step"
            return [
                voice.say(key, at=voice.brief(wait.due_at)),
                *given(office, request, voice),
                *nudged(office, request, voice),
            ]
        case State.RETURNED:
            end = wait.opened_at + timing.pace_of(office).gives_up
            return [voice.say("until.supply", at=voice.brief(end))]
        case State.APPROVED if wait.due_at and timing.wait_of_use(wait, request):
            return [voice.say("until.valid", at=voice.brief(wait.due_at))]
    return []


def given(office: Office, request: Request, voice: Voice) -> list[str]:
    """Who gave the open step more time, and why."""
    moves = [m for m in request.moves if m.what is Turn.GAVE_TIME and m.step == request.step]
    return [
        voice.say("until.gave_time", name=case.name(office, m.by), reason=m.words)
        for m in moves[-1:]
    ]


def nudged(office: Office, request: Request, voice: Voice) -> list[str]:
    again = hurrying.nudge_again(office, request)
    return [voice.say("until.nudge_again", at=voice.brief(again))] if again else []


def nudge_button(office: Office, request: Request, voice: Voice) -> Button | None:
    """Not while nobody has heard of it, and not more often than the pack allows."""
    waits = request.state is State.IN_APPROVAL and not unheard(request, office.now)
    if not waits or hurrying.nudge_again(office, request):
        return None
    return Button(
        text=voice.say("until.nudge"),
        tap=Tap(Verb.NUDGE, request.id),
        typed=voice.say("until.nudge_typed", number=request.id),
    )


def again_button(request: Request, voice: Voice) -> Button | None:
    """Nobody decided in time: the same is asked anew with one tap."""
    if not may_ask_again(request):
        return None
    return Button(
        text=voice.say("until.again"),
        tap=Tap(Verb.AGAIN, request.id),
        style=Style.GO,
        typed=voice.say("until.again_typed", number=request.id),
    )


def may_ask_again(request: Request) -> bool:
    over = request.state is State.EXPIRED
    return over and not request.extends and not request.erased_at


# ------------------------------------------------------------------ in the morning


def digest(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """What waits for him now: what was decided or done meanwhile is not in it."""
    reader = scene.reader.person
    if reader is None or reader.id != about[0]:
        return None
    signing = together.waiting(scene.work, scene.office, reader)
    doing = tasking.waiting_on(scene.work, scene.office, reader)
    if not signing and not doing:
        return None
    say = scene.voice.say
    lines = [
        *(case.in_a_line(scene.office, request, scene.voice) for request in signing),
        *(task_line(scene, task) for task in doing),
    ]
    more = len(lines) - SHOWN
    return Card(
        title=say("digest.title", n=len(lines)),
        body=(
            *(say("digest.line", n=n, line=line) for n, line in enumerate(lines[:SHOWN], 1)),
            *((say("digest.more", n=more),) if more > 0 else ()),
        ),
        buttons=(
            *opening(scene, signing[:OPENED]),
            *bottom(scene, len(signing)),
        ),
    )


def task_line(scene: Scene, task: Task) -> str:
    request = requests.peek(scene.work, task.request)
    kind = tasking.kind_of(scene.office, request).task(task.kind)
    title = scene.voice(kind.title) if kind else task.kind
    return scene.voice.say("digest.task", number=request.number, task=title)


def opening(scene: Scene, signing: list[Request]) -> tuple[tuple[Button, ...], ...]:
    """Two beside each other, as a phone shows them."""
    buttons = [open_button(scene, n, request) for n, request in enumerate(signing, 1)]
    return tuple(tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2))


def open_button(scene: Scene, place: int, request: Request) -> Button:
    return Button(
        text=scene.voice.say("digest.open", n=place),
        tap=Tap(Verb.SHOW, request.id, arg="ask"),
        typed=scene.voice.say("digest.open_typed", number=request.id),
    )


def bottom(scene: Scene, signing: int) -> tuple[tuple[Button, ...], ...]:
    say = scene.voice.say
    todo = Button(text=say("digest.todo"), tap=Tap(Verb.WAITING), typed=say("digest.todo"))
    if signing < 2:
        return ((todo,),)
    batch = Button(text=say("batch.begin"), tap=Tap(Verb.BATCH), typed=say("batch.begin_typed"))
    return ((batch, todo),)
