"""The doors under a refusal, and the card of whoever the wish was passed on to."""

from bot.actions import instead
from bot.cards import Button, Card, Fact, Saying, Style
from bot.conversation.draft import Draft
from bot.conversation.showing import review
from bot.taps import Tap, Verb
from bot.writing.scene import Scene
from bot.writing.worlds import world_of
from storage import drafts
from storage.drafts import DraftRow

Rows = tuple[tuple[Button, ...], ...]
TELL, TAKE = "tell", "take"


def doors(scene: Scene, row: DraftRow, refused: Saying) -> Rows:
    """What he may do instead, a button each."""
    person, kind, why = scene.reader.person, instead.kind_of(row), why_of(refused)
    if person is None or not kind or not why:
        return ()
    rule = instead.rule_of(scene.office, kind, why)
    offered = instead.begins(scene.office, person, rule) if rule else []
    say = scene.voice.say
    begin = [
        door(row, why, one.id, say("instead.begin", kind=scene.voice(one.title)))
        for one in offered
    ]
    told = instead.told(scene.office, person, kind, why)
    names = scene.voice.listed([one.name for one in told[:2]])
    tell = [door(row, why, TELL, say("instead.tell", names=names))] if told else []
    return tuple((button,) for button in (*begin, *tell))


def why_of(refused: Saying) -> str:
    match refused.key:
        case "refusal.by_rule":
            return str(refused.values.get("rule", ""))
        case "refusal.not_your_class":
            return f"{instead.OF_A_CLASS}{refused.values['codes'][0]}"
    return ""


def door(row: DraftRow, why: str, what: str, text: str) -> Button:
    tap = Tap(Verb.INSTEAD, row.id, arg=f"{why}.{what}")
    return Button(text=text, tap=tap, style=Style.GO, typed=text)


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """None once the draft is gone: there is nothing left to take over."""
    row, why = drafts.load(scene.work, int(about[0])), about[1]
    reader = scene.reader.person
    writer = scene.office.directory.get(row.person) if row else None
    if row is None or reader is None or writer is None:
        return None
    kind = scene.office.kind(instead.kind_of(row))
    rule = instead.rule_of(scene.office, kind.id, why)
    say = scene.voice.say
    article = rule.article if rule else scene.office.pack.students.article  # type: ignore[union-attr]  # a class is known by its codes
    take = door(row, why, TAKE, say("instead.take"))
    return Card(
        title=say("instead.title", kind=scene.voice(kind.title)),
        body=(
            say("instead.asks", name=writer.name, unit=writer.unit, kind=kind.title),
            say("instead.why", article=article),
        ),
        facts=(*of_class(scene, why), *facts(scene, row)),
        buttons=((take,),),
    )


def of_class(scene: Scene, why: str) -> tuple[Fact, ...]:
    if not why.startswith(instead.OF_A_CLASS):
        return ()
    code = why.removeprefix(instead.OF_A_CLASS)
    return (Fact(label=scene.voice.say("instead.student"), value=code),)


def facts(scene: Scene, row: DraftRow) -> tuple[Fact, ...]:
    """What was said before it was refused."""
    form, person = (
        scene.office.kind(instead.kind_of(row)).form,
        scene.office.directory[row.person],
    )
    if form is None:
        return ()
    world = world_of(scene.office, person, scene.voice.language)
    lines = review(form, Draft.from_json(row.state), world).lines
    return tuple(
        Fact(label=scene.voice(line.label), value=scene.voice(line.value))
        for line in lines
        if line.answered and line.key in SAID
    )


# Where, when and why; who was to look, what he promised and attached is his own.
SAID = ("students", "reason", "zones", "cameras", "span", "content", "purpose")
