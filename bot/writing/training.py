"""A training that runs out: what its holder reads, and the list of whoever keeps the training."""

from bot.actions import qualifying
from bot.actions.qualifying import TRAINING, Lapsing
from bot.cards import Button, Card, Style
from bot.taps import Tap, Verb
from bot.writing.scene import Scene

MOST = 12  # in one card; the rest is counted


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """Dropped when a new training was passed meanwhile, and in anybody else's hands."""
    found, reader = qualifying.lapsing(scene.work, scene.office), scene.reader.person
    if about:
        whose = "/".join(about)
        mine = (one for one in found if reader and whose == one.person.id == reader.id)
        return next((own(scene, one) for one in mine), None)
    keeps = reader is not None and reader in qualifying.keepers(scene.office)
    return listed(scene, found) if found and keeps else None


def own(scene: Scene, one: Lapsing) -> Card:
    key = "over" if one.over(scene.office.now.date()) else "soon"
    say = scene.voice.say
    article = scene.office.pack.kinds[TRAINING].base[0].article
    return Card(
        title=say(f"training.{key}_title"),
        body=(say(f"training.{key}", until=one.until), say("training.ask", article=article)),
    )


def listed(scene: Scene, found: list[Lapsing]) -> Card:
    say = scene.voice.say
    kind = scene.office.pack.kinds[TRAINING]
    more = len(found) - MOST
    word = scene.voice(kind.title)
    return Card(
        title=say("training.list", n=len(found)),
        body=(
            *(_line(scene, one) for one in found[:MOST]),
            *((say("grants.more", n=more),) if more > 0 else ()),
            say("training.arrange", article=kind.base[0].article),
        ),
        buttons=(
            (Button(text=word, tap=Tap(Verb.BEGIN, arg=kind.id), style=Style.GO, typed=word),),
        ),
    )


def _line(scene: Scene, one: Lapsing) -> str:
    say, name = scene.voice.say, one.person.name
    if one.until is None:
        return say("training.never", name=name)
    key = "was_over" if one.over(scene.office.now.date()) else "ends"
    return say(f"training.{key}", name=name, until=one.until)
