"""Words that always mean the same: new, my, todo, help, language, start."""

from collections.abc import Callable, Iterable

from bot.actions import filing, tasking, together
from bot.approvals.pack import Kind
from bot.cards import Button, Card, Style
from bot.handlers import administering, batch, deputies, forms, outages, pins, registers, trials
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap, Verb
from bot.writing import asking, ladder, ledgers, links, tasks
from storage import drafts, people, requests

SHOWN = 5  # cards in one answer; the rest is counted


def command(visit: Visit, text: str) -> Answer | None:
    """The answer, if `text` is a command. `/new@OurBot x` and 申请 are the same."""
    words = text.strip().split()
    word = words[0].split("@")[0].lower() if words else ""
    alone = COMMANDS.get(word) if len(words) == 1 or word.startswith("/") else None
    act = alone or COMMANDS.get(text.strip().lower())
    return act(visit) if act else by_title(visit, text)


def start(visit: Visit) -> Answer:
    return menu(visit)


def new(visit: Visit) -> Answer:
    return forms.begin(visit, "footage")


def mine(visit: Visit) -> Answer:
    """The requester's newest requests, each with its ladder."""
    newest = requests.filed_by(visit.work, visit.office.id, visit.person.id, limit=10 * SHOWN)
    filed = [request for request in newest if not request.duty][:SHOWN]
    if not filed:
        return visit.says("mine.none")
    cards = tuple(ladder.linked(visit.scene, request) for request in reversed(filed))
    return Answer(cards=cards)


def todo(visit: Visit) -> Answer:
    """Everything that waits for this person: signatures first, then tasks, oldest first."""
    waiting = together.waiting(visit.work, visit.office, visit.person)
    signing = [(str(r.id), str(r.step), str(r.round)) for r in waiting]
    doing = [
        (str(task.id),) for task in tasking.waiting_on(visit.work, visit.office, visit.person)
    ]
    writers = [(asking.card, about) for about in signing] + [
        (tasks.card, about) for about in doing
    ]
    cards = [write(visit.scene, about) for write, about in writers[:SHOWN]]
    shown = tuple(card for card in cards if card)
    if not shown:
        return visit.says("todo.none")
    more = len(writers) - len(shown)
    rest = (Card(title=visit.voice.say("todo.more", n=more)),) if more > 0 else ()
    return Answer(cards=(*shown, *rest, *batch.offer(visit)))


def at_once(visit: Visit) -> Answer:
    purpose = batch.purpose(visit)
    return forms.opened(visit, purpose) if ":" in purpose else visit.says("todo.none")


LANGUAGES = {"zh": "中文", "en": "English"}  # each in its own words, for whoever reads no other


def language(visit: Visit) -> Answer:
    """Either, at one tap; what is spoken now is ticked."""
    spoken = visit.person.language
    buttons = tuple(
        Button(
            text=f"✓ {name}" if code == spoken else name,
            tap=Tap(Verb.SPEAK, arg=code),
            typed=name.lower(),
        )
        for code, name in LANGUAGES.items()
    )
    return Answer(cards=(Card(title=visit.voice.say("language.which"), buttons=(buttons,)),))


def speak(visit: Visit, tap: Tap) -> Answer:
    """His own choice, which no list and no client overrules."""
    chosen = tap.arg if tap.arg in LANGUAGES else visit.person.language
    people.set_language(visit.work, visit.office.id, visit.person.id, chosen)
    voice = type(visit.voice)(chosen, visit.voice.zone)
    return Answer(cards=(Card(title=voice.say("language.set"), language=chosen),))


def spoken_in(code: str) -> "Command":
    return lambda visit: speak(visit, Tap(Verb.SPEAK, arg=code))


def help_(visit: Visit) -> Answer:
    return Answer(
        cards=(
            Card(
                title=visit.voice.say("help.title"),
                body=(visit.voice.say("help.body", paper=paper(visit)),),
            ),
        )
    )


def paper(visit: Visit) -> str:
    return visit.voice(visit.office.kind("footage").paper)


def menu(visit: Visit) -> Answer:
    """What can be done here; an unfinished form comes first."""
    buttons = (
        resume(visit),
        begin(visit),
        others(visit),
        for_another(visit),
        forms.on_page(visit, links.HOME, "pages.open"),
    )
    return Answer(
        cards=(
            Card(
                title=visit.voice.say("menu.title", name=visit.person.name),
                body=(visit.voice.say("menu.body"),),
                buttons=tuple((b,) for b in buttons if b),
                hint=visit.voice.say("menu.hint"),
            ),
        )
    )


def begin(visit: Visit) -> Button:
    word = visit.voice.say("menu.new")
    return Button(text=word, tap=Tap(Verb.BEGIN, arg="footage"), style=Style.GO, typed=word)


def for_another(visit: Visit) -> Button:
    word = visit.voice.say("menu.behalf")
    return Button(text=word, tap=Tap(Verb.BEHALF, arg="footage"), typed=word)


def behalf(visit: Visit) -> Answer:
    return forms.opened(visit, "behalf:footage")


def others(visit: Visit) -> Button | None:
    """The other kinds, one tap away."""
    if len(filing.kinds_for(visit.office, visit.person)) < 2:
        return None
    word = visit.voice.say("menu.kinds")
    return Button(text=word, tap=Tap(Verb.KINDS), typed=word)


FEW = 6  # buttons that a card of any platform carries


def kinds(visit: Visit) -> Answer:
    """Everything this person may file, in the words of his school: by topic where it is much."""
    found = filing.kinds_for(visit.office, visit.person)
    if not found:
        return visit.says("kinds.none")
    rows = (
        [by_name(visit, kind) for kind in found] if len(found) <= FEW else topics(visit, found)
    )
    title = visit.voice.say("kinds.title")
    return Answer(cards=(Card(title=title, buttons=tuple((b,) for b in rows)),))


def topics(visit: Visit, found: Iterable[Kind]) -> list[Button]:
    """Each topic once, where its first kind stands; one with a single kind is that kind."""
    by_topic: dict[str, list[Kind]] = {}
    for kind in found:
        by_topic.setdefault(kind.topic or kind.id, []).append(kind)
    return [
        by_name(visit, some[0]) if len(some) == 1 else of_topic(visit, topic)
        for topic, some in by_topic.items()
    ]


def by_name(visit: Visit, kind: Kind) -> Button:
    word = visit.voice(kind.title)
    return Button(text=word, tap=Tap(Verb.BEGIN, arg=kind.id), typed=word)


def of_topic(visit: Visit, topic: str) -> Button:
    word = visit.voice(visit.office.pack.topics[topic])
    return Button(text=word, tap=Tap(Verb.KINDS, arg=topic), typed=word)


def topic(visit: Visit, name: str) -> Answer:
    """The kinds under one topic."""
    found = [k for k in filing.kinds_for(visit.office, visit.person) if k.topic == name]
    if not found:
        return kinds(visit)
    title = visit.voice(visit.office.pack.topics[name])
    rows = tuple((by_name(visit, kind),) for kind in found)
    back = Button(text=visit.voice.say("kinds.back"), tap=Tap(Verb.KINDS))
    return Answer(cards=(Card(title=title, buttons=(*rows, (back,))),))


def received(visit: Visit) -> Answer:
    return visit.says("line.heard")


def by_title(visit: Visit, text: str) -> Answer | None:
    """A kind's own name, with or without 申请 before it, begins its form; a topic's shows its
    kinds."""
    word = text.strip().removeprefix("申请").strip().lower()
    for kind in filing.kinds_for(visit.office, visit.person):
        if word and word in (kind.title.zh, kind.title.in_("en").lower()):
            return forms.begin(visit, kind.id)
    for name, label in visit.office.pack.topics.items():
        if word and word in (label.zh, label.in_("en").lower()):
            return topic(visit, name)
    return None


def grants(visit: Visit) -> Answer:
    """The ledger of standing authorisations, as far as it concerns this person."""
    return Answer(cards=(ledgers.grants(visit.scene),))


def resume(visit: Visit) -> Button | None:
    draft = drafts.current(visit.work, visit.office.id, visit.person.id)
    if draft is None:
        return None
    word = visit.voice.say("menu.resume")
    return Button(text=word, tap=Tap(Verb.RESUME, draft.id), typed=word)


def go_on(visit: Visit) -> Answer:
    return forms.resume(visit) or menu(visit)


Command = Callable[[Visit], Answer]
COMMANDS: dict[str, Command] = {
    "/start": start,
    "/new": new,
    "申请": new,
    "申请调阅": new,
    "调阅": new,
    "查看监控": new,
    "new": new,
    "/my": mine,
    "我的": mine,
    "我的申请": mine,
    "my": mine,
    "/kinds": kinds,
    "其他申请": kinds,
    "申请事项": kinds,
    "other requests": kinds,
    "/todo": todo,
    "待办": todo,
    "待我审批": todo,
    "todo": todo,
    "/batch": at_once,
    "一并处理": at_once,
    "batch": at_once,
    "/deputy": deputies.listing,
    "代理": deputies.listing,
    "代理人": deputies.listing,
    "deputy": deputies.listing,
    "指定我的代理人": lambda visit: forms.opened(visit, "deputy:mine"),
    "name my deputy": lambda visit: forms.opened(visit, "deputy:mine"),
    "为他人指定代理人": lambda visit: forms.opened(visit, "deputy:other"),
    "name a deputy for another": lambda visit: forms.opened(visit, "deputy:other"),
    "/behalf": behalf,
    "替人申请": behalf,
    "代人申请": behalf,
    "file for another": behalf,
    "/pin": pins.begin,
    "设置口令": pins.begin,
    "修改口令": pins.begin,
    "口令": pins.begin,
    "pin": pins.begin,
    "/book": registers.shelf,
    "book": registers.shelf,
    "登记簿": registers.shelf,
    "/grants": grants,
    "区域授权": grants,
    "授权台账": grants,
    "grants": grants,
    "/admin": administering.asked,
    "/groups": trials.listing,
    "群": trials.listing,
    "groups": trials.listing,
    "/faults": outages.faults,
    "故障": outages.faults,
    "故障情况": outages.faults,
    "faults": outages.faults,
    "/help": help_,
    "帮助": help_,
    "help": help_,
    "/language": language,
    "语言": language,
    "language": language,
    "english": spoken_in("en"),
    "中文": spoken_in("zh"),
    "线路通": received,
    "line open": received,
    "/resume": go_on,
    "resume": go_on,
    "继续": go_on,
    "继续填写": go_on,
}
