"""The requester's living message: where his request stands and what he can do about it."""

from dataclasses import replace

from bot.actions import extending, tasking
from bot.actions.office import Office
from bot.approvals.pack import Kind
from bot.approvals.request import Request, State, Turn, unheard
from bot.cards import Button, Card, Fact, Style
from bot.followup.task import Stage
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case, explaining, links, sheets, tasks, trail, until, widened
from bot.writing.scene import Scene
from storage import requests
from storage.store import Work

OPEN = (State.IN_APPROVAL, State.RETURNED, State.APPROVED)


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    request = requests.peek(scene.work, int(about[0]))
    reader = scene.reader.person
    if reader is None or reader.id not in request.owners:
        return case.withheld(scene.office, request, scene.voice)
    return linked(scene, request)


def linked(scene: Scene, request: Request) -> Card:
    """With its own page, where the chat can open one."""
    shown = status(scene.work, scene.office, request, scene.voice)
    return replace(shown, link=scene.page(links.request(request.id)))


def is_open(scene: Scene, about: tuple[str, ...]) -> bool:
    return requests.peek(scene.work, int(about[0])).state in OPEN


def offers_more(request: Request) -> bool:
    return request.state in OPEN or until.may_ask_again(request)


def status(work: Work, office: Office, request: Request, voice: Voice) -> Card:
    kind = office.kind(request.kind)
    return Card(
        title=case.titled(office, request, voice),
        body=(stands_now(office, request, voice), *revoked(office, request, voice)),
        facts=(
            *in_whose_name(office, request, voice),
            *case.answered(office, request, voice, whole=True),
        ),
        notes=tuple(filter(None, notes(work, office, request, voice))),
        buttons=(
            *(
                (button,)
                for button in (
                    *further(work, office, request, voice),
                    until.nudge_button(office, request, voice),
                    until.again_button(request, voice),
                    why_button(work, office, request, voice),
                    *buttons(request, kind, voice),
                )
                if button
            ),
            (*sheets.printable(request, voice), number(request, voice)),
        ),
        closed="" if offers_more(request) else case.ended(request, voice),
    )


def why_button(work: Work, office: Office, request: Request, voice: Voice) -> Button | None:
    found = explaining.accounts(work, office, request)
    puzzling = any(explaining.puzzling(office, account) for account in found)
    return explaining.button(voice, request) if puzzling else None


def further(work: Work, office: Office, request: Request, voice: Voice) -> tuple[Button, ...]:
    """More may be asked for while somebody looks."""
    asker = office.directory.get(request.requester)
    if asker is None or not extending.offered(work, office, asker, request):
        return ()
    return (
        Button(
            text=voice.say("extension.ask"),
            tap=Tap(Verb.EXTEND, request.id),
            typed=voice.say("extension.ask_typed", number=request.id),
        ),
    )


def revoked(office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    moves = [m for m in request.moves if m.what is Turn.REVOKED]
    return tuple(
        voice.say("news.revoked", name=case.name(office, m.by), reason=m.words) for m in moves
    )


def in_whose_name(office: Office, request: Request, voice: Voice) -> tuple[Fact, ...]:
    return (case.requester(office, request, voice),) if request.filed_by else ()


def stands_now(office: Office, request: Request, voice: Voice) -> str:
    if request.quiet_until and unheard(request, office.now) and request.state in OPEN:
        return voice.say("status.quiet", at=voice.clock(request.quiet_until))
    if request.extends and request.state in (State.APPROVED, State.CLOSED):
        return voice.say("extension.given")
    return voice.say(f"status.{request.ending or stage(request)}")


def stage(request: Request) -> str:
    """What nobody had to sign was not approved, only taken up; what asked for nothing more was not
    carried out, only settled."""
    over = request.state is State.CLOSED and not request.plan
    if request.state is not State.APPROVED and not over:
        return request.state
    allowed = request.chain.steps or request.facts.get("standing_authorisation")
    how = "approved" if allowed else "accepted"
    return f"{how}_over" if over else how


def notes(work: Work, office: Office, request: Request, voice: Voice) -> list[str]:
    waiting = request.state in (State.IN_APPROVAL, State.RETURNED)
    return [
        *trail.cut(office, request, voice),
        *case.steps(office, request, voice),
        *followed(work, office, request, voice),
        *widened.lines(work, office, request, voice),
        voice.say("case.copy_dropped") if "copy" in request.dropped else "",
        voice.say("case.erased", at=request.erased_at) if request.erased_at else "",
        *until.for_requester(work, office, request, voice),
        *(case.clock(work, office, request, voice) if waiting else ()),
    ]


def followed(work: Work, office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    """What was done about it besides signing, and what it waits for now."""
    kind, about = tasking.kind_of(office, request), tasking.case_of(work, request)
    waits = tuple(
        voice.say("task.waits", task=voice(task_kind.title))
        for task in about.tasks
        if task.state in (Stage.OPEN, Stage.TAKEN)
        and (task_kind := kind.task(task.kind))
        and task_kind.required
    )
    done = tasks.done_lines(office, kind, about, voice, whole=False)
    return (*done, *dict.fromkeys(waits))


def number(request: Request, voice: Voice) -> Button:
    """For whoever asks on the telephone, or writes it down."""
    return Button(text=voice.say("status.copy_number"), copy=request.number)


def buttons(request: Request, kind: Kind, voice: Voice) -> list[Button]:
    offered = []
    if request.state is State.RETURNED:
        offered.append(button(request, voice, Verb.AMEND, "amend", Style.GO))
    if request.state in OPEN and kind.withdrawable:
        offered.append(button(request, voice, Verb.WITHDRAW, "withdraw", Style.PLAIN))
    return offered


def button(request: Request, voice: Voice, verb: Verb, name: str, style: Style) -> Button:
    return Button(
        text=voice.say(f"status.{name}"),
        tap=Tap(verb, request.id, request.token),
        style=style,
        typed=voice.say(f"status.{name}_typed", number=request.id),
    )
