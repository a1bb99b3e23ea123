"""The card of whoever has something to do about a request, and what the others see of it.

In a group names are masked and the reason is not told.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.actions import extending, tasking, unfinished, whose
from bot.actions.office import Office
from bot.approvals import extension
from bot.approvals.pack import Kind, TaskKind
from bot.approvals.request import Request
from bot.approvals.sight import restricted
from bot.cards import Button, Card, Fact, Style
from bot.conversation.draft import Draft
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.conversation.showing import review
from bot.followup.plan import Case
from bot.followup.task import NOBODY, Stage, Task
from bot.notices import About, subject
from bot.registers.fields import OPEN_ITEMS
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case, explaining, links, widened
from bot.writing.scene import Reader, Scene
from bot.writing.worlds import world_of
from storage import requests, slots, tasks

AFTERWARDS = timedelta(hours=1)
PUBLIC_FACTS = (
    "zones",
    "cameras",
    "span",
    "viewing_room",
    "room",
    "track",
    "shift",
    "round",
    "occasion",
    "action",
    "planned",
    "starts",
    "ends",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A task as one reader sees it."""

    scene: Scene
    case: Case
    kind: TaskKind
    task: Task
    mine: bool  # the reader may do it

    @property
    def grouped(self) -> bool:
        return self.scene.reader.person is None

    @property
    def request(self) -> Request:
        return self.case.request


def is_open(scene: Scene, about: tuple[str, ...]) -> bool:
    return not tasks.peek(scene.work, int(about[0])).over


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    task = tasks.peek(scene.work, int(about[0]))
    request = requests.peek(scene.work, task.request)
    kind = tasking.kind_of(scene.office, request).task(task.kind)
    grouped = scene.reader.person is None
    if kind is None or (grouped and restricted(scene.office.pack, request.kind)):
        return None
    seen = Seen(
        scene=scene,
        case=tasking.case_of(scene.work, request),
        kind=kind,
        task=task,
        mine=may_do(scene, request, kind, task),
    )
    return shown(seen)


def kind_of(scene: Scene, task: Task) -> TaskKind | None:
    request = requests.peek(scene.work, task.request)
    return tasking.kind_of(scene.office, request).task(task.kind)


def may_do(scene: Scene, request: Request, kind: TaskKind, task: Task) -> bool:
    reader = scene.reader.person
    people = whose.able(scene.office, request, kind, task)
    return reader is None or reader.id in {person.id for person in people}


def shown(seen: Seen) -> Card:
    voice, office = seen.scene.voice, seen.scene.office
    ticking = case.clock(seen.scene.work, office, seen.request, voice)
    counting = () if seen.task.over else ticking
    late = lateness(seen, voice)
    return Card(
        title=titled(seen.kind, seen.request, voice),
        body=tuple(filter(None, (after_its_day(seen), stage(seen), late, question(seen)))),
        facts=facts(seen),
        notes=(*told(seen), *left_over(seen), *more(seen), *counting),
        buttons=(*buttons(seen), *why(seen)),
        closed=voice.say(f"task.{seen.task.state}_closed") if seen.task.over else "",
        link=page(seen),
    )


def page(seen: Seen) -> str:
    """Where he does it, while there is something for him to do."""
    if seen.task.over or seen.grouped or not seen.mine:
        return ""
    return seen.scene.page(links.task(seen.task.id))


def titled(kind: TaskKind, request: Request, voice: Voice) -> str:
    return voice.say("task.title", task=voice(kind.title), number=request.number)


def stage(seen: Seen) -> str:
    who = ""
    if seen.task.officer:
        name = case.masked_name if seen.grouped else case.name
        who = name(seen.scene.office, seen.task.officer)
    key = "asked" if seen.task.person and seen.task.state is Stage.OPEN else seen.task.state
    return seen.scene.voice.say(f"task.{key}", who=who)


def after_its_day(seen: Seen) -> str:
    """What the calendar should have filed earlier, while nothing was running."""
    fell = seen.request.fell_at
    if (
        fell is None
        or not seen.request.duty
        or seen.task.over
        or seen.request.filed_at - fell < AFTERWARDS
    ):
        return ""
    return seen.scene.voice.say("duty.filed_late", at=seen.scene.voice.brief(fell))


def left_over(seen: Seen) -> tuple[str, ...]:
    """The open cases whoever takes over has to know: as they are now, or as they were written
    down."""
    if seen.grouped or not seen.kind.lists:
        return ()
    written = seen.task.answers.get(OPEN_ITEMS) if seen.task.over else None
    found = (
        written
        if written is not None
        else unfinished.lines(seen.scene.work, seen.scene.office, seen.kind, seen.request)
    )
    voice = seen.scene.voice
    head = voice.say("duty.open_items" if found else "duty.nothing_open", n=len(found))
    return (head, *found)


def question(seen: Seen) -> str:
    """What a tap on one of the card's own options answers."""
    fields = seen.kind.form.fields
    if (
        seen.task.over
        or seen.grouped
        or not seen.mine
        or not fields
        or not quick(seen.kind.form)
    ):
        return ""
    return seen.scene.voice(fields[0].ask)


def lateness(seen: Seen, voice: Voice) -> str:
    due = seen.task.due_at
    if due is None or seen.task.over:
        return ""
    now, at = seen.scene.office.now, voice.brief(due)
    if now >= due and seen.kind.breach:
        book = seen.scene.office.pack.books[seen.kind.breach].title
        return voice.say("task.breached", at=at, book=voice(book))
    if now <= due and seen.kind.rungs:
        return voice.say("task.due_left", at=at, left=voice.lasting(due - now))
    return voice.say("task.late" if now > due else "task.due", at=at)


# ------------------------------------------------------------------ what it is about


def facts(seen: Seen) -> tuple[Fact, ...]:
    office, voice = seen.scene.office, seen.scene.voice
    if seen.task.over:
        return ()  # whoever did it knows the case; the line below tells what was done
    if not seen.grouped:
        return case.facts(office, seen.request, voice)
    who = case.masked_name(office, seen.request.requester)
    first = Fact(label=voice.say("case.requester"), value=who)
    if seen.request.outage:
        first = case.requester(office, seen.request, voice)
    if seen.request.duty:
        begun = voice.say("duty.calendar", name=who)
        first = Fact(label=voice.say("duty.begun_by"), value=begun)
    public = {voice(f.label) for f in public_fields(office, seen.request)}
    told = case.answered(office, seen.request, voice)
    return (first, *(fact for fact in told if fact.label in public))


def public_fields(office: Office, request: Request) -> list[Field]:
    form = tasking.kind_of(office, request).form
    return [f for f in form.fields if f.key in PUBLIC_FACTS] if form else []


def told(seen: Seen) -> tuple[str, ...]:
    """What was done before: to those who carry it out in full, to a viewer what concerns him."""
    if seen.grouped:
        return ()
    kind = tasking.kind_of(seen.scene.office, seen.request)
    whole = seen.task.person == NOBODY
    about = replace(seen.case, tasks=(seen.task,)) if seen.task.over else seen.case
    return done_lines(seen.scene.office, kind, about, seen.scene.voice, whole=whole)


def more(seen: Seen) -> tuple[str, ...]:
    """What was asked for beyond the first scope, while it matters."""
    if seen.grouped or seen.task.over:
        return ()
    return widened.lines(seen.scene.work, seen.scene.office, seen.request, seen.scene.voice)


def done_lines(
    office: Office, kind: Kind, about: Case, voice: Voice, *, whole: bool
) -> tuple[str, ...]:
    """✓ 预约查看 · 11月22日 09:10：3月3日 15:00–15:30，南大门监控室"""
    return tuple(
        done_line(office, task_kind, about, task, voice, whole=whole)
        for task in about.tasks
        if task.state in (Stage.DONE, Stage.SENT_BACK) and (task_kind := kind.task(task.kind))
    )


def done_line(
    office: Office, kind: TaskKind, about: Case, task: Task, voice: Voice, *, whole: bool
) -> str:
    keys = {f.key for f in kind.form.fields} if whole else set(kind.shows)
    values = reported(office, kind.form, about, task, voice, keys)
    at = voice.brief(task.done_at) if task.done_at else ""
    key = "done_line" if task.state is Stage.DONE else "sent_back_line"
    line = voice.say(f"task.{key}", task=voice(kind.title), at=at)
    return voice.say("task.done_told", line=line, told=values) if values else line


def reported(
    office: Office, form: Form, about: Case, task: Task, voice: Voice, keys: set[str]
) -> list[str]:
    """Answers as people read them. A plain no is no news, a yes says to what."""
    world = world_of(office, office.directory[about.request.requester], voice.language)
    lines = review(form, Draft(answers=task.answers), world).lines
    return [
        voice(line.label if task.answers.get(line.key) is True else line.value)
        for line in lines
        if line.answered and line.key in keys and task.answers.get(line.key) is not False
    ]


# ------------------------------------------------------------------ what can be done


def buttons(seen: Seen) -> tuple[tuple[Button, ...], ...]:
    if seen.task.over or seen.task.state is Stage.SENT_BACK or not seen.mine:
        return ()
    slot = slot_of(seen)
    if seen.grouped or (seen.task.state is Stage.OPEN and not at_once(seen)):
        taking = seen.task.state is Stage.OPEN
        return (button(seen, Verb.TAKE, "task.take", slot, 1) if taking else way_in(seen),)
    if options := quick(seen.kind.form):
        return tuple(
            quickly(seen, option, slot, place) for place, option in enumerate(options, 3)
        )
    if seen.kind.begins:
        title = seen.scene.office.kind(seen.kind.begins).title
        return (button(seen, Verb.OUTCOME, "task.begin", slot, 2, kind=title),)
    name = "task.sign" if seen.task.person else "task.record"
    return (button(seen, Verb.OUTCOME, name, slot, 2), *further(seen, slot))


def way_in(seen: Seen) -> tuple[Button, ...]:
    """From the group to the form, for whoever has taken it; others read there whose it is."""
    text = seen.scene.voice.say("task.go_on_alone")
    return (Button(text=text, start=Tap(Verb.OUTCOME, seen.task.id).linked()),)


def why(seen: Seen) -> tuple[tuple[Button, ...], ...]:
    """How the deadline is counted, where it is not plain to see."""
    if seen.grouped or seen.task.over or not seen.mine:
        return ()
    office = seen.scene.office
    account = explaining.of_task(office, seen.case, seen.task)
    if not explaining.puzzling(office, account):
        return ()
    return ((explaining.button(seen.scene.voice, seen.request, seen.task.id),),)


EXTEND_DIGIT = "9"


def further(seen: Seen, slot: int) -> tuple[tuple[Button, ...], ...]:
    """Whoever carries the viewing out may ask for more of it."""
    reader, office = seen.scene.reader.person, seen.scene.office
    kind = tasking.kind_of(office, seen.request)
    if (
        reader is None
        or not extension.offered(office.pack, kind, seen.kind)
        or not extending.offered(seen.scene.work, office, reader, seen.request)
    ):
        return ()
    tap = Tap(Verb.EXTEND, seen.request.id)
    text = seen.scene.voice.say("extension.ask")
    return ((Button(text=text, tap=tap, typed=f"{slot}{EXTEND_DIGIT}" if slot else ""),),)


def at_once(seen: Seen) -> bool:
    """Whether it can be done without being taken first: one's own, a matter of one tap, or a case
    that is in the reader's hand already."""
    reader = seen.scene.reader.person
    hand = {task.officer for task in seen.case.of(seen.kind.hand)} if seen.kind.hand else set()
    mine = reader is not None and reader.id in hand
    return seen.task.person != NOBODY or mine or bool(quick(seen.kind.form))


DONE = Option(id="done", label=Label("已完成", "Done"))


def quick(form: Form) -> tuple[Option, ...]:
    """The answers of a task that is one choice, which stand on its card themselves."""
    match form.fields:
        case ():
            return (DONE,)
        case (Field(kind=FieldKind.CHOICE, options=options),):
            return options if not any(option.other for option in options) else ()
    return ()


def quickly(seen: Seen, option: Option, slot: int, place: int) -> tuple[Button, ...]:
    text = seen.scene.voice(option.label)
    tap = Tap(Verb.FINISH, seen.task.id, arg=option.id)
    return (Button(text=text, tap=tap, style=Style.GO, typed=f"{slot}{place}" if slot else ""),)


def button(
    seen: Seen, verb: Verb, key: str, slot: int, number: int, **words: Label
) -> tuple[Button, ...]:
    typed = f"{slot}{number}" if slot else ""
    text = seen.scene.voice.say(key, **words)
    return (Button(text=text, tap=Tap(verb, seen.task.id), style=Style.GO, typed=typed),)


def slot_of(seen: Seen) -> int:
    reader: Reader = seen.scene.reader
    if reader.person is None or reader.on_page or seen.task.over:
        return 0
    name = subject(About.TASK, seen.task.id)
    office = seen.scene.office
    return slots.assign(seen.scene.work, office.id, reader.platform, reader.address, name)
